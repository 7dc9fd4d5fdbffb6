// Columns of the grid: what one is, which there are in a plan, and which of those that the reader chose have room.
import { Kind, type PlanPayload } from "../contract.ts";
import { columnLists, NAME_WIDTH } from "./column-list.ts";
import { customColumns } from "./custom-columns.ts";
import type { Store } from "./store.ts";

export type Mode = "project" | "roadmap";
/** What is compared: letters, numbers, days, or one of a few words. */
export type Comparable = "text" | "number" | "date" | "choice";

export interface Column {
  key: string;
  label: string;
  /** What the reader is told who points at the heading. */
  hint: string;
  width: number;
  numeric: boolean;
  compared: Comparable;
  text: (store: Store, row: number) => string;
  /** Of a cell that holds several values: each of them, to group by; one that is empty where it holds none. */
  parts?: (store: Store, row: number) => string[];
  /** Of numbers and days: what rows are sorted and filtered by. NaN is none. */
  value?: (store: Store, row: number) => number;
  /** Of numbers that people state in another unit than `value` has: its name, and how many make one. */
  unit?: (store: Store) => { word: string; size: number };
  /** The words that the cell can hold, where there are few. */
  choices?: string[];
  /** What stands in the cell while it is edited; without it the cell is for reading. */
  edit?: (plan: PlanPayload, store: Store, row: number) => string;
  /** Why it is not typed in this row, in words; "" where it is. */
  barred?: (store: Store, row: number) => string;
  /** What is to be known of its values as a whole, in words; "" for nothing. */
  note?: (store: Store) => string;
  /** Whether its values belong to an earlier state of the plan. */
  old?: (store: Store) => boolean;
  /** Whoever reports progress may change it too. */
  progress?: true;
  /** Not of summaries: theirs comes from the rows below. */
  leaf?: true;
  /** Only where the plan can be edited. */
  planned?: true;
  /** Shown to those who chose no columns. */
  usual?: true;
}

/** Columns that the reader chose, in their order, and the widths that were changed. */
export interface Chosen {
  columns: string[] | null;
  widths: Record<string, number>;
}

const NAME_WIDTH_NARROW = 128;
export const WIDTHS = { least: 36, most: 600 };
/** Who stays when room is short and nobody chose, first to last. */
const priority: Record<Mode, string[]> = {
  project: ["number", "finish", "duration", "start", "predecessors", "float", "percent", "wbs", "variance", "resources"],
  roadmap: ["health", "finish", "variance", "start", "duration", "percent", "float"],
};

/** Numbers of rows are shown whole: from 10,000 rows on the column is wider by each further digit. */
function numberWidth(usual: number, count: number): number {
  return usual + 8 * Math.max(0, String(count).length - 4);
}

/** All columns of this plan, in the usual order. */
export function columnsOf(store: Store): Column[] {
  const plain = columnLists[store.mode].filter((column) => store.plan || !column.planned);
  const wide = plain.map((column) => (column.key === "number" ? { ...column, width: numberWidth(column.width, store.count) } : column));
  return [...wide, ...customColumns(store)];
}

export function columnOf(store: Store, key: string): Column | undefined {
  return columnsOf(store).find((column) => column.key === key);
}

/** Keys of the columns that are wanted, in order; the name is always among them. */
export function chosenKeys(store: Store, chosen: Chosen): string[] {
  const all = columnsOf(store);
  if (!chosen.columns) return all.filter(({ usual }) => usual).map(({ key }) => key);
  const known = chosen.columns.filter((key) => all.some((column) => column.key === key));
  return known.includes("name") ? known : ["name", ...known];
}

function chosenColumns(store: Store, chosen: Chosen): Column[] {
  const all = new Map(columnsOf(store).map((column) => [column.key, column]));
  return chosenKeys(store, chosen).map((key) => {
    const column = all.get(key)!;
    return { ...column, width: chosen.widths[key] ?? column.width };
  });
}

/** Whether the reader may type into this cell. */
export function mayEdit(column: Column, store: Store, row: number): boolean {
  const { plan } = store;
  if (!plan || !column.edit || row < 0 || row >= store.count) return false;
  if (column.leaf && plan.tasks.kind[row] === Kind.summary) return false;
  if (column.barred?.(store, row)) return false;
  const may = plan.tasks.may[row]!;
  return (may & 1) === 1 || (column.progress === true && (may & 2) === 2);
}

/** The wanted columns that fit wholly: no column is ever cut in half. */
export function fittingColumns(store: Store, width: number, chosen: Chosen): Column[] {
  const wanted = chosenColumns(store, chosen);
  const name = wanted.find(({ key }) => key === "name")!;
  let room = width - (width < 2 * NAME_WIDTH ? NAME_WIDTH_NARROW : chosen.widths["name"] ?? NAME_WIDTH);
  const shown = new Set<Column>([name]);
  const first = priority[store.mode];
  const byImportance = chosen.columns ? wanted : first.flatMap((key) => wanted.filter((column) => column.key === key));
  for (const column of byImportance) {
    if (column === name) continue;
    if (column.width > room) break;
    shown.add(column);
    room -= column.width;
  }
  return wanted.filter((column) => shown.has(column));
}

/** The wanted columns with one more: at the end, or as far before it as it takes to be seen at this width. */
export function withColumn(store: Store, width: number, chosen: Chosen, key: string): string[] {
  const before = chosenKeys(store, chosen);
  const at = (place: number): string[] => before.toSpliced(place, 0, key);
  const seen = (columns: string[]): boolean => fittingColumns(store, width, { ...chosen, columns }).some((column) => column.key === key);
  for (let place = before.length; place > 0; place--) if (seen(at(place))) return at(place);
  return at(before.length);
}

/** Width at which everything that the reader wants is shown. */
export function fullWidth(store: Store, chosen: Chosen): number {
  return chosenColumns(store, chosen).reduce((sum, { width }) => sum + width, 0);
}
