// Columns of a plan as flat arrays over its rows.
// Plain loops in what runs over every row: TypedArray.from with a function is some twenty times slower.

/** null becomes NaN: arithmetic stays total and typed arrays stay flat. */
export function times(column: (number | null)[]): Float64Array {
  const minutes = new Float64Array(column.length);
  for (let row = 0; row < column.length; row++) minutes[row] = column[row] ?? Number.NaN;
  return minutes;
}

/** From 0, whatever level the outline begins at. */
export function levelsFromZero(level: number[]): Int32Array {
  const levels = new Int32Array(level);
  let top = levels[0] ?? 0;
  for (let row = 0; row < levels.length; row++) top = Math.min(top, levels[row]!);
  for (let row = 0; row < levels.length; row++) levels[row]! -= top;
  return levels;
}

/** For each row the first row after its subtree. Rows come in outline order, so one pass from the end is enough. */
export function subtreeEnds(parent: ArrayLike<number>): Int32Array {
  const end = new Int32Array(parent.length);
  for (let row = 0; row < end.length; row++) end[row] = row + 1;
  for (let row = parent.length - 1; row >= 0; row--) {
    const above = parent[row]!;
    if (above >= 0 && end[above]! < end[row]!) end[above] = end[row]!;
  }
  return end;
}

/** Where each row is named in a list of rows. */
export function placesOf(rows: ArrayLike<number>): Map<number, number[]> {
  const places = new Map<number, number[]>();
  for (let index = 0; index < rows.length; index++) {
    const known = places.get(rows[index]!);
    if (known) known.push(index);
    else places.set(rows[index]!, [index]);
  }
  return places;
}

/** The one of some lines whose place is nearest to a place; -1 where none has a place. */
export function nearest(lines: number[], places: Int32Array, to: number): number {
  let found = -1;
  for (const line of lines) {
    if (places[line]! < 0) continue;
    if (found < 0 || Math.abs(places[line]! - to) < Math.abs(places[found]! - to)) found = line;
  }
  return found;
}
