// What the heading of a group says below the columns: sums, the earliest start, the latest finish, of its tasks in view.
// All of it is added up from what the server told; inactive tasks are counted only.
import { formatDay, lastMinute } from "../lib/dates.ts";
import { namesIn } from "../lib/assigned.ts";
import { hours } from "./column-texts.ts";
import { customKey } from "./custom-columns.ts";
import type { Group } from "./groups.ts";
import type { Store } from "./store.ts";

/** Of a sum of numbers that people typed: what is smaller comes from adding up. */
const DECIMALS = 6;

type Sum = (store: Store, rows: number[], group: Group) => string;

const sums: Record<string, Sum> = {
  start: (store, rows) => formatDay(furthest(rows.map((row) => store.start[row]!), Math.min)),
  finish: (store, rows) => formatDay(furthest(rows.map((row) => lastMinute(store.start[row]!, store.finish[row]!)), Math.max)),
  percent: percentDone,
  work: (store, rows, group) => (group.person === null ? ofWhole(group, rows, (row) => store.plan?.tasks.work[row], hours) : total(rows, (row) => ownWork(store, row, group.person!), hours)),
  actual_work: (store, rows, group) => ofWhole(group, rows, (row) => store.plan?.tasks.actual_work[row], hours),
  cost: (store, rows, group) => ofWhole(group, rows, (row) => amount(store.plan?.tasks.cost[row]), (cents) => (cents / 100).toFixed(2)),
};

/** Groups are made anew with every change of the plan: what was said of one stays true. */
const said = new WeakMap<Group, Map<string, string>>();

export function sumText(store: Store, group: Group, column: string): string {
  const known = said.get(group) ?? new Map<string, string>();
  said.set(group, known);
  let text = known.get(column);
  if (text === undefined) {
    const rows = Array.from(group.lines, (line) => store.rowOf(line)).filter((row) => store.plan?.tasks.active[row] !== 0);
    text = rows.length ? ((sums[column] ?? ofField(store, column))?.(store, rows, group) ?? "") : "";
    known.set(column, text);
  }
  return text;
}

/** Of a field that holds numbers; of other fields nothing can be added up. */
function ofField(store: Store, column: string): Sum | undefined {
  const field = store.plan?.fields.find((each) => each.kind === "number" && customKey(each) === column);
  if (!field) return undefined;
  const number = (row: number): number | null => {
    const value = store.plan?.tasks.custom[row]?.[field.id] ?? null;
    return value === null ? null : Number(value);
  };
  return (_, rows, group) => ofWhole(group, rows, number, (sum) => String(Number(sum.toFixed(DECIMALS))));
}

/** The earliest or the latest, NaN of none. */
function furthest(minutes: number[], pick: (one: number, other: number) => number): number {
  return minutes.reduce((found, minute) => (Number.isNaN(found) ? minute : Number.isNaN(minute) ? found : pick(found, minute)), Number.NaN);
}

/** Weighted by duration; milestones alone come to nothing. */
function percentDone(store: Store, rows: number[]): string {
  const { duration, percent } = store.payload.tasks;
  const whole = rows.reduce((sum, row) => sum + duration[row]!, 0);
  return whole > 0 ? `${Math.round(rows.reduce((sum, row) => sum + duration[row]! * percent[row]!, 0) / whole)} %` : "";
}

/** A sum of what tasks have as a whole; none where a task stands under other headings too, which would tell it twice. */
function ofWhole(group: Group, rows: number[], of: (row: number) => number | null | undefined, words: (sum: number) => string): string {
  return group.shared ? "" : total(rows, of, words);
}

function total(rows: number[], of: (row: number) => number | null | undefined, words: (sum: number) => string): string {
  const given = rows.map(of).filter((value) => value !== null && value !== undefined);
  return given.length ? words(given.reduce((sum, value) => sum + value, 0)) : "";
}

/** What this resource alone does of a task. */
function ownWork(store: Store, row: number, person: string): number | undefined {
  const { tasks } = store.plan ?? {};
  return tasks?.resource_work[row]?.[namesIn(tasks.resources[row]!).indexOf(person)];
}

function amount(cost: string | null | undefined): number | null {
  return cost === null || cost === undefined ? null : Math.round(Number(cost) * 100);
}
