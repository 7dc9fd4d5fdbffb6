// "What moved since?": the plan beside an earlier one. Each moved task with its days, the change behind it and who made
// it, as ways to the rows; the earlier bars stand as outlines behind today's.
import { formatDay, formatDuration } from "../lib/dates.ts";
import { html } from "../lib/dom.ts";
import { ask } from "./ask.ts";
import type { Baseline, BaselineList } from "./baselines.ts";
import { checkbox, select } from "./controls.ts";
import type { OtherDates } from "./ghosts.ts";
import { days, difference, howFar, many, sinceWords, whoAndWhen } from "./moved-words.ts";
import { Latest, panelHead, wayTo } from "./panel-parts.ts";
import type { PanelHost, SidePanel } from "./side-panels.ts";

interface Named {
  task: number | null;
  name: string;
}

export interface Cause {
  text: string;
  task: number | null;
  who: string;
  at: string | null;
}

interface MovedTask extends Named {
  start_days: number;
  finish_days: number;
  causes: Cause[];
  path: Named[];
  proved: boolean;
}

interface Sizes<Value> {
  before: Value;
  after: Value;
}

interface State {
  kind: string;
  name: string;
  at: string;
  notes: string[];
}

export interface MovedAnswer {
  since: State;
  until: State;
  finish: Sizes<number | null> & { days: number | null };
  counts: Record<"moved" | "later" | "earlier" | "added" | "removed" | "duration" | "cost", number>;
  totals: { tasks: Sizes<number>; duration: Sizes<number | null>; cost: Sizes<string | null> };
  moved: MovedTask[];
  added: Named[];
  removed: Named[];
  changed: (Named & { duration_before: number | null; duration_after: number | null; cost_before: string | null; cost_after: string | null })[];
  ghosts: OtherDates;
}

const TODAY = "";
const A_DAY = "day";

export class MovedPanel implements SidePanel {
  readonly key = "moved";
  readonly label = "What moved since?";
  readonly hint = "What moved since yesterday, a day, a report or a baseline";
  readonly icon = "history";
  readonly element = html("aside", { class: "sch-details sch-findings", "aria-label": "What moved since?" });
  /** What is compared with, as the address and the server say it. */
  query = "yesterday";
  /** Another baseline instead of the plan as it is. */
  until = TODAY;
  private outlines = true;
  private baselines: Baseline[] = [];
  private asked = "";
  private readonly latest = new Latest();
  private readonly choices = html("div", { class: "sch-choices" });
  private readonly told = html("div", { class: "sch-told", "aria-live": "polite" });
  private answer: MovedAnswer | null = null;

  constructor(private readonly host: PanelHost) {
    this.element.append(...panelHead("What moved since?", () => host.store.showPanel(null)), this.choices, this.told);
  }

  show(): void {
    const { payload } = this.host.store;
    const question = `${this.query} ${this.until}`;
    const wanted = `${question} ${payload.revision}`;
    if (wanted === this.asked) return;
    const edited = this.asked.startsWith(`${question} `);
    this.asked = wanted;
    const plan = `/api/v1/plans/${payload.component.id}`;
    const until = this.until ? `&until=${this.until}` : "";
    this.element.setAttribute("aria-busy", "true");
    if (!edited) this.told.replaceChildren(html("p", { class: "sch-hint" }, "Comparing\u2026"));
    this.latest.ask(
      () => Promise.all([ask<MovedAnswer>(`${plan}/moved?since=${this.query}${until}`).catch((error: Error) => error), ask<BaselineList>(`${plan}/baselines`)]),
      edited ? 400 : 0,
      ([answer, { items }]) => this.take(answer, items),
      (why) => this.take(new Error(why), []),
    );
  }

  hide(): void {
    this.asked = "";
    this.host.store.showGhosts(null);
  }

  /** Compares with something else, from wherever that was asked. */
  compare(since: string, until = TODAY): void {
    this.query = since;
    this.until = until;
    if (this.host.store.panel === this.key) this.host.store.refresh();
    else this.host.store.showPanel(this.key);
    this.host.addressChanged();
  }

  private take(answer: MovedAnswer | Error, baselines: Baseline[]): void {
    this.element.removeAttribute("aria-busy");
    this.baselines = baselines;
    this.answer = answer instanceof Error ? null : answer;
    this.showChoices();
    this.told.replaceChildren(...(answer instanceof Error ? [html("p", { class: "sch-hint" }, answer.message)] : this.content(answer)));
    this.showOutlines();
  }

  private showOutlines(): void {
    if (this.host.store.panel !== this.key) return;
    this.host.store.showGhosts(this.outlines && this.until === TODAY ? this.answer?.ghosts ?? null : null);
  }

  private showChoices(): void {
    const focused = [...this.choices.querySelectorAll<HTMLElement>("select, input")].indexOf(document.activeElement as HTMLElement);
    const named: [string, string][] = this.baselines.map(({ id, name, current }) => [`baseline-${id}`, `${name}${current ? " (current)" : ""}`]);
    const aDay = /^\d{4}-/.test(this.query);
    const since = select(
      "Compare with",
      [["yesterday", "yesterday"], ["report", "the last report"], [A_DAY, "a day\u2026"], ...named],
      aDay ? A_DAY : this.query,
      (value) => this.compare(value === A_DAY ? lastWeek() : value, this.until),
    );
    const day = html("input", { type: "date", class: "sch-select", "aria-label": "Day", max: dayBefore(1) });
    day.value = aDay ? this.query : "";
    day.hidden = !aDay;
    day.addEventListener("change", () => day.value && this.compare(day.value, this.until));
    const until = select("Compare what", [[TODAY, "the plan today"], ...named], this.until, (value) => this.compare(this.query, value));
    const outlines = checkbox("Outlines of the earlier bars in the drawing", "", this.outlines, (on) => {
      this.outlines = on;
      this.showOutlines();
    });
    this.choices.replaceChildren(html("p", {}, since, day), html("p", { class: "sch-hint" }, "and"), html("p", {}, until), outlines);
    if (focused >= 0) this.choices.querySelectorAll<HTMLElement>("select, input")[focused]?.focus();
  }

  private content(answer: MovedAnswer): Node[] {
    const { counts, since, until } = answer;
    const notes = [...since.notes, ...until.notes].map((note) => html("p", { class: "sch-note" }, note));
    const compared = html("p", { class: "sch-hint" }, sinceWords(since), until.kind === "now" ? "" : ` \u2192 ${sinceWords(until)}`);
    const nothing = counts.moved + counts.added + counts.removed + counts.duration + counts.cost === 0;
    if (nothing) return [compared, ...notes, html("p", { class: "sch-summary" }, "Nothing moved.")];
    return [
      compared, ...notes, this.summary(answer),
      ...this.list("Moved", counts.moved, answer.moved.map((each) => this.movedTask(each))),
      ...this.list("Added", counts.added, answer.added.map((each) => html("li", {}, wayTo(this.host, each.task, each.name)))),
      ...this.list("Removed", counts.removed, answer.removed.map((each) => html("li", {}, each.name))),
      ...this.changed(answer),
    ];
  }

  private summary({ finish, totals, counts }: MovedAnswer): HTMLElement {
    const { minutes_per_day: perDay } = this.host.store.payload;
    const list = html("dl", { class: "sch-summary" });
    const add = (term: string, value: string): void => list.append(html("div", {}, html("dt", {}, term), html("dd", {}, value)));
    add("Finish", `${howFar(finish.days)}${finish.days && finish.after !== null ? `, now ${formatDay(finish.after)}` : ""}`);
    add("Tasks moved", `${many(counts.moved)}${counts.moved ? ` (${many(counts.later)} finish later, ${many(counts.earlier)} earlier)` : ""}`);
    const { before, after } = totals.duration;
    if (before === null || after === null) return list;
    if (before !== after) add("Sum of durations", difference(formatDuration(before, perDay), formatDuration(after, perDay)));
    if (totals.cost.before !== totals.cost.after) add("Cost", difference(totals.cost.before ?? "none", totals.cost.after ?? "none"));
    return list;
  }

  private list(title: string, total: number, items: HTMLElement[]): Node[] {
    if (!total) return [];
    if (total > items.length) items.push(html("li", { class: "sch-hint" }, `and ${many(total - items.length)} more`));
    return [html("h3", {}, title, html("span", { class: "sch-count" }, many(total))), html("ul", {}, ...items)];
  }

  private movedTask(each: MovedTask): HTMLElement {
    const far = each.finish_days || each.start_days;
    const head = html("div", { class: "sch-line" }, wayTo(this.host, each.task, each.name), html("small", {}, days(far)));
    const item = html("li", { "data-direction": far > 0 ? "later" : "earlier" }, head);
    if (!each.causes.length) item.append(html("p", { class: "sch-hint" }, "Nothing that was kept tells why."));
    else if (!each.proved) item.append(html("p", { class: "sch-hint" }, "Probably because"));
    each.causes.forEach((cause, index) => item.append(this.cause(cause, index > 0 ? "and " : each.proved ? "Because " : "")));
    const between = each.path.slice(1, -1);
    if (between.length) item.append(html("p", { class: "sch-hint" }, "through ", ...between.flatMap((step, index) => [index ? ", " : "", wayTo(this.host, step.task, step.name)])));
    return item;
  }

  private cause(cause: Cause, opening: string): HTMLElement {
    return html("p", { class: "sch-cause" }, wayTo(this.host, cause.task, opening + cause.text), html("small", {}, whoAndWhen(cause)));
  }

  private changed({ changed, counts }: MovedAnswer): Node[] {
    const { minutes_per_day: perDay } = this.host.store.payload;
    const length = (minutes: number | null): string => (minutes === null ? "unknown" : formatDuration(minutes, perDay));
    const items = changed.map((each) => {
      const words = [];
      if (each.duration_before !== each.duration_after) words.push(difference(length(each.duration_before), length(each.duration_after)));
      if (each.cost_before !== each.cost_after) words.push(`cost ${difference(each.cost_before ?? "none", each.cost_after ?? "none")}`);
      return html("li", {}, html("div", { class: "sch-line" }, wayTo(this.host, each.task, each.name), html("small", {}, words.join(" \u00b7 "))));
    });
    return this.list("Other durations or costs", Math.max(changed.length, counts.duration, counts.cost), items);
  }
}

function dayBefore(count: number): string {
  const day = new Date();
  day.setDate(day.getDate() - count);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

function lastWeek(): string {
  return dayBefore(7);
}
