// The pane under the schedule: what the plan asks of one of its people, period by period, under the same days as the
// bars. The server adds it up; it is asked again when the plan, the zoom or the choice is another one.
import { formatWork } from "../lib/dates.ts";
import { html, oncePerFrame, setText } from "../lib/dom.ts";
import { icon } from "../lib/icons.ts";
import type { Arrangement } from "./arrangement.ts";
import { ask } from "./ask.ts";
import { button, checkbox } from "./controls.ts";
import { LoadChart } from "./load-chart.ts";
import { liveWords, plansIn, periodName, periodWords, resourceWords, stepFor, type Load } from "./load-periods.ts";
import { onAltKey } from "./page-keys.ts";
import { Latest } from "./panel-parts.ts";
import type { Skeleton } from "./skeleton.ts";
import { paneHeight, Splitter } from "./splitter.ts";
import type { Store } from "./store.ts";
import type { Viewport } from "./viewport.ts";

const USUAL_HEIGHT = 170;
const LEAST_HEIGHT = 96;
/** What the schedule keeps above the pane. */
const LEAST_ABOVE = 180;
const PAUSE = 120;

interface PeriodTasks {
  count: number;
  tasks: { id: number; work: number }[];
}

/** Said to everybody alike, whether there are such plans or not. */
const COUNTED = "Of other plans, those that you see. Leveling also counts those that you do not see, so that a task may wait where there seems to be room here.";

export class LoadPane {
  readonly button: HTMLButtonElement;
  private readonly element = html("section", { class: "sch-load", "aria-label": "Resource load" });
  private readonly choice = html("select", { class: "sch-select", "aria-label": "Resource" });
  private readonly figures = html("output", { class: "sch-load-figures" });
  private readonly side = html("div", { class: "sch-load-side" });
  private readonly chart: LoadChart;
  private readonly splitter: Splitter;
  private readonly address: string;
  private readonly latest = new Latest();
  private readonly latestTasks = new Latest();
  private load: Load | null = null;
  private asked = "";
  private ofTask = false;
  private readonly drawSoon = oncePerFrame(() => this.draw());

  constructor(
    private readonly store: Store,
    private readonly parts: Skeleton,
    private readonly port: Viewport,
    private readonly arrangement: Arrangement,
    private readonly goTo: (row: number) => void,
  ) {
    const branch = store.plan?.branch;
    this.address = branch ? `/api/v1/branches/${branch.id}/load` : `/api/v1/plans/${store.payload.component.id}/load`;
    this.button = button("Load", () => this.toggle(), icon("load"));
    this.button.title = "Load of the people under the schedule (Alt+L)";
    this.button.hidden = !store.plan || store.mode === "roadmap";
    this.splitter = new Splitter(paneHeight, () => this.limits(), (loadHeight) => arrangement.change({ loadHeight }));
    this.chart = new LoadChart({
      pointed: (period) => setText(this.figures, this.load && period >= 0 ? periodWords(this.load, period) : ""),
      opened: (period) => this.open(period),
      bring: (start, finish) => this.bring(start, finish),
    });
    this.choice.addEventListener("change", () => {
      arrangement.change({ loadResource: Number(this.choice.value) });
    });
    const follow = checkbox("Of the selected task", "Only who works on the selected task", false, (checked) => {
      this.ofTask = checked;
      this.show();
    });
    const head = html("div", { class: "sch-load-head" }, this.choice, follow, this.figures, button("Close the load", () => this.toggle(), icon("close")));
    this.element.append(this.splitter.element, head, html("div", { class: "sch-load-body" }, this.side, this.chart.element));
    this.element.hidden = true;
    parts.main.after(this.element);
  }

  listen(signal: AbortSignal): void {
    this.parts.scroller.addEventListener("scroll", this.drawSoon, { passive: true, signal });
    onAltKey("KeyL", () => this.button.hidden || this.toggle(), signal);
    const keys = (event: KeyboardEvent): void => {
      if (event.key !== "Escape" || !this.element.contains(document.activeElement)) return;
      this.escape();
      event.preventDefault();
      event.stopPropagation();
    };
    this.parts.root.addEventListener("keydown", keys, { capture: true, signal });
  }

  /** Brings the pane in step with sizes, zoom, plan and selection. */
  show(): void {
    const open = this.arrangement.preferences.loadOpen && !this.button.hidden && !this.arrangement.printing;
    this.button.setAttribute("aria-pressed", String(open));
    this.element.hidden = !open;
    if (!open) return;
    this.element.style.height = `${this.limits().now}px`;
    this.splitter.place();
    this.look();
    this.drawSoon();
  }

  private toggle(): void {
    const inside = this.element.contains(document.activeElement);
    this.arrangement.change({ loadOpen: !this.arrangement.preferences.loadOpen });
    if (inside) this.button.focus();
  }

  private escape(): void {
    if (this.side.querySelector("ul")) this.summarize();
    else this.toggle();
    if (!this.element.hidden) this.chart.element.focus();
  }

  private limits(): { least: number; most: number; now: number } {
    const most = Math.max(LEAST_HEIGHT, this.parts.root.clientHeight - LEAST_ABOVE);
    return { least: LEAST_HEIGHT, most, now: Math.min(most, Math.max(LEAST_HEIGHT, this.arrangement.preferences.loadHeight ?? USUAL_HEIGHT)) };
  }

  private look(): void {
    const { revision, tasks } = this.store.payload;
    const asked = new URLSearchParams({ step: stepFor(this.port.scale.pixelsPerDay) });
    const { loadResource } = this.arrangement.preferences;
    if (loadResource !== null) asked.set("resource", String(loadResource));
    if (this.ofTask && this.store.task >= 0) asked.set("task", String(tasks.id[this.store.task]));
    const words = `${revision} ${asked}`;
    if (words === this.asked) return;
    this.asked = words;
    this.latest.ask(
      () => ask<Load>(`${this.address}?${asked}`),
      this.load ? PAUSE : 0,
      (load) => this.take(load),
      (why) => {
        this.asked = "";
        this.side.replaceChildren(html("p", { class: "sch-hint", role: "status" }, why));
      },
    );
  }

  private take(load: Load): void {
    this.load = load;
    const { id } = load.resources;
    this.choice.replaceChildren(...id.map((resource, index) => html("option", { value: String(resource) }, resourceWords(load, index))));
    if (load.chosen !== null) this.choice.value = String(load.chosen);
    this.choice.hidden = id.length === 0;
    this.chart.show(load);
    this.summarize();
    this.drawSoon();
  }

  private draw(): void {
    if (!this.element.hidden) this.chart.draw(this.port.scale, this.parts.scroller.scrollLeft);
  }

  private bring(start: number, finish: number): void {
    const { scroller } = this.parts;
    const [left, right] = [this.port.scale.x(start), this.port.scale.x(finish)];
    if (left < scroller.scrollLeft || right > scroller.scrollLeft + this.port.drawingWidth) scroller.scrollLeft = left - this.port.drawingWidth / 3;
  }

  private summarize(): void {
    const { load } = this;
    const index = load ? load.resources.id.indexOf(load.chosen ?? -1) : -1;
    this.side.toggleAttribute("data-tasks", false);
    if (!load || index < 0) {
      const nobody = this.ofTask ? "Nobody works on the selected task." : "Nobody is assigned yet. Type names into the column Resources.";
      this.side.replaceChildren(html("p", { class: "sch-hint", role: "status" }, nobody));
      return;
    }
    const { units, work, other, over, live_work: liveWork, live_over: liveOver } = load.resources;
    const beside = (minutes: number[], live: number[] | undefined): string => formatWork(minutes[index]!) + (live ? ` (${liveWords(live[index]!)})` : "");
    const elsewhere = other[index]! > 0 ? [["In other plans", formatWork(other[index]!)] as const] : [];
    const facts = [["Work", beside(work, liveWork)] as const, ...elsewhere, ["Too much, by day", beside(over, liveOver)] as const, ["There at once", `${Math.round(units[index]! * 100)} %`] as const];
    const list = html("dl", {}, ...facts.map(([term, value]) => html("div", {}, html("dt", {}, term), html("dd", {}, value))));
    const key = (look: string, words: string): HTMLElement => html("span", { class: "sch-load-key", "data-look": look }, words);
    this.side.replaceChildren(list, html("p", { class: "sch-load-keys" }, key("work", "Work"), ...(load.others.length ? [key("others", "Other plans")] : []), key("over", "Too much"), key("capacity", "Capacity"), ...(load.live ? [key("live", "Live plan")] : [])), html("p", { class: "sch-hint" }, COUNTED));
  }

  private open(period: number): void {
    const { load } = this;
    if (!load) return;
    const [start, finish] = [load.edges[period]!, load.edges[period + 1]!];
    const title = html("h2", {}, periodName(load, period));
    this.latestTasks.ask(
      () => ask<PeriodTasks>(`${this.address}/tasks?resource=${load.chosen}&start=${start}&finish=${finish}`),
      0,
      (told) => this.list(title, told, plansIn(load, period).map(({ id, name, work }) => ({ id, name, work: work[period]! }))),
      (why) => this.list(title, { count: 0, tasks: [] }, [], why),
    );
  }

  private list(title: HTMLElement, { count, tasks }: PeriodTasks, plans: { id: number; name: string; work: number }[], why = "No task asks for work then."): void {
    const { id, name } = this.store.payload.tasks;
    const items = tasks.map((task) => {
      const row = id.indexOf(task.id);
      const way = html("button", { type: "button", class: "sch-goto" }, name[row] || "(no name)");
      way.addEventListener("click", () => {
        const now = this.store.payload.tasks.id.indexOf(task.id);
        if (now >= 0) this.goTo(now);
      });
      return html("li", {}, way, html("small", {}, formatWork(task.work)));
    });
    if (count > tasks.length) items.push(html("li", { class: "sch-hint" }, `and ${count - tasks.length} more`));
    if (!items.length) items.push(html("li", { class: "sch-hint" }, why));
    for (const { id: plan, name: called, work } of plans) {
      items.push(html("li", {}, html("a", { class: "sch-goto", href: `/c/${plan}/schedule/` }, `In ${called}`), html("small", {}, formatWork(work))));
    }
    this.side.toggleAttribute("data-tasks", true);
    const out = button("Close the tasks of this period", () => this.escape(), icon("close"));
    this.side.replaceChildren(out, title, html("ul", { role: "list" }, ...items));
    this.side.querySelector<HTMLElement>(".sch-goto")?.focus();
  }
}
