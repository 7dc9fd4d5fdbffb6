// What the numbers of lines on the page stand for: rows of the plan, headings of groups, and further lines of rows
// that stand in several groups. Without groups a line is its row.
import type { Group } from "./groups.ts";
import { nearest, placesOf } from "./row-arrays.ts";
import type { Sequence } from "./rows-shown.ts";

export class Lines {
  /** How many numbers there are. */
  readonly size: number;
  /** Each line's place in the order of the page, folded or not. */
  readonly rank: Int32Array;
  /** Number of the first further line. */
  private readonly behind: number;
  /** Where in `further` each row stands that has more lines than one. */
  private readonly furtherOf: Map<number, number[]>;

  /** `count` is how many rows the plan has. */
  constructor(private readonly count: number, private readonly sequence: Sequence) {
    const { order, groups, further } = sequence;
    this.behind = count + (groups?.length ?? 0);
    this.size = this.behind + further.length;
    this.furtherOf = placesOf(further);
    this.rank = new Int32Array(this.size);
    let place = 0;
    if (groups) for (const { lines } of groups) for (const line of lines) this.rank[line] = place++;
    else for (; place < count; place++) this.rank[order ? order[place]! : place] = place;
  }

  /** The row that stands on a line; a heading is its own. */
  rowOf(line: number): number {
    return line < this.behind ? line : this.sequence.further[line - this.behind]!;
  }

  /** Rows of the plan that stand on some lines, each once. */
  rowsOn(lines: Int32Array): number[] {
    return [...new Set(Array.from(lines, (line) => this.rowOf(line)))].filter((row) => row < this.count);
  }

  /** Of a row in several groups, the line whose place is nearest to `near`, -1 if all are folded away; undefined of other rows. */
  nearestOf(row: number, places: Int32Array, near: number): number | undefined {
    const further = this.furtherOf.get(row);
    return further && nearest([row, ...further.map((at) => this.behind + at)], places, near);
  }

  /** The group that a line is the heading of; undefined of tasks. */
  headingOf(line: number): Group | undefined {
    return this.sequence.groups?.[line - this.count];
  }

  /** The group that a line heads or stands in. */
  groupOf(line: number): Group | undefined {
    return this.headingOf(line) ?? this.sequence.groups?.find(({ lines }) => lines.includes(line));
  }

  /** The line of the heading with this title, -1 without. */
  headingLine(title: string | undefined): number {
    const index = this.sequence.groups?.findIndex((group) => group.title === title) ?? -1;
    return index < 0 ? -1 : this.count + index;
  }

  /** How to find a line again once rows and lines have other numbers; -1 where its row or its group is gone. */
  remember(line: number, ids: number[]): (now: Lines, ids: number[]) => number {
    const [task, title] = [ids[this.rowOf(line)], this.groupOf(line)?.title];
    return (now, others) => {
      const row = task === undefined ? now.headingLine(title) : others.indexOf(task);
      return row < 0 || task === undefined ? row : now.lineIn(title, row);
    };
  }

  /** The line of a row in the group with this title, or else its first. */
  private lineIn(title: string | undefined, row: number): number {
    return this.sequence.groups?.find((group) => group.title === title)?.lines.find((line) => this.rowOf(line) === row) ?? row;
  }
}
