// What the load pane knows of a resource: periods with work, capacity and what is too much. Pure: no document here.
import { formatDay, formatSpan, formatWork } from "../lib/dates.ts";
import { usualDays } from "./timescale.ts";

export const loadSteps = ["day", "week", "month", "quarter", "year"] as const;
export type LoadStep = (typeof loadSteps)[number];

export interface OtherPlan {
  id: number;
  name: string;
  /** In the same periods. */
  work: number[];
}

export interface Load {
  revision: number;
  step: LoadStep;
  /** Minutes; period i lies between edge i and edge i + 1. */
  edges: number[];
  /** The most overloaded first. Work and overload in minutes. */
  resources: { id: number[]; name: string[]; units: number[]; work: number[]; other: number[]; over: number[]; live_work?: number[]; live_over?: number[] };
  chosen: number | null;
  work: number[];
  /** What other plans ask of the same person, as far as the reader sees them; the most first. */
  others: OtherPlan[];
  over: number[];
  capacity: number[];
  /** Of a branch: what the plan asks without it. */
  live?: { work: number[]; over: number[] };
}

/** Bars thinner than this cannot be told apart or pointed at. */
const THINNEST = 12;

/** The finest periods whose bars are wide enough at a scale. */
export function stepFor(pixelsPerDay: number): LoadStep {
  return loadSteps.find((step) => usualDays[step] * pixelsPerDay >= THINNEST) ?? "year";
}

/** The period that holds a minute, -1 for none. */
export function periodAt(edges: readonly number[], minute: number): number {
  if (edges.length < 2 || minute < edges[0]! || minute >= edges.at(-1)!) return -1;
  let [low, high] = [0, edges.length - 2];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (edges[middle]! <= minute) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The top of the axis: the highest work or capacity with a little air, never nothing. */
export function topOf(load: Pick<Load, "work" | "others" | "capacity" | "live">): number {
  let top = 60;
  for (const column of [load.capacity, load.live?.work ?? []]) {
    for (const each of column) top = Math.max(top, each);
  }
  load.work.forEach((work, period) => (top = Math.max(top, work + elsewhere(load, period))));
  return top * 1.12;
}

export function periodName({ step, edges }: Load, period: number): string {
  const [start, finish] = [edges[period]!, edges[period + 1]!];
  return step === "day" ? formatDay(start) : formatSpan(start, finish - 1);
}

/** What other plans ask for in a period, all together. */
export function elsewhere({ others }: Pick<Load, "others">, period: number): number {
  return others.reduce((sum, { work }) => sum + work[period]!, 0);
}

/** The other plans that ask for work in a period. */
export function plansIn({ others }: Load, period: number): OtherPlan[] {
  return others.filter(({ work }) => work[period]! > 0).toSorted((one, other) => other.work[period]! - one.work[period]!);
}

/** "5 – 11 Jan 2026: 52 h of 40 h, 12 h too much; 20 h in Tower and 1 more plan; 40 h in the live plan". */
export function periodWords(load: Load, period: number): string {
  const over = load.over[period]! > 0 ? `, ${formatWork(load.over[period]!)} too much` : "";
  const all = load.work[period]! + elsewhere(load, period);
  const beside = [otherWords(load, period), load.live ? liveWords(load.live.work[period]!) : ""].filter(Boolean).map((words) => `; ${words}`);
  return `${periodName(load, period)}: ${formatWork(all)} of ${formatWork(load.capacity[period]!)}${over}${beside.join("")}`;
}

/** "20 h in Tower and 1 more plan". */
function otherWords(load: Load, period: number): string {
  const [first, ...more] = plansIn(load, period);
  if (!first) return "";
  return `${formatWork(elsewhere(load, period))} in ${first.name}${more.length ? ` and ${more.length} more ${more.length === 1 ? "plan" : "plans"}` : ""}`;
}

/** "40 h in the live plan". */
export function liveWords(minutes: number): string {
  return `${formatWork(minutes)} in the live plan`;
}

/** A resource as the choice offers it: "Anna, 36 h too much". */
export function resourceWords({ resources }: Load, index: number): string {
  const over = resources.over[index]!;
  return `${resources.name[index]!}, ${over > 0 ? `${formatWork(over)} too much` : formatWork(resources.work[index]!)}`;
}
