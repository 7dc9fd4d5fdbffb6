// The baselines of the plan: set one under a name, choose which one the bars and variances compare with, rename,
// compare, delete to the trash.
import { formatDay, lastMinute } from "../lib/dates.ts";
import { html } from "../lib/dom.ts";
import { ask } from "./ask.ts";
import { wordButton } from "./controls.ts";
import { Latest, panelHead } from "./panel-parts.ts";
import type { PanelHost, SidePanel } from "./side-panels.ts";

export interface Baseline {
  id: number;
  name: string;
  current: boolean;
  set_at: string;
  set_by: string | null;
  tasks: number;
  start: number | null;
  finish: number | null;
}

export interface BaselineList {
  items: Baseline[];
  may_set: boolean;
}

const setOn = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });

export class BaselinesPanel implements SidePanel {
  readonly key = "baselines";
  readonly label = "Baselines";
  readonly hint = "Baselines: set, choose, compare";
  readonly icon = "flag";
  readonly element = html("aside", { class: "sch-details sch-findings", "aria-label": "Baselines" });
  readonly query = "";
  private asked = -1;
  private readonly latest = new Latest();
  private readonly said = html("p", { class: "sch-note", role: "status" });
  private readonly told = html("div", { class: "sch-told" });

  constructor(private readonly host: PanelHost, private readonly compare: (since: string) => void) {
    this.said.hidden = true;
    this.element.append(...panelHead("Baselines", () => host.store.showPanel(null)), this.said, this.told);
  }

  show(): void {
    const { revision } = this.host.store.payload;
    if (revision !== this.asked) this.look(revision);
  }

  private look(revision: number): void {
    this.asked = revision;
    this.latest.ask(
      () => ask<BaselineList>(`${this.plan}/baselines`),
      0,
      (list) => this.fill(list),
      (why) => this.say(why),
    );
  }

  private get plan(): string {
    return `/api/v1/plans/${this.host.store.payload.component.id}`;
  }

  private say(words: string): void {
    this.said.textContent = words;
    this.said.hidden = !words;
  }

  /** Does something to the baselines, and shows what they are then. */
  private do(address: string, method: string, body: unknown, done: string): void {
    ask(address, { method, body, csrf: this.host.csrf }).then(
      () => {
        this.say(done);
        this.look(this.host.store.payload.revision);
      },
      (error: Error) => this.say(error.message),
    );
  }

  private fill({ items, may_set: maySet }: BaselineList): void {
    const hadFocus = this.told.contains(document.activeElement);
    const list = html("ul", { class: "sch-baselines" }, ...items.map((each) => this.baseline(each, maySet)));
    const none = html("p", { class: "sch-hint" }, "No baseline is set. A baseline freezes today\u2019s dates to compare with.");
    this.told.replaceChildren(...(maySet ? [this.form()] : []), items.length ? list : none);
    if (hadFocus) this.element.querySelector<HTMLElement>("input, .sch-close")?.focus();
  }

  private form(): HTMLElement {
    const name = html("input", { class: "sch-select", maxlength: "120", placeholder: "Name", "aria-label": "Name of the new baseline", autocomplete: "off" });
    const form = html("form", { class: "sch-form" }, name, html("button", { class: "sch-button" }, "Set baseline"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const { id } = this.host.store.payload.component;
      this.do(`/api/v1/components/${id}/baselines`, "POST", { name: name.value }, "Today\u2019s dates are frozen; bars and variances compare with them now.");
    });
    return form;
  }

  private baseline(each: Baseline, maySet: boolean): HTMLElement {
    const address = `/api/v1/baselines/${each.id}`;
    const head = html("div", { class: "sch-line" }, html("strong", {}, each.name), each.current ? html("small", { class: "sch-tag" }, "current") : "");
    const span = each.start === null || each.finish === null ? "" : `${formatDay(each.start)} \u2013 ${formatDay(lastMinute(each.start, each.finish))}`;
    const when = [setOn.format(new Date(each.set_at)), each.set_by ?? ""].filter(Boolean).join(", ");
    const facts = html("p", { class: "sch-hint" }, `Set ${when}. ${each.tasks} tasks${span ? `, ${span}` : ""}.`);
    const actions = html("p", { class: "sch-actions" }, named(wordButton("Compare", () => this.compare(`baseline-${each.id}`)), each));
    const item = html("li", {}, head, facts, actions);
    if (!maySet) return item;
    if (!each.current) actions.append(named(wordButton("Make current", () => this.do(address, "PATCH", { current: true }, `Bars and variances compare with \u201c${each.name}\u201d now.`)), each));
    actions.append(
      named(wordButton("Rename", () => item.replaceChildren(this.renaming(each, address))), each),
      named(wordButton("Delete", () => this.do(address, "DELETE", undefined, `\u201c${each.name}\u201d lies in the trash.`)), each),
    );
    return item;
  }

  private renaming(each: Baseline, address: string): HTMLElement {
    const name = html("input", { class: "sch-select", maxlength: "120", "aria-label": `New name of ${each.name}`, autocomplete: "off" });
    name.value = each.name;
    const form = html("form", { class: "sch-form" }, name, html("button", { class: "sch-button" }, "Rename"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.do(address, "PATCH", { name: name.value }, "");
    });
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.look(this.host.store.payload.revision);
    });
    queueMicrotask(() => name.select());
    return form;
  }
}

/** Says to a screen reader which baseline a button is about. */
function named(button: HTMLButtonElement, { name }: Baseline): HTMLButtonElement {
  button.setAttribute("aria-label", `${button.textContent} ${name}`);
  return button;
}
