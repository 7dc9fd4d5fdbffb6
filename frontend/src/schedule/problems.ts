// The problems of the schedule: what is wrong, where, and what to do. Asked for again when the plan changed; the button
// counts them while the panel is shut.
import { html, setText } from "../lib/dom.ts";
import { ask } from "./ask.ts";
import { Latest, panelHead, wayTo } from "./panel-parts.ts";
import type { PanelHost, SidePanel } from "./side-panels.ts";

export interface Finding {
  id: string;
  level: "error" | "warning" | "advice";
  title: string;
  text: string;
  remedy: string;
  count: number;
  tasks: number[];
  /** What it was held against where somebody set that, and why; null for the usual mark. */
  mark: { value: number; set_by: string; reason: string } | null;
}

interface Problems {
  /** False while the server cannot tell yet. */
  ready: boolean;
  items: Finding[];
}

const groups = [["error", "Errors"], ["warning", "Warnings"], ["advice", "Advice"]] as const;
/** Tasks that a finding lists until it is asked for all. */
const FEW = 5;
/** After this long the server is asked again that could not tell yet. */
const AGAIN = 20_000;

export class ProblemsPanel implements SidePanel {
  readonly key = "problems";
  readonly label = "Problems";
  readonly hint = "Problems of the schedule and what to do about them";
  readonly icon = "warning";
  readonly element = html("aside", { class: "sch-details sch-findings", "aria-label": "Problems" });
  readonly badge = html("span", { class: "sch-badge" });
  readonly query = "";
  private asked = -1;
  private readonly unfolded = new Set<string>();
  private readonly latest = new Latest();
  private readonly told = html("div", { class: "sch-told", "aria-live": "polite" });

  constructor(private readonly host: PanelHost) {
    this.element.append(...panelHead("Problems", () => host.store.showPanel(null)), this.told);
    this.badge.hidden = true;
    this.look(0);
    host.store.listen((change) => change === "rows" && this.look(1200));
  }

  show(): void {
    this.look(200);
  }

  private look(after: number): void {
    const { component, revision } = this.host.store.payload;
    if (revision === this.asked) return;
    this.asked = revision;
    this.element.setAttribute("aria-busy", "true");
    this.latest.ask(
      () => ask<Problems>(`/api/v1/plans/${component.id}/problems`),
      after,
      ({ ready, items }) => (ready ? this.take(items) : this.wait()),
      (why) => {
        this.asked = -1;
        this.badge.hidden = true;
        this.told.replaceChildren(html("p", { class: "sch-hint" }, why));
      },
    );
  }

  private wait(): void {
    this.told.replaceChildren(html("p", { class: "sch-hint" }, "The scheduler is being prepared, once. The problems appear in a minute."));
    this.asked = -1;
    this.look(AGAIN);
  }

  private take(items: Finding[]): void {
    this.element.removeAttribute("aria-busy");
    const grave = items.filter(({ level }) => level !== "advice");
    setText(this.badge, String(grave.length));
    this.badge.hidden = grave.length === 0;
    this.badge.dataset["level"] = grave[0]?.level ?? "";
    this.host.badgeChanged();
    const hadFocus = this.told.contains(document.activeElement);
    this.told.replaceChildren(...this.content(items));
    if (hadFocus) this.element.querySelector<HTMLElement>(".sch-close")?.focus();
  }

  private content(items: Finding[]): Node[] {
    if (!items.length) return [html("p", { class: "sch-summary" }, "No problems were found.")];
    return groups.flatMap(([level, title]) => {
      const own = items.filter((each) => each.level === level);
      if (!own.length) return [];
      const heading = html("h3", {}, title, html("span", { class: "sch-count" }, String(own.length)));
      return [heading, html("ul", {}, ...own.map((each) => this.finding(each)))];
    });
  }

  private finding(each: Finding): HTMLElement {
    const count = each.count ? `${each.count} ${each.count === 1 ? "task" : "tasks"}` : "";
    const item = html("li", { "data-level": each.level }, html("div", { class: "sch-line" }, html("strong", {}, each.title), html("small", {}, count)));
    item.append(html("p", {}, each.text), html("p", { class: "sch-hint" }, each.remedy));
    if (each.mark) item.append(html("p", { class: "sch-hint" }, `Held against ${each.mark.value}, as “${each.mark.set_by}” says${each.mark.reason ? `: ${each.mark.reason}` : ""}.`));
    if (each.tasks.length) item.append(this.tasks(each));
    return item;
  }

  private tasks(each: Finding): HTMLElement {
    const { id, name } = this.host.store.payload.tasks;
    const named = (task: number): string => name[id.indexOf(task)] || "(no name)";
    const all = this.unfolded.has(each.id);
    const shown = all ? each.tasks : each.tasks.slice(0, FEW);
    const list = html("ul", { class: "sch-places", "aria-label": `Tasks of ${each.title}` }, ...shown.map((task) => html("li", {}, wayTo(this.host, task, named(task)))));
    const hidden = each.count - shown.length;
    if (hidden > 0 && !all) {
      const more = html("button", { type: "button", class: "sch-goto" }, `${hidden} more`);
      more.addEventListener("click", () => {
        this.unfolded.add(each.id);
        const whole = this.tasks(each);
        list.replaceWith(whole);
        whole.querySelectorAll("button")[FEW]?.focus();
      });
      list.append(html("li", {}, more));
    } else if (hidden > 0) list.append(html("li", { class: "sch-hint" }, `and ${hidden} more`));
    return list;
  }
}
