// The menu "Filter": questions with a name, and comparisons of columns.
import { html } from "../lib/dom.ts";
import { comparisons, conditionWords, faultOf, needsValue, presets, type Comparison, type Condition } from "./conditions.ts";
import { checkbox, Menu, select, wordButton } from "./controls.ts";
import { columnOf, columnsOf, type Column } from "./columns.ts";
import type { Store } from "./store.ts";

const MOST_CONDITIONS = 20;
/** More different words than this are typed, not chosen. */
const MOST_CHOICES = 200;

export class FilterMenu {
  readonly menu: Menu;
  private draft: Condition = { column: "name", comparison: "contains", value: "" };
  private readonly fault = html("p", { class: "sch-fault", role: "alert" });

  constructor(private readonly store: Store) {
    this.menu = new Menu("Filter", () => this.content());
  }

  private content(): Node[] {
    const { store } = this;
    const boxes = presets
      .filter(({ planned }) => store.plan || !planned)
      .map(({ key, label, hint }) => checkbox(label, hint, store.wishes.presets.includes(key), () => this.apply(() => store.togglePreset(key))));
    const lines = store.wishes.conditions.map((condition, index) => this.line(condition, index));
    const list = lines.length ? [html("ul", { class: "sch-conditions" }, ...lines)] : [];
    this.fault.textContent = "";
    return [html("fieldset", {}, html("legend", {}, "Only rows that are"), ...boxes), ...list, this.form(), this.fault];
  }

  private apply(change: () => void): void {
    change();
    this.menu.fill();
  }

  private line(condition: Condition, index: number): HTMLElement {
    const words = conditionWords(this.store, condition);
    const remove = wordButton("Remove", () => this.apply(() => this.store.wish({ conditions: this.store.wishes.conditions.filter((_, place) => place !== index) })));
    remove.setAttribute("aria-label", `Remove: ${words}`);
    return html("li", {}, html("span", {}, words), remove);
  }

  private form(): HTMLElement {
    const { store, draft } = this;
    const column = columnOf(store, draft.column) ?? columnOf(store, "name")!;
    const columns = select("Column", columnsOf(store).map(({ key, label }) => [key, label]), column.key, (key) => {
      const chosen = columnOf(store, key)!;
      this.draft = { column: key, comparison: comparisons[chosen.compared][0]![0], value: "" };
      this.menu.fill();
    });
    const comparison = select("Comparison", comparisons[column.compared], draft.comparison, (value) => {
      this.draft.comparison = value as Comparison;
      this.menu.fill();
    });
    const form = html("form", { class: "sch-condition", "aria-label": "Add a condition" }, columns, comparison);
    if (needsValue(draft.comparison)) form.append(this.value(column));
    form.append(html("button", { type: "submit", class: "sch-button" }, "Add"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.add();
    });
    return form;
  }

  private value(column: Column): HTMLElement {
    const { draft } = this;
    const take = (value: string): void => void (draft.value = value);
    const words = column.compared === "choice" ? this.choices(column) : [];
    if (words.length) {
      draft.value = words.includes(draft.value) ? draft.value : words[0]!;
      return select("Value", words.map((word) => [word, word]), draft.value, take);
    }
    const type = column.compared === "date" ? "date" : "text";
    const input = html("input", { type, class: "sch-find", "aria-label": "Value", autocomplete: "off", maxlength: "200" });
    const unit = column.unit?.(this.store).word;
    if (unit) input.placeholder = unit;
    input.value = draft.value;
    input.addEventListener("input", () => take(input.value));
    return input;
  }

  private choices(column: Column): string[] {
    const words = new Set<string>();
    for (let row = 0; row < this.store.count && words.size <= MOST_CHOICES; row++) words.add(column.text(this.store, row));
    words.delete("");
    return words.size > MOST_CHOICES ? [] : [...words].sort((one, other) => one.localeCompare(other));
  }

  private add(): void {
    const { store, draft } = this;
    const { conditions } = store.wishes;
    const fault = conditions.length < MOST_CONDITIONS ? faultOf(store, draft) : `At most ${MOST_CONDITIONS} conditions at a time.`;
    if (fault) {
      this.fault.textContent = fault;
      return;
    }
    this.draft = { ...draft, value: "" };
    this.apply(() => store.wish({ conditions: [...conditions, draft] }));
  }
}
