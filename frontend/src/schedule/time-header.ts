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
    this.flags.replaceChildren(...this.marks.map((mark) => this.flag(scale, mark)));
  }

  private ticks(scale: TimeScale, step: Step): HTMLElement[] {
    const label = tickLabeller(step);
    return ticks(step, scale.minuteAt(this.from), scale.minuteAt(this.to)).map(({ start, finish }) => {
      const left = Math.max(0, scale.x(start));
      const whole = scale.x(finish) - scale.x(start);
      const element = html("div", { class: "sch-tick" }, html("span", {}, label(start, whole)));
      element.style.transform = `translateX(${left.toFixed(1)}px)`;
      element.style.width = `${(Math.min(scale.width, scale.x(finish)) - left).toFixed(1)}px`;
      return element;
    });
  }

  private flag(scale: TimeScale, mark: Flag): HTMLElement {
    const element = html("span", { class: "sch-flag", "data-kind": mark.kind, title: `${mark.text}: ${formatDay(mark.minute)}` }, mark.text);
    element.style.transform = `translateX(calc(${scale.x(mark.minute).toFixed(1)}px - 50%))`;
    return element;
  }
}
