// People, work and custom fields of the selected task in the details: typed as in the table where the reader may, told where not.
import { html } from "../lib/dom.ts";
import { effortDriven, optimistic, pessimistic, resources, taskType, work } from "./column-list.ts";
import { mayEdit, type Column } from "./columns.ts";
import { contoursOf, contourText, SHAPES } from "./contours.ts";
import { customColumns } from "./custom-columns.ts";
import { rangeText } from "./ranges.ts";
import type { PanelHost } from "./side-panels.ts";

/** What decides together how long a task takes. */
const EFFORT = [resources, work, taskType, effortDriven];

export class DetailsFields {
  readonly element = html("dl", { class: "sch-fields" });
  private about = "";

  constructor(private readonly host: PanelHost) {}

  /** Whether something is being typed: moving the input would end that. */
  typing(row: number): boolean {
    return this.element.contains(document.activeElement) && this.about.startsWith(`${this.host.store.payload.tasks.id[row]} `);
  }

  /** The fields of a row; nothing where there are none to tell or to fill. */
  show(row: number): Node[] {
    const { store } = this.host;
    const columns = [...EFFORT, ...customColumns(store)].filter((column) => this.typed(column, row) || column.text(store, row));
    this.about = `${store.payload.tasks.id[row]} `;
    const range = this.range(row);
    this.element.replaceChildren(...range, ...columns.map((column) => html("div", {}, html("dt", { title: column.hint }, column.label), html("dd", {}, this.value(column, row)))), ...this.contours(row));
    return this.element.childElementCount ? [this.element] : [];
  }

  /** Both ends of an estimate in one line. */
  private range(row: number): Node[] {
    const { store } = this.host;
    const typed = this.typed(optimistic, row);
    if (!typed && !rangeText(store, row)) return [];
    const ends = typed ? html("dd", { class: "sch-range-ends" }, this.value(optimistic, row), "\u2013", this.value(pessimistic, row)) : html("dd", {}, rangeText(store, row));
    return [html("div", {}, html("dt", { title: "Optimistic and pessimistic duration" }, "Range"), ends)];
  }

  /** How the work of each person lies over its time. */
  private contours(row: number): Node[] {
    const { store } = this.host;
    const people = contoursOf(store, row);
    const chosen = this.typed(resources, row);
    if (!people.length || (!chosen && people.every(({ contour }) => contour === "flat"))) return [];
    const task = store.payload.tasks.id[row]!;
    const choose = (name: string, contour: string): void => {
      const now = store.payload.tasks.id.indexOf(task);
      if (now >= 0) this.host.setCell?.(now, "contours", contourText(contoursOf(store, now), name, contour));
    };
    const lines = people.map(({ name, contour }) => html("div", {}, html("span", {}, name), chosen ? contourChoice(name, contour, choose) : html("span", {}, SHAPES[contour] ?? contour)));
    const byHand = people.some(({ contour }) => contour === "contoured") ? [html("p", { class: "sch-hint" }, "By hand: its file spread the work over days; here it lies evenly. Another contour takes the place of this mark.")] : [];
    return [html("div", { class: "sch-contours" }, html("dt", { title: "How the work lies over its time; another contour changes the duration, or the work where the duration is fixed" }, "Contour"), html("dd", {}, ...lines, ...byHand))];
  }

  private typed(column: Column, row: number): boolean {
    return this.host.setCell !== null && mayEdit(column, this.host.store, row);
  }

  private told(column: Column, row: number): Node | string {
    const { store } = this.host;
    const [text, why] = [column.text(store, row), this.host.setCell ? column.barred?.(store, row) : ""];
    return why ? html("span", {}, text, html("p", { class: "sch-hint" }, why)) : text;
  }

  private value(column: Column, row: number): Node | string {
    const { store } = this.host;
    const { plan } = store;
    if (!plan || !this.typed(column, row)) return this.told(column, row);
    const task = plan.tasks.id[row]!;
    const before = store.pendingText(row, column.key) ?? column.edit?.(plan, store, row) ?? "";
    const input = html("input", { type: "text", class: "sch-input", "aria-label": column.label, maxlength: "1000", autocomplete: "off" });
    input.value = before;
    const take = (): void => {
      const now = store.payload.tasks.id.indexOf(task);
      if (now >= 0 && input.value.trim() !== before.trim()) this.host.setCell?.(now, column.key, input.value);
    };
    input.addEventListener("change", take);
    input.addEventListener("keydown", (event) => {
      if (event.key === "Escape") input.value = before;
      if (event.key !== "Enter" && event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      input.blur();
    });
    if (!column.choices) return input;
    const list = html("datalist", { id: `sch-choices-${column.key}` }, ...column.choices.map((choice) => html("option", { value: choice })));
    input.setAttribute("list", list.id);
    return html("span", {}, input, list);
  }
}

function contourChoice(name: string, contour: string, choose: (name: string, contour: string) => void): HTMLElement {
  const element = html("select", { class: "sch-input", "aria-label": `Contour of ${name}` });
  for (const [value, label] of Object.entries(SHAPES)) {
    if (value === "contoured" && contour !== value) continue;
    const option = html("option", { value }, label);
    option.selected = value === contour;
    element.append(option);
  }
  element.addEventListener("change", () => choose(name, element.value));
  return element;
}
