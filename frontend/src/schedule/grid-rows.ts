// The left half: rows of the ARIA treegrid. One element per row in view, recycled while scrolling.
import { Kind } from "../contract.ts";
import { html, setOptional, setText } from "../lib/dom.ts";
import { mayEdit, type Column } from "./columns.ts";
import { sumText } from "./group-sums.ts";
import type { Group } from "./groups.ts";
import type { Siblings } from "./siblings.ts";
import type { Store } from "./store.ts";

export interface GridRow {
  element: HTMLElement;
  twisty: HTMLElement;
  shape: HTMLElement;
  name: HTMLElement;
  link: HTMLAnchorElement;
  texts: { node: Text; column: Column }[];
  cells: { element: HTMLElement; column: Column }[];
  line: number;
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
  return { element: html("div", { role: "row", class: "sch-row" }, ...elements), twisty, shape, name, link, texts, cells, line: -1 };
}

export function paintGridRow(grid: GridRow, store: Store, siblings: Siblings, place: number, rowHeight: number): void {
  const line = store.visible[place]!;
  const row = store.rowOf(line);
  const { tasks } = store.payload;
  const kind = tasks.kind[row]!;
  const { element } = grid;
  grid.line = line;
  element.style.transform = `translateY(${place * rowHeight}px)`;
  element.toggleAttribute("data-heading", row >= store.count);
  element.toggleAttribute("data-context", !store.isHit(row));
  paintPath(grid, store, row);
  const heading = store.headingOf(row);
  if (heading) {
    paintHeading(grid, store, siblings, place, heading);
    return;
  }
  element.dataset["kind"] = String(kind);
  element.dataset["health"] = tasks.health[row]!;
  element.toggleAttribute("data-critical", tasks.critical[row] === 1);
  const current = paintPlace(grid, store, siblings, place);
  if (store.editable) paintCells(grid, store, row, current);
  else element.tabIndex = current ? 0 : -1;
  element.style.setProperty("--level", String(Math.min(store.depth(line), 12)));
  paintName(grid, store, row, kind);
  for (const { node, column } of grid.texts) {
    const text = store.pendingText(row, column.key) ?? column.text(store, row);
    if (node.data !== text) node.data = text;
  }
}

function paintPath({ element, name }: GridRow, store: Store, row: number): void {
  const on = store.isOnPath(row);
  element.toggleAttribute("data-on-path", on);
  element.toggleAttribute("data-off-path", store.isOffPath(row));
  setOptional(name.parentElement!, "aria-description", on ? "On the driving path" : null);
}

/** Where a row stands, for all who do not see it. Returns whether the keyboard is here. */
function paintPlace({ element, line }: GridRow, store: Store, siblings: Siblings, place: number): boolean {
  const { place: among, of } = siblings.at(place);
  element.setAttribute("aria-posinset", String(among));
  element.setAttribute("aria-setsize", String(of));
  element.setAttribute("aria-rowindex", String(place + 2));
  element.setAttribute("aria-level", String(store.depth(line) + 1));
  element.setAttribute("aria-selected", String(store.isSelected(line)));
  setOptional(element, "aria-expanded", store.isParent(line) ? String(!store.isCollapsed(line)) : null);
  return line === store.current;
}

function paintHeading(grid: GridRow, store: Store, siblings: Siblings, place: number, heading: Group): void {
  const { element } = grid;
  for (const name of ["kind", "health"]) delete element.dataset[name];
  element.removeAttribute("data-critical");
  element.style.setProperty("--level", "0");
  const current = paintPlace(grid, store, siblings, place);
  element.tabIndex = current && !store.editable ? 0 : -1;
  grid.cells.forEach((cell) => {
    cell.element.tabIndex = current && store.editable && cell.column.key === store.column ? 0 : -1;
    for (const name of ["data-range", "data-pending"]) cell.element.removeAttribute(name);
    if (store.editable) cell.element.setAttribute("aria-readonly", "true");
  });
  for (const { node, column } of grid.texts) node.data = sumText(store, heading, column.key);
  grid.link.hidden = grid.shape.hidden = true;
  grid.name.hidden = false;
  const title = `${heading.title} (${heading.lines.length.toLocaleString()})`;
  element.title = title;
  setText(grid.name, title);
}

/** Where the plan can be edited, the keyboard is in a cell, not in a row. */
function paintCells(grid: GridRow, store: Store, row: number, current: boolean): void {
  const from = grid.cells.findIndex(({ column }) => column.key === (store.anchorColumn ?? store.column));
  const to = grid.cells.findIndex(({ column }) => column.key === store.column);
  const several = store.anchor >= 0 || store.anchorColumn !== null;
  const inRows = several && store.isSelected(grid.line);
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
  if (linked) grid.link.href = `/c/${Math.abs(tasks.id[row]!)}/`;
  grid.shape.hidden = !tasks.health[row];
}
