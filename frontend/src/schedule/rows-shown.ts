// Which rows are to be shown, in which order: the one place where folding and filtering meet.
import type { Columns } from "../contract.ts";

/** Rows that the filter lets through: the critical ones and what they stand under. */
export function criticalRows({ critical, parent }: Columns): Uint8Array {
  const keep = new Uint8Array(parent.length);
  for (let row = parent.length - 1; row >= 0; row--) {
    if (critical[row]) keep[row] = 1;
    if (keep[row] && parent[row]! >= 0) keep[parent[row]!] = 1;
  }
  return keep;
}

/** The rows to show, top to bottom. `keep`: what a filter lets through, with all parents; null for everything. */
export function rowsShown(subtreeEnd: Int32Array, collapsed: Uint8Array, keep: Uint8Array | null): Int32Array<ArrayBuffer> {
  const rows = new Int32Array(subtreeEnd.length);
  let size = 0;
  for (let row = 0; row < rows.length; ) {
    // A row that is kept keeps its parents: a parent that is not kept has nothing below to show.
    if (keep && !keep[row]) {
      row = subtreeEnd[row]!;
      continue;
    }
    rows[size++] = row;
    row = collapsed[row] ? subtreeEnd[row]! : row + 1;
  }
  return rows.slice(0, size);
}
