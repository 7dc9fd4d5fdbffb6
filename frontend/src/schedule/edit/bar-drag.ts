// Bars that are moved, made longer, and linked with the mouse. While the button is down only a ghost moves: what it
// means is computed by the server when it is let go.
import { Kind } from "../../contract.ts";
import { formatDay, lastMinute } from "../../lib/dates.ts";
import { html, setText, svg } from "../../lib/dom.ts";
import type { Store } from "../store.ts";

export interface DragTarget {
  store: Store;
  rowUnder(element: Element): number;
  mayChange(row: number): boolean;
  /** Minutes to one pixel, and the place of a minute, in the drawing. */
  minutesPerPixel(): number;
  xOf(minute: number): number;
  yOf(row: number): number;
  rowHeight(): number;
  /** The element that the lanes stand in: ghosts are drawn there. */
  lanes: HTMLElement;
  move(row: number, start: number): void;
  resize(row: number, finish: number): void;
  link(from: number, to: number, type: string): void;
}

type Grip = "move" | "finish" | "link";
interface Drag {
  grip: Grip;
  row: number;
  fromX: number;
  fromY: number;
  moved: boolean;
  pointer: number;
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

export class BarDrag {
  private drag: Drag | null = null;
  private over = -1;
  private readonly ghost = html("div", { class: "sch-ghost" });
  private readonly tip = html("div", { class: "sch-ghost-tip" });
  private readonly rope = svg("svg", { class: "sch-rope", width: "1", height: "1" });
  private readonly line = svg("path", { class: "sch-rope-line" });

  constructor(private readonly target: DragTarget) {
    this.ghost.hidden = this.tip.hidden = true;
    this.rope.append(this.line);
    this.rope.toggleAttribute("hidden", true);
    target.lanes.append(this.ghost, this.tip, this.rope);
  }

  listen(scroller: HTMLElement, signal: AbortSignal): void {
    scroller.addEventListener("pointerdown", (event) => this.down(event, scroller), { signal });
    scroller.addEventListener("pointermove", (event) => this.go(event), { signal });
    scroller.addEventListener("pointerup", (event) => this.up(event), { signal });
    scroller.addEventListener("pointercancel", () => this.end(), { signal });
    window.addEventListener("keydown", (event) => event.key === "Escape" && this.drag && this.end(), { signal });
    // A drag ends in a click on the bar, which means nothing then.
    scroller.addEventListener("click", (event) => {
      if (!this.justDragged) return;
      this.justDragged = false;
      event.stopImmediatePropagation();
    }, { signal, capture: true });
  }

  private justDragged = false;

  private down(event: PointerEvent, scroller: HTMLElement): void {
    this.justDragged = false;
    if (event.button !== 0 || event.pointerType === "touch" || !(event.target instanceof Element)) return;
    const knob = event.target.closest(".sch-knob");
    const bar = knob?.parentElement?.querySelector(".sch-bar") ?? event.target.closest<HTMLElement>(".sch-bar");
    const row = bar ? this.target.rowUnder(bar) : -1;
    if (!bar || row < 0) return;
    const kind = this.target.store.payload.tasks.kind[row];
    if (!knob && (kind === Kind.summary || !this.target.mayChange(row))) return;
    const atEnd = bar.getBoundingClientRect().right - event.clientX <= EDGE && kind !== Kind.milestone;
    this.drag = { grip: knob ? "link" : atEnd ? "finish" : "move", row, fromX: event.clientX, fromY: event.clientY, moved: false, pointer: event.pointerId };
    scroller.setPointerCapture(event.pointerId);
    event.preventDefault();
  }

  private go(event: PointerEvent): void {
    const { drag, target } = this;
    if (!drag || event.pointerId !== drag.pointer) return;
    const dx = event.clientX - drag.fromX;
    const dy = event.clientY - drag.fromY;
    if (!drag.moved && Math.abs(dx) < SLACK && Math.abs(dy) < SLACK) return;
    drag.moved = true;
    if (drag.grip === "link") this.rope_(event, dx, dy);
    else {
      const { start, finish } = this.dates(drag, dx);
      const [left, right] = [target.xOf(start), target.xOf(finish)];
      this.ghost.hidden = this.tip.hidden = false;
      this.ghost.style.transform = `translate(${left.toFixed(1)}px, ${target.yOf(drag.row)}px)`;
      this.ghost.style.width = `${Math.max(6, right - left).toFixed(1)}px`;
      setText(this.tip, drag.grip === "move" ? formatDay(start) : formatDay(lastMinute(start, finish)));
      this.tip.style.transform = `translate(${((drag.grip === "move" ? left : right) + 6).toFixed(1)}px, ${target.yOf(drag.row) - 20}px)`;
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

  private rope_(event: PointerEvent, dx: number, dy: number): void {
    const { target, drag } = this;
    const under = document.elementFromPoint(event.clientX, event.clientY);
    this.over = under ? target.rowUnder(under) : -1;
    const x = target.xOf(target.store.finish[drag!.row]!);
    const y = target.yOf(drag!.row) + target.rowHeight() / 2;
    this.rope.toggleAttribute("hidden", false);
    this.rope.toggleAttribute("data-good", this.over >= 0 && this.over !== drag!.row);
    this.line.setAttribute("d", `M0 0L${dx} ${dy}`);
    this.rope.style.transform = `translate(${x}px, ${y}px)`;
  }

  private up(event: PointerEvent): void {
    const { drag, target, over } = this;
    if (!drag || event.pointerId !== drag.pointer) return;
    const moved = drag.moved;
    const { start, finish } = this.dates(drag, event.clientX - drag.fromX);
    this.end();
    if (!moved) return;
    this.justDragged = true;
    if (drag.grip === "move" && start !== target.store.start[drag.row]) target.move(drag.row, start);
    else if (drag.grip === "finish" && finish !== target.store.finish[drag.row]) target.resize(drag.row, finish);
    else if (drag.grip === "link" && over >= 0 && over !== drag.row) target.link(drag.row, over, "FS");
  }

  private end(): void {
    this.drag = null;
    this.over = -1;
    this.ghost.hidden = this.tip.hidden = true;
    this.rope.toggleAttribute("hidden", true);
  }
}
