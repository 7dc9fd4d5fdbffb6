// The columns that every plan and every roadmap has, in the usual order.
import { Kind } from "../contract.ts";
import { namesIn } from "../lib/assigned.ts";
import { formatDay, formatVariance, isoMoment, lastMinute } from "../lib/dates.ts";
import { calendarName, constraintWords, durationText, effortDrivenText, finishText, floatText, healthWords, hours, length, linksText, ofFixedWork, ofNoLength, taskTypes, taskTypeText, workText } from "./column-texts.ts";
import type { Column, Mode } from "./columns.ts";
import { figureOf, isOld, noteOn, type Figure } from "./confidence.ts";
import { endMinutes, endText, type End } from "./ranges.ts";
import type { Store } from "./store.ts";

/** Least width of the name, which takes what the others leave. */
export const NAME_WIDTH = 210;

const days = (store: Store): { word: string; size: number } => ({ word: "days", size: store.payload.minutes_per_day });
const percentText = (value: number): string => (Number.isNaN(value) ? "" : `${value} %`);
const given = (value: number | null | undefined): number => value ?? Number.NaN;

const text = { compared: "text", numeric: false } as const;
const number = { compared: "number", numeric: true } as const;
const date = { compared: "date", numeric: false, width: 104 } as const;
const choice = { compared: "choice", numeric: false, width: 104 } as const;

const place: Column = {
  ...number, key: "number", label: "#", hint: "Number of the row, as predecessors name it", width: 44, planned: true, usual: true,
  text: (_, row) => String(row + 1),
  value: (_, row) => row + 1,
};
const wbs: Column = {
  ...text, key: "wbs", label: "WBS", hint: "Number in the work breakdown structure", width: 66, usual: true,
  text: (store, row) => store.payload.tasks.wbs[row]!,
  edit: (plan, _, row) => plan.tasks.wbs[row]!,
};
const name: Column = {
  ...text, key: "name", label: "Name", hint: "Name of the task or component", width: NAME_WIDTH, usual: true,
  text: (store, row) => store.payload.tasks.name[row]!,
  edit: (plan, _, row) => plan.tasks.name[row]!,
};
const health: Column = {
  ...choice, key: "health", label: "Health", hint: "Computed health", width: 86, usual: true,
  text: (store, row) => healthWords[store.payload.tasks.health[row]!] ?? "",
};
const duration: Column = {
  ...number, key: "duration", label: "Duration", hint: "Working time", width: 70, leaf: true, usual: true, unit: days, text: durationText, barred: ofNoLength,
  value: (store, row) => (store.payload.tasks.kind[row] === Kind.component ? Number.NaN : store.payload.tasks.duration[row]!),
  edit: (plan, _, row) => plan.tasks.duration_text[row]!,
};
const estimate = (end: End): Pick<Column, "unit" | "barred" | "text" | "value" | "edit" | "planned" | "leaf" | "width"> => ({
  width: 84, planned: true, leaf: true, unit: days, barred: ofNoLength,
  text: (store, row) => endText(store, row, end),
  value: (store, row) => endMinutes(store, row, end),
  edit: (_, store, row) => endText(store, row, end),
});
export const optimistic: Column = { ...number, ...estimate(0), key: "optimistic", label: "Optimistic", hint: "How long it takes if all goes well; empty: no estimate of its own" };
export const pessimistic: Column = { ...number, ...estimate(1), key: "pessimistic", label: "Pessimistic", hint: "How long it takes if much goes wrong; empty: no estimate of its own" };
const start: Column = {
  ...date, key: "start", label: "Start", hint: "Scheduled start", leaf: true, usual: true,
  text: (store, row) => formatDay(store.start[row]!),
  value: (store, row) => store.start[row]!,
  edit: (_, store, row) => isoMoment(store.start[row]!),
};
const finish: Column = {
  ...date, key: "finish", label: "Finish", hint: "Scheduled finish", text: finishText, leaf: true, usual: true,
  value: (store, row) => lastMinute(store.start[row]!, store.finish[row]!),
  edit: (_, store, row) => isoMoment(store.finish[row]!),
};
const sureOf = (figure: Figure): Pick<Column, "planned" | "note" | "old" | "key"> => ({ key: figure, planned: true, note: noteOn, old: isOld });
const sureFinish = (figure: "p50" | "p80", share: string): Column => ({
  ...date, ...sureOf(figure), label: `${figure.toUpperCase()} finish`, hint: `Done by then in ${share} of the runs of the simulation`, width: 112,
  text: (store, row) => formatDay(lastMinute(store.start[row]!, figureOf(store, row, figure))),
  value: (store, row) => lastMinute(store.start[row]!, figureOf(store, row, figure)),
});
export const p50 = sureFinish("p50", "half");
export const p80 = sureFinish("p80", "80 %");
export const criticality: Column = {
  ...number, ...sureOf("criticality"), label: "Criticality %", hint: "Percent of the runs of the simulation in which it has no float", width: 122,
  text: (store, row) => percentText(figureOf(store, row, "criticality")),
  value: (store, row) => figureOf(store, row, "criticality"),
};
const predecessors: Column = {
  ...text, key: "predecessors", label: "Predecessors", hint: "Rows that come before, with type and lag: 12; 14SS+2d", width: 104, planned: true, usual: true,
  text: (store, row) => linksText(store, row, "predecessors"),
  edit: (_, store, row) => linksText(store, row, "predecessors"),
};
const successors: Column = {
  ...text, key: "successors", label: "Successors", hint: "Rows that come after, with type and lag", width: 104, planned: true,
  text: (store, row) => linksText(store, row, "successors"),
};
const percent: Column = {
  ...number, key: "percent", label: "Done", hint: "Percent complete", width: 58, progress: true, leaf: true, usual: true,
  text: (store, row) => `${Math.round(store.payload.tasks.percent[row]!)} %`,
  value: (store, row) => store.payload.tasks.percent[row]!,
  edit: (plan, _, row) => String(plan.tasks.percent[row]!),
};
const float: Column = {
  ...number, key: "float", label: "Float", hint: "Total float: how far it can slip before the finish does", width: 76, text: floatText, unit: days, usual: true,
  value: (store, row) => given(store.payload.tasks.total_float[row]),
};
const freeFloat: Column = {
  ...number, key: "free_float", label: "Free float", hint: "How far it can slip before a successor does", width: 72, planned: true, unit: days,
  text: (store, row) => length(store, store.plan?.tasks.free_float[row]),
  value: (store, row) => given(store.plan?.tasks.free_float[row]),
};
const variance: Column = {
  ...number, key: "variance", label: "Slip", hint: "Finish against baseline, in calendar days; + is late", width: 74, usual: true,
  unit: () => ({ word: "days", size: 1440 }),
  text: (store, row) => formatVariance(store.finish[row]!, store.baselineFinish[row]!),
  value: (store, row) => store.finish[row]! - store.baselineFinish[row]!,
};
const baselineStart: Column = {
  ...date, key: "baseline_start", label: "Baseline start", hint: "Start in the current baseline",
  text: (store, row) => formatDay(store.baselineStart[row]!),
  value: (store, row) => store.baselineStart[row]!,
};
const baselineFinish: Column = {
  ...date, key: "baseline_finish", label: "Baseline finish", hint: "Finish in the current baseline", width: 112,
  text: (store, row) => formatDay(lastMinute(store.baselineStart[row]!, store.baselineFinish[row]!)),
  value: (store, row) => lastMinute(store.baselineStart[row]!, store.baselineFinish[row]!),
};
export const resources: Column = {
  ...text, key: "resources", label: "Resources", hint: "Who works on it: Anna [50%]; Crane", width: 130, usual: true,
  text: (store, row) => store.payload.tasks.resources[row]!,
  parts: (store, row) => namesIn(store.payload.tasks.resources[row]!),
  edit: (plan, _, row) => plan.tasks.resources[row]!,
};
export const work: Column = {
  ...number, key: "work", label: "Work", hint: "Hours of all who work on it", width: 66, planned: true, leaf: true,
  unit: () => ({ word: "hours", size: 60 }),
  text: workText, barred: ofNoLength,
  value: (store, row) => given(store.plan?.tasks.work[row]),
  edit: (plan, _, row) => hours(plan.tasks.work[row]),
};
const actualWork: Column = {
  ...number, key: "actual_work", label: "Actual work", hint: "Hours that were worked: given with the plan, and reported since", width: 84, planned: true, leaf: true,
  unit: () => ({ word: "hours", size: 60 }),
  text: (store, row) => hours(store.plan?.tasks.actual_work[row]),
  value: (store, row) => given(store.plan?.tasks.actual_work[row]),
};
export const taskType: Column = {
  ...choice, key: "task_type", label: "Task type", hint: "What stays when duration, work or units are set", width: 110, planned: true, leaf: true, choices: Object.values(taskTypes),
  text: taskTypeText, barred: ofNoLength,
  edit: (_, store, row) => taskTypeText(store, row),
};
export const effortDriven: Column = {
  ...choice, key: "effort_driven", label: "Effort-driven", hint: "Whether the work stays when people come or go", planned: true, leaf: true, choices: ["Yes", "No"],
  text: effortDrivenText, barred: ofFixedWork,
  edit: (_, store, row) => effortDrivenText(store, row),
};
const owner: Column = {
  ...choice, key: "owner", label: "Answers for it", hint: "Who answers for it, and for everything below it", planned: true,
  text: (store, row) => store.plan?.tasks.owner[row] ?? "",
};
const board: Column = {
  ...choice, key: "board", label: "Board", hint: "The column in which its card stands", planned: true, leaf: true,
  text: (store, row) => (store.isParent(row) ? "" : store.plan?.workflow.columns.find(({ key }) => key === store.plan?.tasks.board_column[row])?.name ?? ""),
};
const blocked: Column = {
  ...text, key: "blocked", label: "Blocked", hint: "What it is waiting for", width: 150, planned: true, leaf: true,
  text: (store, row) => store.plan?.tasks.blocked_reason[row] ?? "",
};
const cost: Column = {
  ...number, key: "cost", label: "Cost", hint: "Planned cost", width: 92, planned: true, leaf: true,
  text: (store, row) => store.plan?.tasks.cost[row] ?? "",
  value: (store, row) => Number(store.plan?.tasks.cost[row] ?? Number.NaN),
  edit: (plan, _, row) => plan.tasks.cost[row] ?? "",
  barred: ({ plan }) => (plan?.may_money === false ? "Costs are changed by who manages the money of the plan." : ""),
};
const deadline: Column = {
  ...date, key: "deadline", label: "Deadline", hint: "The date that it must not miss", planned: true,
  text: (store, row) => formatDay(store.deadline[row]!),
  value: (store, row) => store.deadline[row]!,
  edit: (_, store, row) => isoMoment(store.deadline[row]!),
};
const constraint: Column = {
  ...choice, key: "constraint", label: "Constraint", hint: "What holds its dates besides its predecessors", planned: true, leaf: true,
  text: constraintWords,
  edit: (plan, _, row) => plan.tasks.constraint[row]!,
};
const constraintDate: Column = {
  ...date, key: "constraint_date", label: "Constraint date", hint: "The date of the constraint", width: 112, planned: true, leaf: true,
  text: (store, row) => formatDay(given(store.plan?.tasks.constraint_date[row])),
  value: (store, row) => given(store.plan?.tasks.constraint_date[row]),
  edit: (plan, _, row) => isoMoment(given(plan.tasks.constraint_date[row])),
};
const actualStart: Column = {
  ...date, key: "actual_start", label: "Actual start", hint: "When it began", planned: true, progress: true, leaf: true,
  text: (store, row) => formatDay(given(store.plan?.tasks.actual_start[row])),
  value: (store, row) => given(store.plan?.tasks.actual_start[row]),
  edit: (plan, _, row) => isoMoment(given(plan.tasks.actual_start[row])),
};
const actualFinish: Column = {
  ...date, key: "actual_finish", label: "Actual finish", hint: "When it was done", planned: true, progress: true, leaf: true,
  text: (store, row) => formatDay(given(store.plan?.tasks.actual_finish[row])),
  value: (store, row) => given(store.plan?.tasks.actual_finish[row]),
  edit: (plan, _, row) => isoMoment(given(plan.tasks.actual_finish[row])),
};
const calendar: Column = {
  ...choice, key: "calendar", label: "Calendar", hint: "Its own calendar; empty for the plan's", planned: true, leaf: true, text: calendarName,
  edit: (_, store, row) => calendarName(store, row),
};
const notes: Column = {
  ...choice, key: "notes", label: "Notes", hint: "Whether there are notes on it", width: 58, planned: true,
  text: (store, row) => (store.plan?.tasks.noted[row] ? "Yes" : ""),
};

export const columnLists: Record<Mode, Column[]> = {
  project: [
    place, wbs, name, duration, start, finish, predecessors, percent, float, variance, resources, successors, freeFloat, baselineStart, baselineFinish, optimistic, pessimistic, p50, p80, criticality, work, actualWork, taskType, effortDriven, cost,
    deadline, constraint, constraintDate, actualStart, actualFinish, calendar, owner, board, blocked, notes,
  ],
  roadmap: [name, health, start, finish, duration, percent, variance, float, baselineStart, baselineFinish, deadline],
};
