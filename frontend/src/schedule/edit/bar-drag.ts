// Bars that are moved, made longer, and linked with the mouse. While the button is down only a ghost moves: what it
// means is computed by the server when it is let go.
import { Kind } from "../../contract.ts";
import { formatDay, lastMinute } from "../../lib/dates.ts";
import { html, setText, svg } from "../../lib/dom.ts";
import type { Store } from "../store.ts";
import { EdgeScroll, type Borders } from "./edge-scroll.ts";
import { listenToDrag, type Gesture } from "./listen-to-drag.ts";

export interface DragTarget {
  store: Store;
  lineUnder(element: Element): number;
  mayChange(row: number): boolean;
  /** Minutes to one pixel, and the place of a minute, in the drawing. */
  minutesPerPixel(): number;
  xOf(minute: number): number;
  yOf(line: number): number;
  rowHeight(): number;
  /** The element that the lanes stand in: ghosts are drawn there. */
  lanes: HTMLElement;
  /** Of the drawing on the screen. */
  borders(): Borders;
  move(row: number, start: number): void;
  resize(row: number, finish: number): void;
  link(from: number, to: number, type: string): void;
}

type Grip = "move" | "finish" | "link";
interface Drag {
  grip: Grip;
  row: number;
  /** At which it was taken. */
  line: number;
  /** Where it began, in the drawing. */
  fromX: number;
  fromY: number;
  /** Where the pointer is, on the screen. */
  x: number;
  y: number;
  moved: boolean;
}

/** Pixels at the bar's end that make it longer, and pixels of movement that make a drag. */
const EDGE = 7;
const SLACK = 4;
const DAY = 1440;
const STEP = 60;

/** Where a bar that is let go begins or ends: on whole days where days are small, on whole hours where they are wide. */
export function snapped(minute: number, minutesPerPixel: number): number {
  const step = minutesPerPixel > 12 ? DAY : STEP;
  return Math.round(minute / step) * step;
}

export class BarDrag implements Gesture {
  private drag: Drag | null = null;
  private over = -1;
  private readonly ghost = html("div", { class: "sch-dragged" });
  private readonly tip = html("div", { class: "sch-dragged-tip" });
  private readonly rope = svg("svg", { class: "sch-rope", width: "1", height: "1" });
  private readonly line = svg("path", { class: "sch-rope-line" });

  private readonly edge: EdgeScroll;

  constructor(private readonly target: DragTarget, scroller: HTMLElement, signal: AbortSignal) {
    this.edge = new EdgeScroll(scroller, () => target.borders(), () => this.show());
    this.ghost.hidden = this.tip.hidden = true;
    this.rope.append(this.line);
    this.rope.toggleAttribute("hidden", true);
    target.lanes.append(this.ghost, this.tip, this.rope);
    listenToDrag(scroller, this, signal);
  }

  begin(event: PointerEvent, on: Element): boolean {
    const knob = on.closest(".sch-knob");
    const bar = knob?.parentElement?.querySelector(".sch-bar") ?? on.closest<HTMLElement>(".sch-bar");
    const line = bar ? this.target.lineUnder(bar) : -1;
    const row = this.target.store.rowOf(line);
    if (!bar || row < 0) return false;
    const kind = this.target.store.payload.tasks.kind[row];
    if (!knob && (kind === Kind.summary || !this.target.mayChange(row))) return false;
    const atEnd = bar.getBoundingClientRect().right - event.clientX <= EDGE && kind !== Kind.milestone;
    const [x, y] = [event.clientX, event.clientY];
    const [fromX, fromY] = this.placeOf(x, y);
    this.drag = { grip: knob ? "link" : atEnd ? "finish" : "move", row, line, fromX, fromY, x, y, moved: false };
    event.preventDefault();
    return true;
  }

  /** A place of the screen in the drawing, which may be scrolled while something is dragged. */
  private placeOf(x: number, y: number): [number, number] {
    const { left, top } = this.target.lanes.getBoundingClientRect();
    return [x - left, y - top];
  }

  move(event: PointerEvent): boolean {
    const { drag } = this;
    if (!drag) return false;
    [drag.x, drag.y] = [event.clientX, event.clientY];
    const [x, y] = this.placeOf(drag.x, drag.y);
    if (!drag.moved && Math.abs(x - drag.fromX) < SLACK && Math.abs(y - drag.fromY) < SLACK) return true;
    drag.moved = true;
    this.edge.at(drag.x, drag.y);
    this.show();
    return true;
  }

  private show(): void {
    const { drag, target } = this;
    if (!drag) return;
    const [x, y] = this.placeOf(drag.x, drag.y);
    const dx = x - drag.fromX;
    if (drag.grip === "link") this.showRope(drag, dx, y - drag.fromY);
    else {
      const { start, finish } = this.dates(drag, dx);
      const [left, right] = [target.xOf(start), target.xOf(finish)];
      this.ghost.hidden = this.tip.hidden = false;
      this.ghost.style.transform = `translate(${left.toFixed(1)}px, ${target.yOf(drag.line)}px)`;
      this.ghost.style.width = `${Math.max(6, right - left).toFixed(1)}px`;
      setText(this.tip, drag.grip === "move" ? formatDay(start) : formatDay(lastMinute(start, finish)));
      this.tip.style.transform = `translate(${((drag.grip === "move" ? left : right) + 6).toFixed(1)}px, ${target.yOf(drag.line) - 20}px)`;
    }
  }

  private dates(drag: Drag, dx: number): { start: number; finish: number } {
    const { store } = this.target;
    const rate = this.target.minutesPerPixel();
    const [start, finish] = [store.start[drag.row]!, store.finish[drag.row]!];
    const by = dx * rate;
    if (drag.grip === "move") {
      const to = snapped(start + by, rate);
      // On whole days the work begins at the hour at which it began.
      const kept = rate > 12 ? to + (((start % DAY) + DAY) % DAY) - (to % DAY) : to;
      return { start: kept, finish: kept + finish - start };
    }
    const end = snapped(finish + by, rate);
    return { start, finish: Math.max(start + STEP, rate > 12 ? end - (end % DAY) + (finish % DAY) : end) };
  }

  private showRope(drag: Drag, dx: number, dy: number): void {
    const { target } = this;
    const under = document.elementFromPoint(drag.x, drag.y);
    this.over = under ? target.store.rowOf(target.lineUnder(under)) : -1;
    const x = target.xOf(target.store.finish[drag.row]!);
    const y = target.yOf(drag.line) + target.rowHeight() / 2;
    this.rope.toggleAttribute("hidden", false);
    this.rope.toggleAttribute("data-good", this.over >= 0 && this.over !== drag.row);
    this.line.setAttribute("d", `M0 0L${dx} ${dy}`);
    this.rope.style.transform = `translate(${x}px, ${y}px)`;
  }

  drop(event: PointerEvent): (() => void) | null {
    const { drag, target, over } = this;
    if (!drag?.moved) return null;
    const { start, finish } = this.dates(drag, this.placeOf(event.clientX, event.clientY)[0] - drag.fromX);
    return () => {
      if (drag.grip === "move" && start !== target.store.start[drag.row]) target.move(drag.row, start);
      else if (drag.grip === "finish" && finish !== target.store.finish[drag.row]) target.resize(drag.row, finish);
      else if (drag.grip === "link" && over >= 0 && over !== drag.row) target.link(drag.row, over, "FS");
    };
  }

  end(): void {
    this.drag = null;
    this.over = -1;
    this.edge.stop();
    this.ghost.hidden = this.tip.hidden = true;
    this.rope.toggleAttribute("hidden", true);
  }
}
