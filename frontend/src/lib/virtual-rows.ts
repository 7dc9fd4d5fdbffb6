// Rows of equal height that exist only while they are near the view. Elements are recycled, never thrown away.

export interface Range {
  first: number;
  /** One after the last. */
  end: number;
}

/** The rows that a view of `height` pixels at `scrollTop` touches, with `overscan` more on either side. */
export function rangeInView(scrollTop: number, height: number, rowHeight: number, count: number, overscan = 0): Range {
  if (count <= 0 || height <= 0) return { first: 0, end: 0 };
  const first = Math.floor(Math.max(0, scrollTop) / rowHeight) - overscan;
  const end = Math.ceil((Math.max(0, scrollTop) + height) / rowHeight) + overscan;
  const last = Math.min(count, Math.max(0, end));
  return { first: Math.min(last, Math.max(0, first)), end: last };
}

export class VirtualRows<Row> {
  /** Index to the element that shows it. */
  readonly shown = new Map<number, Row>();
  /** Kept in the document wherever the view is: the row with the keyboard focus must not be recycled. */
  pinned = -1;
  private readonly spare: Row[] = [];

  constructor(
    private readonly make: () => Row,
    private readonly paint: (row: Row, index: number) => void,
    private readonly park: (row: Row) => void,
  ) {}

  /** Brings the elements of `range` (and the pinned one) into being; the rest become spare. */
  show(range: Range, count: number): void {
    const freed: Row[] = [];
    for (const [index, row] of this.shown) {
      const kept = (index >= range.first && index < range.end) || (index === this.pinned && index < count);
      if (kept) continue;
      this.shown.delete(index);
      freed.push(row);
    }
    this.spare.push(...freed);
    for (let index = range.first; index < range.end; index++) this.ensure(index);
    if (this.pinned >= 0 && this.pinned < count) this.ensure(this.pinned);
    // Only rows that were in use a moment ago are still on stage.
    for (const row of freed) if (this.spare.includes(row)) this.park(row);
  }

  /** Paints every row again: what an index stands for has changed. */
  repaint(): void {
    for (const [index, row] of this.shown) this.paint(row, index);
  }

  /** Lets go of all rows, for a change of their make-up. Returns them so that the caller can remove the elements. */
  clear(): Row[] {
    const all = [...this.shown.values(), ...this.spare];
    this.shown.clear();
    this.spare.length = 0;
    return all;
  }

  private ensure(index: number): void {
    if (this.shown.has(index)) return;
    const row = this.spare.pop() ?? this.make();
    this.shown.set(index, row);
    this.paint(row, index);
  }
}
