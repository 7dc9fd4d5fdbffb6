// The menu "Columns": which are wanted, and in which order.
import { html } from "../lib/dom.ts";
import { icon } from "../lib/icons.ts";
import type { Arrangement } from "./arrangement.ts";
import { columnsOf, type Column } from "./columns.ts";
import { isOffered, noteOn } from "./confidence.ts";
import { button, checkbox, Menu, wordButton } from "./controls.ts";
import type { Store } from "./store.ts";

export class ColumnsMenu {
  readonly menu: Menu;

  constructor(private readonly store: Store, private readonly arrangement: Arrangement) {
    this.menu = new Menu("Columns", () => this.content());
  }

  private content(): Node[] {
    const all = columnsOf(this.store);
    const keys = this.arrangement.chosenKeys();
    const wanted = keys.map((key, place) => this.line(all.find((column) => column.key === key)!, place, keys.length));
    const others = all.filter(({ key }) => !keys.includes(key)).map((column) => this.line(column, -1, 0));
    const usual = wordButton("Usual columns", () => this.apply(() => this.arrangement.change({ columns: null, widths: {} })));
    const hint = html("p", { class: "sch-hint" }, "Columns appear as far as the table is wide: drag its border.");
    const fields = html("a", { class: "sch-goto", href: `/c/${this.store.payload.component.id}/fields/` }, "Fields of tasks");
    return [html("ul", { class: "sch-column-list" }, ...wanted, ...others), usual, ...this.drawn(), hint, ...(this.store.plan ? [fields] : [])];
  }

  /** What else the drawing shows. */
  private drawn(): Node[] {
    const { arrangement, store } = this;
    const boxes: HTMLElement[] = [];
    if (store.plan && store.mode === "project") {
      const hint = "A thin line at each bar, from the finish at best to the finish at worst, on the plan\u2019s calendar";
      boxes.push(checkbox("Ranges in the drawing", hint, arrangement.preferences.ranges, (wanted) => arrangement.showRanges(wanted)));
    }
    if (isOffered(store)) {
      const hint = "A line at each bar, from the finish that half of the runs of the simulation keep to that of 80 %";
      boxes.push(checkbox("P50 to P80 in the drawing", hint, arrangement.preferences.sure, (wanted) => arrangement.showSure(wanted)));
    }
    const note = store.showsSure ? noteOn(store) : "";
    return [...boxes.map((box) => html("p", { class: "sch-drawn" }, box)), ...(note ? [html("p", { class: "sch-hint" }, note)] : [])];
  }

  private apply(change: () => void): void {
    change();
    this.menu.fill();
  }

  private line(column: Column, place: number, count: number): HTMLElement {
    const { arrangement } = this;
    const shown = place >= 0;
    const box = checkbox(column.label, column.hint, shown, (wanted) => this.apply(() => (wanted ? arrangement.addColumn(column.key) : arrangement.removeColumn(column.key))));
    box.querySelector("input")!.disabled = column.key === "name";
    const item = html("li", {}, box);
    if (!shown) return item;
    const up = button(`Move ${column.label} to the left`, () => this.apply(() => arrangement.moveColumn(column.key, -1)), icon("up"));
    const down = button(`Move ${column.label} to the right`, () => this.apply(() => arrangement.moveColumn(column.key, 1)), icon("down"));
    up.disabled = place === 0;
    down.disabled = place === count - 1;
    item.append(up, down);
    return item;
  }
}
