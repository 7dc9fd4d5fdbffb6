// The menu "Group and sort".
import { html } from "../lib/dom.ts";
import { columnsOf } from "./columns.ts";
import { checkbox, Menu, select } from "./controls.ts";
import type { Store } from "./store.ts";

export class OrderMenu {
  readonly menu: Menu;

  constructor(private readonly store: Store) {
    this.menu = new Menu("Group and sort", () => this.content());
  }

  private content(): Node[] {
    const { store } = this;
    const { group, sort } = store.wishes;
    const columns = columnsOf(store).map(({ key, label }) => [key, label] as const);
    const apply = (change: Parameters<Store["wish"]>[0]): void => {
      store.wish(change);
      this.menu.fill();
    };
    const groups = columns.filter(([key]) => !["number", "name", "wbs"].includes(key));
    const groupBy = select("Group by", [["", "Nothing: the outline"], ...groups], group ?? "", (key) => apply({ group: key || null }));
    const sortBy = select("Sort by", [["", "Nothing: the plan\u2019s order"], ...columns], sort?.column ?? "", (column) =>
      apply({ sort: column ? { column, descending: false } : null }),
    );
    const way = checkbox("Largest or last first", "Sorts the other way round", sort?.descending ?? false, (descending) => sort && apply({ sort: { ...sort, descending } }));
    way.querySelector("input")!.disabled = !sort;
    const hint = html("p", { class: "sch-hint" }, "Rows keep their numbers and their place in the plan. Headings of columns sort too.");
    return [html("div", { class: "sch-field" }, html("span", {}, "Group by"), groupBy), html("div", { class: "sch-field" }, html("span", {}, "Sort by"), sortBy), way, hint];
  }
}
