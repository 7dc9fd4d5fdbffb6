// The line above the rows that says what is filtered, grouped and sorted, and how much of the plan that leaves.
import { html, setText } from "../lib/dom.ts";
import { icon } from "../lib/icons.ts";
import { columnOf } from "./columns.ts";
import { conditionWords, presets } from "./conditions.ts";
import { button, wordButton } from "./controls.ts";
import { noWishes, type Wishes } from "./rows-shown.ts";
import type { Store } from "./store.ts";

export class WishesBar {
  readonly element = html("div", { class: "sch-wishes", role: "group", "aria-label": "Filter, groups and order" });
  private readonly chips = html("span", { class: "sch-chips" });
  /** Outside of what is hidden, so that a screen reader also hears that the filter is off. */
  private readonly count = html("output", { class: "sch-shown-count" });
  private shown: Wishes | null = null;

  constructor(private readonly store: Store) {
    this.element.append(this.count, this.chips, wordButton("Clear all", () => store.wish(noWishes)));
    this.show();
  }

  show(): void {
    const { store } = this;
    const { wishes } = store;
    const filtered = wishes.presets.length + wishes.conditions.length > 0;
    setText(this.count, filtered ? `${store.hits.toLocaleString()} of ${store.count.toLocaleString()} rows` : "");
    if (wishes === this.shown) return;
    const hadFocus = this.element.contains(document.activeElement);
    this.shown = wishes;
    this.chips.replaceChildren(...this.all(wishes));
    this.element.hidden = !filtered && !wishes.group && !wishes.sort;
    if (hadFocus) (this.chips.querySelector("button") ?? this.element.closest<HTMLElement>(".sch")?.querySelector<HTMLElement>(".sch-popover summary"))?.focus();
  }

  private all(wishes: Wishes): HTMLElement[] {
    const { store } = this;
    const label = (key: string): string => columnOf(store, key)?.label ?? "a column that is gone";
    const chips = presets.filter(({ key }) => wishes.presets.includes(key)).map((preset) => this.chip(preset.label, () => store.togglePreset(preset.key)));
    wishes.conditions.forEach((condition, index) => {
      chips.push(this.chip(conditionWords(store, condition), () => store.wish({ conditions: wishes.conditions.filter((_, place) => place !== index) })));
    });
    if (wishes.group) chips.push(this.chip(`Grouped by ${label(wishes.group)}`, () => store.wish({ group: null })));
    if (wishes.sort) chips.push(this.chip(`Sorted by ${label(wishes.sort.column)}${wishes.sort.descending ? ", last first" : ""}`, () => store.wish({ sort: null })));
    return chips;
  }

  private chip(words: string, remove: () => void): HTMLElement {
    return html("span", { class: "sch-chip" }, words, button(`Remove: ${words}`, remove, icon("close")));
  }
}
