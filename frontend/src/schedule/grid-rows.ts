// The left half: rows of the ARIA treegrid. One element per row in view, recycled while scrolling.
import { Kind } from "../contract.ts";
import { html, setOptional, setText } from "../lib/dom.ts";
import { mayEdit, type Column } from "./columns.ts";
import type { Store } from "./store.ts";

export interface GridRow {
  element: HTMLElement;
  twisty: HTMLElement;
  shape: HTMLElement;
  name: HTMLElement;
  link: HTMLAnchorElement;
  texts: { node: Text; column: Column }[];
  cells: { element: HTMLElement; column: Column }[];
  row: number;
}

export function makeGridRow(columns: Column[]): GridRow {
  const twisty = html("span", { class: "sch-twisty", "aria-hidden": "true" });
  const shape = html("span", { class: "sch-shape", "aria-hidden": "true" });
  const name = html("span", { class: "sch-name-text" });
  const link = html("a", { class: "sch-name-text", tabindex: "-1" });
  const texts: GridRow["texts"] = [];
  const cells: GridRow["cells"] = [];
  const elements = columns.map((column, index) => {
    const cell = html("div", { role: "gridcell", class: `sch-cell sch-${column.key}`, "aria-colindex": String(index + 1) });
    if (column.numeric) cell.classList.add("sch-numeric");
    if (column.key === "name") cell.append(twisty, shape, name, link);
    else {
      const node = document.createTextNode("");
      cell.append(node);
      texts.push({ node, column });
    }
    cell.dataset["column"] = column.key;
    cells.push({ element: cell, column });
    return cell;
  });
  return { element: html("div", { role: "row", class: "sch-row" }, ...elements), twisty, shape, name, link, texts, cells, row: -1 };
}

export function paintGridRow(grid: GridRow, store: Store, place: number, rowHeight: number): void {
  const row = store.visible[place]!;
  const { tasks } = store.payload;
  const kind = tasks.kind[row]!;
  const { element } = grid;
  grid.row = row;
  element.style.transform = `translateY(${place * rowHeight}px)`;
  element.dataset["kind"] = String(kind);
  element.dataset["health"] = tasks.health[row]!;
  element.toggleAttribute("data-critical", tasks.critical[row] === 1);
  element.setAttribute("aria-rowindex", String(place + 2));
  element.setAttribute("aria-level", String(store.level[row]! + 1));
  element.setAttribute("aria-selected", String(store.isSelected(row)));
  const parent = store.isParent(row);
  setOptional(element, "aria-expanded", parent ? String(!store.isCollapsed(row)) : null);
  const current = row === (store.selected >= 0 ? store.selected : store.visible[0]);
  if (store.plan) paintCells(grid, store, row, current);
  else element.tabIndex = current ? 0 : -1;
  element.style.setProperty("--level", String(Math.min(store.level[row]!, 12)));
  paintName(grid, store, row, kind);
  for (const { node, column } of grid.texts) {
    const text = store.pendingText(row, column.key) ?? column.text(store, row);
    if (node.data !== text) node.data = text;
  }
}

/** Where the plan can be edited, the keyboard is in a cell, not in a row. */
function paintCells(grid: GridRow, store: Store, row: number, current: boolean): void {
  const from = grid.cells.findIndex(({ column }) => column.key === (store.anchorColumn ?? store.column));
  const to = grid.cells.findIndex(({ column }) => column.key === store.column);
  const several = store.anchor >= 0 || store.anchorColumn !== null;
  const inRows = several && store.isSelected(row);
  grid.cells.forEach(({ element, column }, index) => {
    element.tabIndex = current && column.key === store.column ? 0 : -1;
    element.toggleAttribute("data-range", inRows && index >= Math.min(from, to) && index <= Math.max(from, to));
    element.toggleAttribute("data-pending", store.pendingText(row, column.key) !== undefined);
    const readonly = !mayEdit(column, store, row);
    setOptional(element, "aria-readonly", readonly ? "true" : null);
  });
}

function paintName(grid: GridRow, store: Store, row: number, kind: number): void {
  const { tasks } = store.payload;
  const text = store.pendingText(row, "name") ?? (tasks.name[row] || "(no name)");
  const linked = kind === Kind.component;
  grid.name.hidden = linked;
  grid.link.hidden = !linked;
  setText(linked ? grid.link : grid.name, text);
  grid.element.title = "";
  if (linked) grid.link.href = `/c/${tasks.id[row]}/`;
  grid.shape.hidden = !tasks.health[row];
}

export function headRow(columns: Column[]): HTMLElement {
  const cells = columns.map((column, index) => {
    const cell = html(
      "div",
      { role: "columnheader", class: `sch-cell sch-${column.key}`, "aria-colindex": String(index + 1), title: column.hint },
      column.label,
    );
    if (column.numeric) cell.classList.add("sch-numeric");
    return cell;
  });
  return html("div", { role: "row", class: "sch-head-row", "aria-rowindex": "1" }, ...cells);
}

/** Grid tracks of head and rows: the name takes what the others leave. `zoom` is the reader's type size over the usual one. */
export function columnTracks(columns: Column[], zoom: number): string {
  return columns.map((column) => (column.key === "name" ? "minmax(0, 1fr)" : `${Math.round(column.width * zoom)}px`)).join(" ");
}
