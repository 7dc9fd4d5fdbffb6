// Rows that are moved with the mouse, by their numbers: a line shows where they would go.
import { html, setText } from "../../lib/dom.ts";
import type { Store } from "../store.ts";
import { EdgeScroll, type Borders } from "./edge-scroll.ts";
import { listenToDrag, type Gesture } from "./listen-to-drag.ts";

export interface RowDragTarget {
  store: Store;
  lineUnder(element: Element): number;
  mayChange(row: number): boolean;
  rowHeight(): number;
  /** Where rows stand: the line is drawn there. */
  grid: HTMLElement;
  borders(): Borders;
  select(row: number): void;
  moveTo(target: number, where: Where): void;
  cannot(why: string): void;
}

export type Where = "before" | "after" | "parent";
export interface Drop {
  target: number;
  where: Where;
}

const SLACK = 5;
const SORTED = "The rows are sorted or grouped here: clear that to move them in the plan.";

/**
 * Where rows go that are let go over a row: before it in its upper part, behind it in its lower part, into it in the
 * middle where it has rows below. Behind an open summary is before its first row, as it looks. Null within the dragged.
 */
export function dropAt(store: Store, dragged: number[], row: number, part: number): Drop | null {
  const inside = (target: number): boolean => dragged.some((top) => target >= top && target < store.subtreeEnd[top]!);
  if (row < 0 || row >= store.count || inside(row)) return null;
  if (!store.isParent(row)) return { target: row, where: part < 0.5 ? "before" : "after" };
  if (part < 0.3) return { target: row, where: "before" };
  if (part <= 0.7 || store.isCollapsed(row)) return { target: row, where: part <= 0.7 ? "parent" : "after" };
  return inside(row + 1) ? null : { target: row + 1, where: "before" };
}

interface Drag {
  rows: number[];
  fromY: number;
  y: number;
  x: number;
  moved: boolean;
  drop: Drop | null;
}

export class RowDrag implements Gesture {
  private drag: Drag | null = null;
  private readonly line = html("div", { class: "sch-drop" });
  private readonly tip = html("span", { class: "sch-drop-tip" });
  private readonly edge: EdgeScroll;

  constructor(private readonly target: RowDragTarget, scroller: HTMLElement, signal: AbortSignal) {
    this.line.hidden = true;
    this.line.append(this.tip);
    target.grid.append(this.line);
    this.edge = new EdgeScroll(scroller, () => target.borders(), () => this.show());
    listenToDrag(scroller, this, signal);
  }

  begin(event: PointerEvent, on: Element): boolean {
    const number = on.closest(".sch-row .sch-number");
    if (event.shiftKey || !number) return false;
    const { store } = this.target;
    const line = this.target.lineUnder(number);
    const row = store.rowOf(line);
    if (row < 0 || row >= store.count || !this.target.mayChange(row)) return false;
    const rows = store.isSelected(line) ? store.selectedRows().filter((each) => this.target.mayChange(each)) : [row];
    this.drag = { rows, fromY: event.clientY, y: event.clientY, x: event.clientX, moved: false, drop: null };
    return true;
  }

  move(event: PointerEvent): boolean {
    const { drag, target } = this;
    if (!drag) return false;
    if (!drag.moved) {
      if (Math.abs(event.clientY - drag.fromY) < SLACK) return true;
      if (!target.store.inPlanOrder) {
        target.cannot(SORTED);
        return false;
      }
      drag.moved = true;
      if (!target.store.isSelected(drag.rows[0]!)) target.select(drag.rows[0]!);
    }
    [drag.x, drag.y] = [event.clientX, event.clientY];
    this.edge.at(drag.x, drag.y);
    this.show();
    return true;
  }

  private show(): void {
    const { drag, target } = this;
    if (!drag) return;
    const { store } = target;
    const high = target.rowHeight();
    const y = (drag.y - target.grid.getBoundingClientRect().top) / high;
    const place = Math.max(0, Math.min(store.visible.length - 1, Math.floor(y)));
    drag.drop = dropAt(store, drag.rows, store.visible[place] ?? -1, Math.max(0, Math.min(1, y - place)));
    this.line.hidden = !drag.drop;
    if (!drag.drop) return;
    const { target: row, where } = drag.drop;
    const top = store.position[row]! * high;
    this.line.dataset["where"] = where;
    this.line.style.transform = `translateY(${where === "after" ? top + high : top}px)`;
    this.line.style.setProperty("--level", String(store.depth(row) + Number(where === "parent")));
    this.line.style.height = where === "parent" ? `${high}px` : "0";
    const several = drag.rows.length === 1 ? "" : `${drag.rows.length} rows `;
    const words = { before: "before", after: "behind", parent: "into" }[where];
    setText(this.tip, `${several}${words} “${(store.payload.tasks.name[row] || "(no name)").slice(0, 40)}”`);
  }

  drop(): (() => void) | null {
    const { drag, target } = this;
    if (!drag?.moved) return null;
    const { drop } = drag;
    return () => drop && target.moveTo(drop.target, drop.where);
  }

  end(): void {
    this.drag = null;
    this.line.hidden = true;
    this.edge.stop();
  }
}
