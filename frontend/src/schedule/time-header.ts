// The two-level header over the drawing. Only ticks near the view exist; each clips its own label, so none can overlap.
import { formatDay } from "../lib/dates.ts";
import { html } from "../lib/dom.ts";
import { tickLabeller } from "./tick-labels.ts";
import { headerLevels, ticks, type Step, type TimeScale } from "./timescale.ts";

export interface Flag {
  minute: number;
  text: string;
  kind: "today" | "status";
}

export class TimeHeader {
  readonly element: HTMLElement;
  private readonly upper = html("div", { class: "sch-time-upper" });
  private readonly lower = html("div", { class: "sch-time-lower" });
  private readonly flags = html("div", { class: "sch-flags" });
  private from = 0;
  private to = -1;
  private scale: TimeScale | null = null;

  constructor(private readonly marks: Flag[]) {
    this.element = html("div", { class: "sch-time" }, this.upper, this.lower, this.flags);
  }

  /** Draws for the window [from, to) of pixels, unless what stands there covers it already. */
  draw(scale: TimeScale, from: number, to: number): void {
    if (scale === this.scale && from >= this.from && to <= this.to) return;
    const margin = (to - from) / 2;
    this.scale = scale;
    this.from = Math.max(0, from - margin);
    this.to = Math.min(scale.width, to + margin);
    const { upper, lower } = headerLevels(scale.pixelsPerDay);
    this.upper.replaceChildren(...this.ticks(scale, upper));
    this.lower.replaceChildren(...this.ticks(scale, lower));
    this.flags.replaceChildren(...this.marks.map((mark) => this.flag(scale, mark, this.side(scale, mark))));
  }

  private ticks(scale: TimeScale, step: Step): HTMLElement[] {
    const label = tickLabeller(step, scale.pixelsPerDay);
    return ticks(step, scale.minuteAt(this.from), scale.minuteAt(this.to)).map(({ start, finish }) => {
      const left = Math.max(0, scale.x(start));
      const room = Math.min(scale.width, scale.x(finish)) - left;
      const element = html("div", { class: "sch-tick" }, html("span", {}, label(start, room)));
      // `left`, not a transform: sticky labels inside reckon with layout only.
      element.style.left = `${left.toFixed(1)}px`;
      element.style.width = `${room.toFixed(1)}px`;
      return element;
    });
  }

  /** Two flags that would lie over each other turn away from each other. */
  private side(scale: TimeScale, mark: Flag): "-50%" | "-100%" | "0%" {
    const x = scale.x(mark.minute);
    const other = this.marks.find((flag) => flag !== mark && Math.abs(scale.x(flag.minute) - x) < 48);
    if (!other) return "-50%";
    const first = mark.minute < other.minute || (mark.minute === other.minute && mark.kind === "status");
    return first ? "-100%" : "0%";
  }

  private flag(scale: TimeScale, mark: Flag, shift: string): HTMLElement {
    const element = html("span", { class: "sch-flag", "data-kind": mark.kind, title: `${mark.text}: ${formatDay(mark.minute)}` }, mark.text);
    element.style.transform = `translateX(calc(${scale.x(mark.minute).toFixed(1)}px + ${shift}))`;
    return element;
  }
}
