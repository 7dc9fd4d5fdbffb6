// What a reader filters by: comparisons of columns, and a few questions with a name. All of them have to be true of a row.
import { Kind } from "../contract.ts";
import { DAY } from "../lib/dates.ts";
import { columnOf, type Column, type Comparable } from "./columns.ts";
import type { Store } from "./store.ts";

export type Comparison = "contains" | "lacks" | "is" | "not" | "below" | "above" | "empty" | "filled";
export interface Condition {
  column: string;
  comparison: Comparison;
  /** As typed; a day is "2026-03-14". */
  value: string;
}
export type Test = (row: number) => boolean;

const common: [Comparison, string][] = [["empty", "is empty"], ["filled", "is not empty"]];
/** What can be asked of a kind of column, in the words of the page. */
export const comparisons: Record<Comparable, [Comparison, string][]> = {
  text: [["contains", "contains"], ["lacks", "does not contain"], ["is", "is"], ...common],
  number: [["above", "is more than"], ["below", "is less than"], ["is", "is"], ...common],
  date: [["above", "is after"], ["below", "is before"], ["is", "is on"], ...common],
  choice: [["is", "is"], ["not", "is not"], ...common],
};

export function needsValue(comparison: Comparison): boolean {
  return comparison !== "empty" && comparison !== "filled";
}

/** The number that a condition compares with; NaN if the text is none. */
export function comparedNumber(store: Store, column: Column, text: string): number {
  const typed = text.trim();
  if (column.compared === "date") return /^\d{4}-\d{2}-\d{2}$/.test(typed) ? Date.parse(`${typed}T00:00Z`) / 60_000 : Number.NaN;
  const number = typed === "" ? Number.NaN : Number(typed.replace(",", "."));
  return number * (column.unit?.(store).size ?? 1);
}

/** Why a condition cannot be asked, in words; "" if it can. */
export function faultOf(store: Store, condition: Condition): string {
  const column = columnOf(store, condition.column);
  if (!column) return "This column is not there any more.";
  if (!needsValue(condition.comparison)) return "";
  if (!condition.value.trim()) return "Type what to compare with.";
  if (column.value && Number.isNaN(comparedNumber(store, column, condition.value))) return column.compared === "date" ? "Choose a day." : "Type a number.";
  return "";
}

function numberTest(store: Store, column: Column, { comparison, value }: Condition): Test {
  const get = column.value!;
  if (comparison === "empty") return (row) => Number.isNaN(get(store, row));
  if (comparison === "filled") return (row) => !Number.isNaN(get(store, row));
  const wanted = comparedNumber(store, column, value);
  // Days are compared as days: what starts at 08:00 is not after its own day.
  const of = column.compared === "date" ? (row: number): number => Math.floor(get(store, row) / DAY) * DAY : (row: number): number => get(store, row);
  if (comparison === "above") return (row) => of(row) > wanted;
  if (comparison === "below") return (row) => of(row) < wanted;
  return (row) => of(row) === wanted;
}

function textTest(store: Store, column: Column, { comparison, value }: Condition): Test {
  const wanted = value.trim().toLocaleLowerCase();
  const of = (row: number): string => column.text(store, row).toLocaleLowerCase();
  if (comparison === "empty") return (row) => of(row) === "";
  if (comparison === "filled") return (row) => of(row) !== "";
  if (comparison === "contains") return (row) => of(row).includes(wanted);
  if (comparison === "lacks") return (row) => !of(row).includes(wanted);
  if (comparison === "not") return (row) => of(row) !== wanted;
  return (row) => of(row) === wanted;
}

/** null where the condition cannot be asked of this plan: then it lets everything through. */
export function testOf(store: Store, condition: Condition): Test | null {
  if (faultOf(store, condition)) return null;
  const column = columnOf(store, condition.column)!;
  return column.value ? numberTest(store, column, condition) : textTest(store, column, condition);
}

/** A condition as people say it: "Duration is more than 5 days". */
export function conditionWords(store: Store, condition: Condition): string {
  const column = columnOf(store, condition.column);
  if (!column) return "A column that is gone";
  const words = comparisons[column.compared].find(([key]) => key === condition.comparison)?.[1] ?? condition.comparison;
  if (!needsValue(condition.comparison)) return `${column.label} ${words}`;
  return [column.label, words, condition.value.trim(), column.unit?.(store).word].filter(Boolean).join(" ");
}

export interface Preset {
  key: string;
  label: string;
  hint: string;
  /** Only where the plan says whose the tasks are. */
  planned?: true;
  test: (store: Store) => Test;
}

export const presets: Preset[] = [
  { key: "critical", label: "Critical", hint: "On the critical path", test: (store) => (row) => store.payload.tasks.critical[row] === 1 },
  {
    key: "late", label: "Late", hint: "Unfinished, and behind baseline or deadline",
    test: (store) => (row) => unfinished(store, row) && (store.finish[row]! > store.baselineFinish[row]! || store.finish[row]! > store.deadline[row]!),
  },
  { key: "mine", label: "Mine", hint: "Yours, or with you on it", planned: true, test: mine },
  { key: "milestones", label: "Milestones", hint: "Without duration", test: (store) => (row) => store.payload.tasks.kind[row] === Kind.milestone },
  { key: "unfinished", label: "Unfinished", hint: "Not done yet", test: (store) => (row) => unfinished(store, row) },
];

function mine(store: Store): Test {
  const own = new Set(store.plan?.mine);
  return (row) => own.has(store.payload.tasks.id[row]!);
}

function unfinished(store: Store, row: number): boolean {
  return store.payload.tasks.percent[row]! < 100 && !store.isParent(row);
}
