/** Links by row, both ends, in two flat arrays: 130,000 links take one pass and no objects. */
export class Adjacency {
  private readonly first: Int32Array;
  private readonly links: Int32Array;

  constructor(count: number, from: ArrayLike<number>, to: ArrayLike<number>) {
    this.first = new Int32Array(count + 1);
    for (let link = 0; link < from.length; link++) {
      this.first[from[link]! + 1]!++;
      this.first[to[link]! + 1]!++;
    }
    for (let row = 0; row < count; row++) this.first[row + 1]! += this.first[row]!;
    const next = this.first.slice();
    this.links = new Int32Array(from.length * 2);
    for (let link = 0; link < from.length; link++) {
      this.links[next[from[link]!]!++] = link;
      this.links[next[to[link]!]!++] = link;
    }
  }

  /** The links that begin or end at the row. */
  of(row: number): Int32Array {
    return this.links.subarray(this.first[row], this.first[row + 1]);
  }

  /** The links of all rows in [row, end): a collapsed summary stands for its whole subtree. */
  within(row: number, end: number): Int32Array {
    return this.links.subarray(this.first[row], this.first[end]);
  }
}
