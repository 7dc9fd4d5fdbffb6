// Sizes, scale and scroll position: where a row and a minute are on the screen, and how to bring them into view.
import type { Skeleton } from "./skeleton.ts";
import type { Store } from "./store.ts";
import type { TimeScale } from "./timescale.ts";

/** What part of the room beside an open panel the table takes of its own accord. */
const MOST_OF_WIDTH = 0.64;
/** What the name gets beyond its usual width once there is room for everything. */
const MORE_FOR_NAME = 170;
/** Below this the table keeps only the name, and its border may go further left. */
const NARROW = 620;
/** Width of the probe, 80 em, at the type size that column widths are given for. */
const PROBE_WIDTH = 1000;

export class Viewport {
  rowHeight = 28;
  headHeight = 44;
  /** The reader's type size over the usual one. */
  typeZoom = 1;
  width = 0;
  /** With the details panel, which takes its part of the width. */
  whole = 0;
  height = 0;
  gridWidth = 0;

  constructor(
    private readonly store: Store,
    private readonly parts: Skeleton,
    public scale: TimeScale,
  ) {}

  /** Reads the sizes that style sheet and window give. Tells what rows must be painted anew for. */
  measure(head: HTMLElement): { rowsChanged: boolean; typeChanged: boolean } {
    const { scroller, probe } = this.parts;
    const rowHeight = probe.offsetHeight || 28;
    const typeZoom = probe.offsetWidth / PROBE_WIDTH || 1;
    const changes = { rowsChanged: rowHeight !== this.rowHeight, typeChanged: typeZoom !== this.typeZoom };
    Object.assign(this, { rowHeight, typeZoom });
    this.width = scroller.clientWidth;
    this.whole = this.parts.main.clientWidth;
    this.height = scroller.clientHeight;
    this.headHeight = head.offsetHeight || this.headHeight;
    return changes;
  }

  get narrow(): boolean {
    return this.whole < NARROW;
  }

  get drawingWidth(): number {
    return Math.max(100, this.width - this.gridWidth);
  }

  /** Height of the rows in view, without the head. */
  get room(): number {
    return Math.max(0, this.height - this.headHeight);
  }

  get rowsPerPage(): number {
    return Math.max(1, Math.floor(this.room / this.rowHeight) - 1);
  }

  /** Bounds of the table's width beside the drawing. */
  gridLimits(): { least: number; most: number; now: number } {
    const least = this.narrow ? 100 : 160;
    return { least, most: Math.max(least, this.width - 90), now: this.gridWidth };
  }

  /** `full`: where all columns that the reader wants have room. On a wide screen the table takes that, and more for the name. */
  usualGridWidth(full: number): number {
    const [most, part, wide] = this.store.plan && this.store.mode === "project" ? [800, 0.58, 0.42] : [580, 0.44, 0.3];
    const room = Math.max(most * this.typeZoom, Math.min(this.whole * wide, full + MORE_FOR_NAME * this.typeZoom));
    return this.narrow ? 136 : Math.min(room, this.whole * part, this.width * MOST_OF_WIDTH);
  }

  scrollToRow(line: number): void {
    const { scroller } = this.parts;
    const top = this.store.position[line]! * this.rowHeight;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (top + this.rowHeight > scroller.scrollTop + this.room) scroller.scrollTop = top + this.rowHeight - this.room;
  }

  scrollToBar(line: number): void {
    const row = this.store.rowOf(line);
    const start = this.store.start[row]!;
    if (Number.isNaN(start)) return;
    const { scroller } = this.parts;
    const [left, right] = [this.scale.x(start), this.scale.x(this.store.finish[row]!)];
    const room = this.drawingWidth;
    if (left >= scroller.scrollLeft + 20 && right <= scroller.scrollLeft + room - 60) return;
    scroller.scrollLeft = right - left > room * 0.8 ? left - 24 : left - (room - (right - left)) / 3;
  }

  /** Where a plan begins to be read: what is under way where it is worked on, anything else at its first dated row. */
  scrollToOpening(status: number | null): void {
    this.scrollToFirst();
    const line = status === null ? undefined : this.workedOn(status);
    if (status === null || line === undefined) return;
    const x = this.scale.x(status) - this.parts.scroller.scrollLeft;
    if (x <= this.drawingWidth && this.store.position[line]! <= this.rowsPerPage) return;
    this.scrollToMinute(status);
    this.store.opened = line;
  }

  /** The first row that is being worked on at a minute. */
  private workedOn(minute: number): number | undefined {
    const { store } = this;
    const isOn = (row: number): boolean => store.start[row]! <= minute && store.finish[row]! > minute;
    return store.visible.find((at) => !store.isParent(at) && isOn(store.rowOf(at)));
  }

  /** The first dated row at the left edge. */
  private scrollToFirst(): void {
    const { store } = this;
    const first = store.visible.find((line) => Number.isFinite(store.start[store.rowOf(line)]));
    if (first !== undefined) this.parts.scroller.scrollLeft = this.scale.x(store.start[store.rowOf(first)]!) - 24;
  }

  /** The minute a third into the drawing, and the first row that is being worked on then. */
  scrollToMinute(minute: number): void {
    const { scroller } = this.parts;
    scroller.scrollLeft = this.scale.x(minute) - this.drawingWidth / 3;
    const line = this.workedOn(minute);
    if (line !== undefined) scroller.scrollTop = (this.store.position[line]! - 2) * this.rowHeight;
  }

  /** `x` and `y` as fractions of the whole drawing. */
  centerOn(x: number, y: number): void {
    const { scroller } = this.parts;
    scroller.scrollLeft = x * this.scale.width - this.drawingWidth / 2;
    scroller.scrollTop = y * this.store.visible.length * this.rowHeight - this.room / 2;
  }
}
