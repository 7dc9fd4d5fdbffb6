// The columns of the grid: what each says about a row, how wide it is, and which give way first when room is short.
import { Kind, type PlanPayload } from "../contract.ts";
import { formatDay, formatDuration, formatVariance, isoMoment, lastMinute } from "../lib/dates.ts";
import { predecessorsText } from "./predecessors.ts";
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
  /** What stands in the cell while it is edited; without it the cell is for reading. */
  edit?: (plan: PlanPayload, store: Store, row: number) => string;
  /** Whoever reports progress may change it too. */
  progress?: true;
  /** Not of summaries: theirs comes from the rows below. */
  leaf?: true;
  /** Only where the plan can be edited. */
  planned?: true;
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
  edit: (plan, _, row) => plan.tasks.wbs[row]!,
};
const name: Column = {
  key: "name", label: "Name", hint: "Name of the task or component", width: NAME_WIDTH, numeric: false,
  text: (store, row) => store.payload.tasks.name[row]!,
  edit: (plan, _, row) => plan.tasks.name[row]!,
};
const number: Column = {
  key: "number", label: "#", hint: "Number of the row, as predecessors name it", width: 44, numeric: true, planned: true,
  text: (_, row) => String(row + 1),
};
const predecessors: Column = {
  key: "predecessors", label: "Predecessors", hint: "Rows that come before, with type and lag: 12; 14SS+2d", width: 104, numeric: false, planned: true, text: predecessorsText,
  edit: (_, store, row) => predecessorsText(store, row),
};
const deadline: Column = {
  key: "deadline", label: "Deadline", hint: "The date that it must not miss", width: 104, numeric: false, planned: true,
  text: (store, row) => formatDay(store.deadline[row]!),
  edit: (_, store, row) => isoMoment(store.deadline[row]!),
};
const constraint: Column = {
  key: "constraint", label: "Constraint", hint: "What holds its dates besides its predecessors", width: 104, numeric: false, planned: true, leaf: true,
  text: (store, row) => constraintText(store.plan, row),
  edit: (plan, _, row) => plan.tasks.constraint[row]!,
};
const work: Column = {
  key: "work", label: "Work", hint: "Hours of all who work on it", width: 66, numeric: true, planned: true, leaf: true,
  text: (store, row) => hours(store.plan?.tasks.work[row]),
  edit: (plan, _, row) => hours(plan.tasks.work[row]),
};
const cost: Column = {
  key: "cost", label: "Cost", hint: "Planned cost", width: 92, numeric: true, planned: true, leaf: true,
  text: (store, row) => store.plan?.tasks.cost[row] ?? "",
  edit: (plan, _, row) => plan.tasks.cost[row] ?? "",
};
const health: Column = {
  key: "health", label: "Health", hint: "Computed health", width: 86, numeric: false,
  text: (store, row) => healthWords[store.payload.tasks.health[row]!] ?? "",
};
const duration: Column = {
  key: "duration", label: "Duration", hint: "Working time", width: 70, numeric: true,
  text: (store, row) => minutes(store, row, store.payload.tasks.duration[row]!),
  edit: (plan, _, row) => plan.tasks.duration_text[row]!,
  leaf: true,
};
const start: Column = {
  key: "start", label: "Start", hint: "Scheduled start", width: 104, numeric: false,
  text: (store, row) => formatDay(store.start[row]!),
  edit: (_, store, row) => isoMoment(store.start[row]!),
  leaf: true,
};
const finish: Column = {
  key: "finish", label: "Finish", hint: "Scheduled finish", width: 104, numeric: false, text: finishText, leaf: true,
  edit: (_, store, row) => isoMoment(store.finish[row]!),
};
const percent: Column = {
  key: "percent", label: "Done", hint: "Percent complete", width: 58, numeric: true,
  text: (store, row) => `${Math.round(store.payload.tasks.percent[row]!)} %`,
  edit: (plan, _, row) => String(plan.tasks.percent[row]!),
  progress: true,
  leaf: true,
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
  project: [number, wbs, name, duration, start, finish, predecessors, percent, float, variance, resources, deadline, constraint, work, cost],
  roadmap: [name, health, start, finish, percent, variance, float],
};
/** Who stays when room is short, first to last. */
const priority: Record<Mode, Column[]> = {
  project: [number, finish, duration, start, predecessors, float, percent, wbs, variance, resources, deadline, constraint, work, cost],
  roadmap: [health, finish, variance, start, percent, float],
};

/** What nobody sees who did not ask for it. */
export const usuallyHidden = ["deadline", "constraint", "work", "cost"];

const constraints: Record<string, string> = {
  SNET: "Start no earlier", SNLT: "Start no later", FNET: "Finish no earlier", FNLT: "Finish no later", MSO: "Must start", MFO: "Must finish", ALAP: "As late as possible",
};

function constraintText(plan: PlanPayload | null, row: number): string {
  const kind = plan?.tasks.constraint[row] ?? "";
  const date = formatDay(plan?.tasks.constraint_date[row] ?? Number.NaN);
  return kind === "" || kind === "ASAP" ? "" : `${constraints[kind] ?? kind}${date ? ` ${date}` : ""}`;
}

function hours(worked: number | null | undefined): string {
  return worked === null || worked === undefined ? "" : `${Math.round(worked / 6) / 10} h`;
}

export function columnsOf(mode: Mode, editable: boolean): Column[] {
  return order[mode].filter((column) => editable || !column.planned);
}

/** Whether the reader may type into this cell. */
export function mayEdit(column: Column, store: Store, row: number): boolean {
  const { plan } = store;
  if (!plan || !column.edit || row < 0) return false;
  if (column.leaf && plan.tasks.kind[row] === Kind.summary) return false;
  if (column.key === "duration" && plan.tasks.kind[row] === Kind.milestone) return false;
  const may = plan.tasks.may[row]!;
  return (may & 1) === 1 || (column.progress === true && (may & 2) === 2);
}

/** The columns that the reader wants and that fit wholly: no column is ever cut in half. */
export function fittingColumns(mode: Mode, editable: boolean, width: number, hidden: ReadonlySet<string>): Column[] {
  let room = width - (width < 2 * NAME_WIDTH ? NAME_WIDTH_NARROW : NAME_WIDTH);
  const shown = new Set<Column>([name]);
  for (const column of priority[mode]) {
    if (hidden.has(column.key) || (column.planned && !editable)) continue;
    if (column.width > room) break;
    shown.add(column);
    room -= column.width;
  }
  return order[mode].filter((column) => shown.has(column));
}

/** Width at which everything that the reader wants is shown. */
export function fullWidth(mode: Mode, editable: boolean, hidden: ReadonlySet<string>): number {
  return columnsOf(mode, editable).reduce((sum, column) => sum + (hidden.has(column.key) ? 0 : column.width), 0);
}
