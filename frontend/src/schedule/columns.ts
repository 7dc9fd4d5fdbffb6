// The columns of the grid: what each says about a row, how wide it is, and which give way first when room is short.
import { Kind } from "../contract.ts";
import { formatDay, formatDuration, formatVariance, lastMinute } from "../lib/dates.ts";
import type { Store } from "./store.ts";

export type Mode = "project" | "roadmap";
export interface Column {
  key: string;
  label: string;
  /** What the reader is told who points at the heading. */
  hint: string;
  width: number;
  numeric: boolean;
  text: (store: Store, row: number) => string;
}

export const healthWords: Record<string, string> = {
  green: "On track",
  amber: "At risk",
  red: "Off track",
  none: "No data",
};

/** Least width of the name, which is always there and takes what the others leave. */
export const NAME_WIDTH = 210;
export const NAME_WIDTH_NARROW = 128;

function minutes(store: Store, row: number, value: number): string {
  return store.payload.tasks.kind[row] === Kind.milestone && value === 0 ? "" : formatDuration(value, store.payload.minutes_per_day);
}

export function floatText(store: Store, row: number): string {
  const value = store.payload.tasks.total_float[row];
  return value === null || value === undefined ? "" : formatDuration(value, store.payload.minutes_per_day);
}

export function finishText(store: Store, row: number): string {
  return formatDay(lastMinute(store.start[row]!, store.finish[row]!));
}

const wbs: Column = {
  key: "wbs", label: "WBS", hint: "Number in the work breakdown structure", width: 66, numeric: false,
  text: (store, row) => store.payload.tasks.wbs[row]!,
};
const name: Column = {
  key: "name", label: "Name", hint: "Name of the task or component", width: NAME_WIDTH, numeric: false,
  text: (store, row) => store.payload.tasks.name[row]!,
};
const health: Column = {
  key: "health", label: "Health", hint: "Computed health", width: 86, numeric: false,
  text: (store, row) => healthWords[store.payload.tasks.health[row]!] ?? "",
};
const duration: Column = {
  key: "duration", label: "Duration", hint: "Working time", width: 70, numeric: true,
  text: (store, row) => minutes(store, row, store.payload.tasks.duration[row]!),
};
const start: Column = {
  key: "start", label: "Start", hint: "Scheduled start", width: 104, numeric: false,
  text: (store, row) => formatDay(store.start[row]!),
};
const finish: Column = {
  key: "finish", label: "Finish", hint: "Scheduled finish", width: 104, numeric: false, text: finishText,
};
const percent: Column = {
  key: "percent", label: "Done", hint: "Percent complete", width: 58, numeric: true,
  text: (store, row) => `${Math.round(store.payload.tasks.percent[row]!)} %`,
};
const float: Column = {
  key: "float", label: "Float", hint: "Total float: how far it can slip before the finish does", width: 62, numeric: true, text: floatText,
};
const variance: Column = {
  key: "variance", label: "Variance", hint: "Finish against baseline, in calendar days; + is late", width: 74, numeric: true,
  text: (store, row) => formatVariance(store.finish[row]!, store.baselineFinish[row]!),
};
const resources: Column = {
  key: "resources", label: "Resources", hint: "Who works on it", width: 130, numeric: false,
  text: (store, row) => store.payload.tasks.resources[row]!,
};

/** Left to right. */
const order: Record<Mode, Column[]> = {
  project: [wbs, name, duration, start, finish, percent, float, variance, resources],
  roadmap: [name, health, start, finish, percent, variance, float],
};
/** Who stays when room is short, first to last. */
const priority: Record<Mode, Column[]> = {
  project: [finish, start, duration, float, wbs, percent, variance, resources],
  roadmap: [health, finish, variance, start, percent, float],
};

export function columnsOf(mode: Mode): Column[] {
  return order[mode];
}

/** The columns that the reader wants and that fit wholly: no column is ever cut in half. */
export function fittingColumns(mode: Mode, width: number, hidden: ReadonlySet<string>): Column[] {
  let room = width - (width < 2 * NAME_WIDTH ? NAME_WIDTH_NARROW : NAME_WIDTH);
  const shown = new Set<Column>([name]);
  for (const column of priority[mode]) {
    if (hidden.has(column.key)) continue;
    if (column.width > room) break;
    shown.add(column);
    room -= column.width;
  }
  return order[mode].filter((column) => shown.has(column));
}

/** Width at which everything that the reader wants is shown. */
export function fullWidth(mode: Mode, hidden: ReadonlySet<string>): number {
  return order[mode].reduce((sum, column) => sum + (hidden.has(column.key) ? 0 : column.width), 0);
}
