// Tasks under headings by what a column says of them. Summaries are left out: their tasks stand in other groups.
// A cell that holds several values puts its task under each: the task then stands on several lines. The first line of
// a row has the row's number, headings have numbers from the last row on, further lines of rows those behind them.
import type { Column } from "./columns.ts";
import { byRank, collator, ranksOf } from "./sorting.ts";
import type { Store } from "./store.ts";

export interface Group {
  title: string;
  /** Each the line of one task. */
  lines: Int32Array;
  /** Grouped by resources: the one that it is about. */
  person: string | null;
  /** Whether a task of it stands in other groups, too. */
  shared: boolean;
}

export interface Grouping {
  groups: Group[];
  /** The row of each line behind the headings. */
  further: Int32Array;
}

export function groupingOf(store: Store, column: Column, keep: Uint8Array | null, ranks: Float64Array | null, descending: boolean): Grouping {
  const found = rowsByText(store, column, keep);
  const titles = column.parts ? [...found.keys()].sort(blankLast) : byPlace([...found], ranksOf(store, column));
  const seen = new Uint8Array(store.count);
  const further: number[] = [];
  const line = (row: number): number => (seen[row] ? store.count + titles.length + further.push(row) - 1 : (seen[row] = 1, row));
  const groups = titles.map((text) => {
    const rows = Int32Array.from(found.get(text)!);
    const person = column.key === "resources" && text ? text : null;
    return { title: text || `No ${column.label.toLocaleLowerCase()}`, lines: (ranks ? byRank(rows, ranks, descending) : rows).map(line), person, shared: false };
  });
  const several = new Set(further);
  titles.forEach((text, index) => (groups[index]!.shared = found.get(text)!.some((row) => several.has(row))));
  return { groups, further: Int32Array.from(further) };
}

function rowsByText(store: Store, column: Column, keep: Uint8Array | null): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (let row = 0; row < store.count; row++) {
    if (store.isParent(row) || (keep && !keep[row])) continue;
    for (const text of column.parts?.(store, row) ?? [column.text(store, row)]) {
      const rows = found.get(text);
      if (rows) rows.push(row);
      else found.set(text, [row]);
    }
  }
  return found;
}

function blankLast(one: string, other: string): number {
  return Number(!one) - Number(!other) || collator.compare(one, other);
}

/** Titles in the order in which their values stand in the column; those without value last. */
function byPlace(found: [string, number[]][], places: Float64Array): string[] {
  const place = ([, [first]]: [string, number[]]): number => (Number.isNaN(places[first!]) ? Number.POSITIVE_INFINITY : places[first!]!);
  return found.sort((one, other) => place(one) - place(other) || 0).map(([text]) => text);
}
