// What cells say: lengths, dates and links of a row in words.
import { Kind } from "../contract.ts";
import { formatDay, formatDuration, lastMinute } from "../lib/dates.ts";
import type { Store } from "./store.ts";

export const healthWords: Record<string, string> = {
  green: "On track",
  amber: "At risk",
  red: "Off track",
  none: "No data",
};

const constraints: Record<string, string> = {
  SNET: "Start no earlier", SNLT: "Start no later", FNET: "Finish no earlier", FNLT: "Finish no later", MSO: "Must start", MFO: "Must finish", ALAP: "As late as possible",
};

export function length(store: Store, value: number | null | undefined): string {
  return value === null || value === undefined ? "" : formatDuration(value, store.payload.minutes_per_day);
}

export function durationText(store: Store, row: number): string {
  const value = store.payload.tasks.duration[row]!;
  if (store.payload.tasks.kind[row] === Kind.component) return "";
  return store.payload.tasks.kind[row] === Kind.milestone && value === 0 ? "" : length(store, value);
}

export function floatText(store: Store, row: number): string {
  return length(store, store.payload.tasks.total_float[row]);
}

export function finishText(store: Store, row: number): string {
  return formatDay(lastMinute(store.start[row]!, store.finish[row]!));
}

export function hours(worked: number | null | undefined): string {
  return worked === null || worked === undefined ? "" : `${Math.round(worked / 6) / 10} h`;
}

export function constraintWords(store: Store, row: number): string {
  const kind = store.plan?.tasks.constraint[row] ?? "";
  return kind === "" || kind === "ASAP" ? "" : constraints[kind] ?? kind;
}

export function calendarName(store: Store, row: number): string {
  const id = store.plan?.tasks.calendar[row] ?? null;
  return store.plan?.calendars.find((calendar) => calendar.id === id)?.name ?? "";
}

export const taskTypes: Record<string, string> = { fixed_units: "Fixed units", fixed_work: "Fixed work", fixed_duration: "Fixed duration" };

export function isMilestone(store: Store, row: number): boolean {
  return store.payload.tasks.kind[row] === Kind.milestone;
}

export function workText(store: Store, row: number): string {
  const minutes = store.plan?.tasks.work[row];
  return isMilestone(store, row) && !minutes ? "" : hours(minutes);
}

export function ofNoLength(store: Store, row: number): string {
  return isMilestone(store, row) ? "A milestone takes neither time nor work: add a task for what takes some." : "";
}

/** What is fixed stays whatever people say of it. */
export function ofFixedWork(store: Store, row: number): string {
  return ofNoLength(store, row) || (store.plan?.tasks.task_type[row] === "fixed_work" ? "Fixed work stays whoever comes or goes: it is always effort-driven. Choose another task type first." : "");
}

export function taskTypeText(store: Store, row: number): string {
  return store.isParent(row) || isMilestone(store, row) ? "" : taskTypes[store.plan?.tasks.task_type[row] ?? ""] ?? "";
}

/** Where work is fixed, it stays whoever comes or goes, whatever was said of the task before. */
export function effortDrivenText(store: Store, row: number): string {
  if (store.isParent(row) || isMilestone(store, row) || !store.plan) return "";
  const { task_type: type, effort_driven: driven } = store.plan.tasks;
  return driven[row] || type[row] === "fixed_work" ? "Yes" : "No";
}

const types = ["FS", "SS", "FF", "SF"];

/** "12; 14SS+2d": rows by their numbers, as people type predecessors; the type is left out where it is the usual one and there is no lag. */
export function linksText(store: Store, row: number, end: "predecessors" | "successors"): string {
  const { links } = store.payload;
  const [mine, other] = end === "predecessors" ? [links.to, links.from] : [links.from, links.to];
  const texts: string[] = [];
  for (const link of store.links.of(row)) {
    if (mine[link] !== row) continue;
    const plain = links.type[link] === 0 && !links.lag[link];
    texts.push(`${other[link]! + 1}${plain ? "" : `${types[links.type[link]!]}${links.lag[link]}`}`);
  }
  return texts.join("; ");
}
