// Above the board: which cards, in which lanes, how many; and undo.
import { html } from "../lib/dom.ts";
import { icon } from "../lib/icons.ts";
import type { Lanes, Only, Wish } from "./cards.ts";
import type { Sprints } from "./sprints.ts";

const filters: [Only, string][] = [["all", "All"], ["mine", "Mine"], ["unassigned", "Unassigned"], ["late", "Late"], ["blocked", "Blocked"]];
const lanes: [Lanes, string][] = [["none", "No swimlanes"], ["assignee", "By assignee"], ["summary", "By summary task"], ["priority", "By priority"]];
const PAUSE = 150;

export class Toolbar {
  readonly element = html("div", { class: "bd-toolbar" });
  private readonly count = html("output", { class: "mute" });
  private readonly undo = html("button", { type: "button", class: "btn plain", "aria-label": "Undo" }, icon("undo"));

  constructor(wish: Wish, changed: () => void, undo: () => void, state: HTMLElement, shape: string, sprints: Sprints) {
    const chips = html("div", { class: "chips", role: "group", "aria-label": "Which cards" });
    for (const [only, label] of filters) {
      const chip = html("button", { type: "button", class: "chip", "aria-pressed": String(wish.only === only) }, label);
      chip.addEventListener("click", () => {
        wish.only = only;
        for (const each of chips.children) each.setAttribute("aria-pressed", String(each === chip));
        changed();
      });
      chips.append(chip);
    }
    const select = html("select", { class: "in", "aria-label": "Swimlanes" });
    for (const [value, label] of lanes) select.append(html("option", { value }, label));
    select.value = wish.lanes;
    select.addEventListener("change", () => {
      wish.lanes = select.value as Lanes;
      changed();
    });
    const find = html("input", { type: "search", class: "in", placeholder: "Filter cards", "aria-label": "Filter cards" });
    let timer = 0;
    find.addEventListener("input", () => {
      wish.text = find.value;
      window.clearTimeout(timer);
      timer = window.setTimeout(changed, PAUSE);
    });
    this.undo.addEventListener("click", undo);
    this.element.append(...sprints.select(changed), chips, select, find, this.undo, state, this.count);
    this.element.append(html("a", { class: "btn", href: sprints.page }, "Sprints\u2026"));
    if (shape) this.element.append(html("a", { class: "btn", href: shape }, "Columns\u2026"));
  }

  show(shown: number, all: number, undo: string | null): void {
    this.count.textContent = shown === all ? `${all.toLocaleString()} cards` : `${shown.toLocaleString()} of ${all.toLocaleString()} cards`;
    this.undo.disabled = undo === null;
    this.undo.title = undo === null ? "Nothing to undo" : `Undo: ${undo}`;
  }
}
