// The histogram of one resource under the drawing, on the drawing's own time axis: work as bars, capacity as a line,
// paler above them what other plans ask, what is too much hatched and told in hours, and in a branch what the live plan
// asks as a thin line. It is a list box of periods: arrows go through them, Enter opens one.
import { formatWork } from "../lib/dates.ts";
import { html, svg } from "../lib/dom.ts";
import { elsewhere, periodAt, periodWords, topOf, type Load } from "./load-periods.ts";
import type { TimeScale } from "./timescale.ts";

/** Of a bar's width; below it a number does not fit. */
const ROOM_FOR_HOURS = 30;
const HATCHING = "sch-load-hatching";
const DOTS = "sch-load-dots";

function patterns(): SVGElement {
  const attributes = { width: "5", height: "5", patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" };
  const hatching = svg("pattern", { ...attributes, id: HATCHING }, svg("path", { class: "sch-load-hatch", d: "M1 0v5" }));
  const dots = svg("pattern", { ...attributes, id: DOTS }, svg("circle", { class: "sch-load-dot", cx: "2.5", cy: "2.5", r: "0.9" }));
  return svg("defs", {}, hatching, dots);
}

export class LoadChart {
  readonly element = html("div", { class: "sch-load-chart", role: "listbox", tabindex: "0", "aria-orientation": "horizontal" });
  private readonly bars = svg("path", { class: "sch-load-bars" });
  private readonly others = svg("path", { class: "sch-load-others" });
  private readonly dots = svg("path", { fill: `url(#${DOTS})` });
  private readonly over = svg("path", { class: "sch-load-over" });
  private readonly overOthers = svg("path", { class: "sch-load-over-others" });
  private readonly hatch = svg("path", { fill: `url(#${HATCHING})` });
  private readonly line = svg("path", { class: "sch-load-capacity" });
  private readonly live = svg("path", { class: "sch-load-live" });
  private readonly cursor = svg("path", { class: "sch-load-cursor" });
  private readonly hours = svg("g", { class: "sch-load-hours" });
  private readonly picture = svg("svg", { "aria-hidden": "true" }, patterns(), this.cursor, this.bars, this.others, this.dots, this.over, this.overOthers, this.hatch, this.line, this.live, this.hours);
  private readonly option = html("div", { class: "sch-load-option", role: "option", id: "sch-load-period", "aria-selected": "false" });
  private readonly top = html("span", { class: "sch-load-top", "aria-hidden": "true" });
  private load: Load | null = null;
  private period = -1;
  private scale: TimeScale | null = null;
  private left = 0;

  constructor(private readonly host: { pointed(period: number): void; opened(period: number): void; bring(start: number, finish: number): void }) {
    this.element.append(this.picture, this.top, this.option);
    this.element.addEventListener("pointermove", (event) => this.point(event));
    this.element.addEventListener("pointerleave", () => host.pointed(this.period));
    this.element.addEventListener("click", (event) => this.open(this.under(event)));
    this.element.addEventListener("keydown", (event) => this.key(event));
  }

  show(load: Load | null): void {
    this.load = load?.chosen === null ? null : load;
    this.period = Math.min(this.period, (load?.work.length ?? 0) - 1);
    if (this.period < 0 && load) this.period = Math.max(0, load.work.findIndex((work, at) => work + elsewhere(load, at) > 0));
    this.describe();
  }

  /** `left`: what is scrolled away of the drawing, in pixels. */
  draw(scale: TimeScale, left: number): void {
    [this.scale, this.left] = [scale, left];
    const { load } = this;
    const [width, height] = [this.element.clientWidth, this.element.clientHeight];
    this.picture.setAttribute("width", String(width));
    this.picture.setAttribute("height", String(height));
    const data = { bars: "", others: "", over: "", overOthers: "", line: "", live: "", cursor: "" };
    const hours: SVGTextElement[] = [];
    const top = load ? topOf(load) : 1;
    const y = (minutes: number): number => height - (minutes / top) * height;
    const first = load ? Math.max(0, periodAt(load.edges, Math.max(scale.minuteAt(left), load.edges[0]!))) : 0;
    for (let at = first; load && at < load.work.length; at++) {
      const from = scale.x(load.edges[at]!) - left;
      if (from > width) break;
      const to = scale.x(load.edges[at + 1]!) - left;
      const step = (drawn: string, minutes: number): string => `${drawn ? "L" : "M"}${from.toFixed(1)} ${y(minutes).toFixed(1)}H${to.toFixed(1)}`;
      data.line += step(data.line, load.capacity[at]!);
      if (load.live) data.live += step(data.live, load.live.work[at]!);
      if (at === this.period) data.cursor = `M${from.toFixed(1)} 0H${to.toFixed(1)}V${height}H${from.toFixed(1)}z`;
      const [work, over] = [load.work[at]!, load.over[at]!];
      const all = work + elsewhere(load, at);
      if (!all) continue;
      const gap = to - from > 6 ? 1 : 0;
      const bar = (bottom: number, upper: number): string => `M${(from + gap).toFixed(1)} ${y(bottom).toFixed(1)}V${y(upper).toFixed(1)}H${(to - gap).toFixed(1)}V${y(bottom).toFixed(1)}z`;
      const within = Math.max(0, all - over);
      data.bars += bar(0, Math.min(work, within));
      if (within > work) data.others += bar(work, within);
      if (!over) continue;
      if (work > within) data.over += bar(within, work);
      if (all > work) data.overOthers += bar(Math.max(within, work), all);
      if (to - from >= ROOM_FOR_HOURS) hours.push(svg("text", { x: ((from + to) / 2).toFixed(1), y: Math.max(11, y(all) - 3).toFixed(1) }, `+${formatWork(over)}`));
    }
    this.bars.setAttribute("d", data.bars);
    this.others.setAttribute("d", data.others);
    this.dots.setAttribute("d", data.others);
    this.over.setAttribute("d", data.over);
    this.overOthers.setAttribute("d", data.overOthers);
    this.hatch.setAttribute("d", data.over + data.overOthers);
    this.line.setAttribute("d", data.line);
    this.live.setAttribute("d", data.live);
    this.cursor.setAttribute("d", data.cursor);
    this.hours.replaceChildren(...hours);
    this.top.textContent = load ? formatWork(Math.round(top / 60) * 60) : "";
  }

  private describe(): void {
    const { load, period } = this;
    const name = load ? load.resources.name[load.resources.id.indexOf(load.chosen!)]! : "";
    this.element.setAttribute("aria-label", load ? `Load of ${name} by ${load.step}` : "Load");
    this.option.textContent = load && period >= 0 ? periodWords(load, period) : "No work";
    this.option.setAttribute("aria-posinset", String(period + 1));
    this.option.setAttribute("aria-setsize", String(load?.work.length ?? 1));
    this.element.setAttribute("aria-activedescendant", this.option.id);
    this.host.pointed(load ? period : -1);
  }

  private under(event: MouseEvent): number {
    if (!this.load || !this.scale) return -1;
    return periodAt(this.load.edges, this.scale.minuteAt(event.clientX - this.element.getBoundingClientRect().left + this.left));
  }

  private point(event: PointerEvent): void {
    const period = this.under(event);
    this.host.pointed(period < 0 ? this.period : period);
  }

  private open(period: number): void {
    if (period < 0) return;
    this.period = period;
    this.describe();
    this.redraw();
    this.host.opened(period);
  }

  private redraw(): void {
    if (this.scale) this.draw(this.scale, this.left);
  }

  private key(event: KeyboardEvent): void {
    const last = (this.load?.work.length ?? 0) - 1;
    const to = { ArrowRight: this.period + 1, ArrowLeft: this.period - 1, Home: 0, End: last }[event.key];
    if (last < 0 || (to === undefined && event.key !== "Enter")) return;
    event.preventDefault();
    event.stopPropagation();
    if (to === undefined) this.open(this.period);
    else {
      this.period = Math.min(last, Math.max(0, to));
      this.describe();
      this.redraw();
      this.host.bring(this.load!.edges[this.period]!, this.load!.edges[this.period + 1]!);
    }
  }
}
