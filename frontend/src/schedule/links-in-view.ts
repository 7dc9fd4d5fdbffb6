// The rule of the drawing: a dependency is drawn only if the bar at one of its ends is in view, or if its task is
// selected. Drawing all that cross the view buries the plan under lines that begin and end somewhere else.
import type { Store } from "./store.ts";

export interface Window {
  /** Places in `store.visible`, [first, end). */
  first: number;
  end: number;
  /** Minutes, [from, to). */
  from: number;
  to: number;
}

export interface DrawnLink {
  link: number;
  /** Lines that the ends are drawn at: a collapsed summary stands for the tasks it hides. */
  from: number;
  to: number;
  selected: boolean;
}

export class LinksInView {
  private outline = -1;
  private readonly ofCollapsed = new Map<number, Int32Array>();

  constructor(private readonly store: Store) {}

  of(window: Window): DrawnLink[] {
    const { store } = this;
    const drawn = new Map<number, DrawnLink[]>();
    for (let place = window.first; place < window.end; place++) {
      const line = store.visible[place]!;
      if (this.barInView(store.rowOf(line), window)) this.add(line, drawn);
    }
    if (store.task >= 0 && store.position[store.selected]! >= 0) this.add(store.selected, drawn);
    return [...drawn.values()].flat();
  }

  private barInView(row: number, window: Window): boolean {
    return this.store.start[row]! <= window.to && this.store.finish[row]! >= window.from;
  }

  /** Between lines that are nearest to each other: a task that stands in several groups has its links in each. */
  private add(line: number, drawn: Map<number, DrawnLink[]>): void {
    const { store } = this;
    const { from, to } = store.payload.links;
    const place = store.position[line]!;
    for (const link of this.linksAt(store.rowOf(line))) {
      const start = store.shownAs(from[link]!, place);
      const finish = store.shownAs(to[link]!, place);
      const known = drawn.get(link) ?? [];
      if (known.some((each) => each.from === start && each.to === finish)) continue;
      if (start < 0 || finish < 0 || start === finish || !this.dated(start) || !this.dated(finish)) continue;
      drawn.set(link, [...known, { link, from: start, to: finish, selected: start === store.selected || finish === store.selected }]);
    }
  }

  private dated(line: number): boolean {
    const row = this.store.rowOf(line);
    return !Number.isNaN(this.store.start[row]!) && !Number.isNaN(this.store.finish[row]!);
  }

  /** Links drawn at a row. A collapsed row has those of its subtree that leave it, remembered until the outline changes. */
  private linksAt(row: number): Int32Array {
    const { store } = this;
    if (!store.isCollapsed(row)) return store.links.of(row);
    if (this.outline !== store.outline) {
      this.outline = store.outline;
      this.ofCollapsed.clear();
    }
    let leaving = this.ofCollapsed.get(row);
    if (!leaving) {
      const end = store.subtreeEnd[row]!;
      const { from, to } = store.payload.links;
      const inside = (other: number): boolean => other >= row && other < end;
      leaving = store.links.within(row, end).filter((link) => inside(from[link]!) !== inside(to[link]!));
      this.ofCollapsed.set(row, leaving);
    }
    return leaving;
  }
}
