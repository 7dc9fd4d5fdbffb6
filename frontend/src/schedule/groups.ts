// Tasks under headings by what a column says of them. Summaries are left out: their tasks stand in other groups.
import type { Column } from "./columns.ts";
import { byRank, ranksOf } from "./sorting.ts";
import type { Store } from "./store.ts";

export interface Group {
  title: string;
  rows: Int32Array;
}

export function groupsOf(store: Store, column: Column, keep: Uint8Array | null, ranks: Float64Array | null, descending: boolean): Group[] {
  const places = ranksOf(store, column);
  const found = new Map<string, { place: number; rows: number[] }>();
  for (let row = 0; row < store.count; row++) {
    if (store.isParent(row) || (keep && !keep[row])) continue;
    const text = column.text(store, row);
    const group = found.get(text);
    if (group) group.rows.push(row);
    else found.set(text, { place: places[row]!, rows: [row] });
  }
  const last = (place: number): number => (Number.isNaN(place) ? Number.POSITIVE_INFINITY : place);
  return [...found]
    .sort(([, one], [, other]) => last(one.place) - last(other.place) || 0)
    .map(([text, { rows }]) => {
      const all = Int32Array.from(rows);
      return { title: text || `No ${column.label.toLocaleLowerCase()}`, rows: ranks ? byRank(all, ranks, descending) : all };
    });
}
