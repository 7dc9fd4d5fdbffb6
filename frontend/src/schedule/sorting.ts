// Sorting by a column within siblings: numbers and days by value, words as a dictionary has them, nothing last.
import type { Column } from "./columns.ts";
import type { Store } from "./store.ts";

export const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

/** A number for each row that sorts like the column; NaN where the cell is empty. */
export function ranksOf(store: Store, column: Column): Float64Array {
  const ranks = new Float64Array(store.count);
  if (column.value) {
    for (let row = 0; row < ranks.length; row++) ranks[row] = column.value(store, row);
    return ranks;
  }
  const texts = new Array<string>(store.count);
  for (let row = 0; row < texts.length; row++) texts[row] = column.text(store, row);
  const places = new Map<string, number>();
  // Two words that the collator takes for the same have the same place.
  let place = -1;
  let last: string | null = null;
  for (const text of [...new Set(texts)].sort(collator.compare)) {
    if (last === null || collator.compare(last, text) !== 0) place++;
    last = text;
    places.set(text, text === "" ? Number.NaN : place);
  }
  for (let row = 0; row < ranks.length; row++) ranks[row] = places.get(texts[row]!)!;
  return ranks;
}

/** Rows by rank; the same ones in the plan's order, NaN at the end both ways. */
export function byRank(rows: Int32Array, ranks: Float64Array, descending: boolean): Int32Array {
  const way = descending ? -1 : 1;
  return rows.sort((one, other) => {
    const [a, b] = [ranks[one]!, ranks[other]!];
    if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b)) || one - other;
    return (a - b) * way || one - other;
  });
}

/** The outline with the children of each parent by rank: parents stay before what is below them. */
export function sortedOutline(parent: ArrayLike<number>, ranks: Float64Array, descending: boolean): Int32Array {
  const count = ranks.length;
  const all = new Int32Array(count);
  for (let row = 0; row < count; row++) all[row] = row;
  const sorted = byRank(all, ranks, descending);
  // Chains of siblings, built from the last to the first: one pass, no arrays of arrays. Place `count` is the top.
  const first = new Int32Array(count + 1).fill(-1);
  const next = new Int32Array(count);
  for (let place = count - 1; place >= 0; place--) {
    const row = sorted[place]!;
    const above = parent[row]! < 0 ? count : parent[row]!;
    next[row] = first[above]!;
    first[above] = row;
  }
  const order = new Int32Array(count);
  const waiting: number[] = first[count]! < 0 ? [] : [first[count]!];
  for (let size = 0; waiting.length; ) {
    const row = waiting.pop()!;
    order[size++] = row;
    if (next[row]! >= 0) waiting.push(next[row]!);
    if (first[row]! >= 0) waiting.push(first[row]!);
  }
  return order;
}
