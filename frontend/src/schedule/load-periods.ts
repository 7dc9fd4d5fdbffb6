// What the load pane knows of a resource: periods with work, capacity and what is too much. Pure: no document here.
import { formatDay, formatSpan, formatWork } from "../lib/dates.ts";
import { usualDays } from "./timescale.ts";

export const loadSteps = ["day", "week", "month", "quarter", "year"] as const;
export type LoadStep = (typeof loadSteps)[number];

export interface Load {
  revision: number;
  step: LoadStep;
  /** Minutes; period i lies between edge i and edge i + 1. */
  edges: number[];
  /** The most overloaded first. Work and overload in minutes. */
  resources: { id: number[]; name: string[]; units: number[]; work: number[]; over: number[]; live_work?: number[]; live_over?: number[] };
  chosen: number | null;
  work: number[];
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
export function topOf({ work, capacity, live }: Pick<Load, "work" | "capacity" | "live">): number {
  let top = 60;
  for (const column of [work, capacity, live?.work ?? []]) {
    for (const each of column) top = Math.max(top, each);
  }
  return top * 1.12;
}

export function periodName({ step, edges }: Load, period: number): string {
  const [start, finish] = [edges[period]!, edges[period + 1]!];
  return step === "day" ? formatDay(start) : formatSpan(start, finish - 1);
}

/** "5 – 11 Jan 2026: 52 h of 40 h, 12 h too much; 40 h in the live plan". */
export function periodWords(load: Load, period: number): string {
  const over = load.over[period]! > 0 ? `, ${formatWork(load.over[period]!)} too much` : "";
  return `${periodName(load, period)}: ${formatWork(load.work[period]!)} of ${formatWork(load.capacity[period]!)}${over}${load.live ? `; ${liveWords(load.live.work[period]!)}` : ""}`;
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
