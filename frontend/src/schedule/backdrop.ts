// What lies behind the bars: days off, the lines of the header's ticks, today and the status date.
// It sticks to the top of the view and moves sideways with the drawing, so scrolling down never redraws it.
import { html, svg } from "../lib/dom.ts";
import { headerLevels, ticks, type TimeScale } from "./timescale.ts";
import type { Flag } from "./time-header.ts";

/** Thinner than this, days off are noise. */
const THINNEST_DAY_OFF = 3;

/** First pair whose end lies after the minute; pairs are sorted and do not overlap. */
export function firstPairAfter(pairs: ArrayLike<number>, minute: number): number {
  let low = 0;
  let high = pairs.length >> 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (pairs[2 * middle + 1]! > minute) high = middle;
    else low = middle + 1;
  }
  return low;
}

export class Backdrop {
  readonly element: HTMLElement;
  private readonly off = svg("path", { class: "sch-off" });
  private readonly lines = svg("path", { class: "sch-lines" });
  private readonly marks: SVGPathElement[];
  private readonly picture: SVGSVGElement;
  private from = 0;
  private to = -1;
  private height = 0;
  private scale: TimeScale | null = null;

  constructor(private readonly nonworking: readonly number[], private readonly flags: Flag[]) {
    this.marks = flags.map((flag) => svg("path", { class: "sch-mark", "data-kind": flag.kind }));
    this.picture = svg("svg", {}, this.off, this.lines, ...this.marks);
    this.element = html("div", { class: "sch-backdrop" }, this.picture);
  }

  draw(scale: TimeScale, from: number, to: number, height: number): void {
    if (scale === this.scale && from >= this.from && to <= this.to && height === this.height) return;
    const margin = (to - from) / 2;
    this.scale = scale;
    this.height = height;
    this.from = Math.max(0, from - margin);
    this.to = Math.min(scale.width, to + margin);
    this.picture.setAttribute("width", String(this.to - this.from));
    this.picture.setAttribute("height", String(height));
    this.picture.style.transform = `translateX(${this.from}px)`;
    this.off.setAttribute("d", this.daysOff(scale));
    this.lines.setAttribute("d", this.tickLines(scale));
    this.flags.forEach((flag, index) => {
      const x = Math.round(scale.x(flag.minute) - this.from) + 0.5;
      this.marks[index]!.setAttribute("d", x > 0 && x < this.to - this.from ? `M${x} 0v${height}` : "");
    });
  }

  private daysOff(scale: TimeScale): string {
    if (scale.pixelsPerDay < THINNEST_DAY_OFF) return "";
    const until = scale.minuteAt(this.to);
    let data = "";
    for (let pair = firstPairAfter(this.nonworking, scale.minuteAt(this.from)); 2 * pair < this.nonworking.length; pair++) {
      const start = this.nonworking[2 * pair]!;
      if (start >= until) break;
      const x = scale.x(start) - this.from;
      data += `M${x.toFixed(1)} 0h${(scale.x(this.nonworking[2 * pair + 1]!) - scale.x(start)).toFixed(1)}v${this.height}H${x.toFixed(1)}z`;
    }
    return data;
  }

  private tickLines(scale: TimeScale): string {
    const { upper, lower } = headerLevels(scale.pixelsPerDay);
    // Lines for every day would be a fence where days off are shaded: there the weeks are enough.
    const step = lower.unit === "day" ? ({ unit: "week", count: 1 } as const) : lower.unit === "week" ? lower : lower.unit === "hour" ? lower : upper;
    let data = "";
    for (const { start } of ticks(step, scale.minuteAt(this.from), scale.minuteAt(this.to))) {
      data += `M${Math.round(scale.x(start) - this.from) + 0.5} 0v${this.height}`;
    }
    return data;
  }
}
