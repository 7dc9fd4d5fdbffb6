// The headings of the columns: they sort, and their right borders are dragged. By keyboard: arrows go along them, Enter
// sorts, Shift with an arrow makes one wider or narrower, Alt and Shift with an arrow put it elsewhere.
import { html, setOptional } from "../lib/dom.ts";
import { WIDTHS, type Column } from "./columns.ts";
import type { Store } from "./store.ts";

const STEP = 12;

export interface HeadTarget {
  store: Store;
  columns(): Column[];
  /** The reader's type size over the usual one. */
  typeZoom(): number;
  setWidth(key: string, width: number): void;
  setNameWidth(width: number): void;
  moveColumn(key: string, by: number): void;
}

const KEYS = "Enter sorts. Shift and arrows: width. Alt, Shift and arrows: place.";

function titleOf(column: Column, note: string): string {
  return [`${column.hint}.`, note, KEYS].filter(Boolean).join(" ");
}

export function headRow(columns: Column[]): HTMLElement {
  const cells = columns.map((column, index) => {
    const cell = html(
      "div",
      { role: "columnheader", class: `sch-cell sch-${column.key}`, "aria-colindex": String(index + 1), title: titleOf(column, ""), tabindex: index ? "-1" : "0" },
      column.label,
      html("span", { class: "sch-old", hidden: "" }, " \u00b7 old"),
    );
    cell.dataset["column"] = column.key;
    if (column.numeric) cell.classList.add("sch-numeric");
    cell.append(html("span", { class: "sch-grip", "aria-hidden": "true" }));
    return cell;
  });
  return html("div", { role: "row", class: "sch-head-row", "aria-rowindex": "1" }, ...cells);
}

/** Grid tracks of head and rows: the name takes what the others leave. `zoom` is the reader's type size over the usual one. */
export function columnTracks(columns: Column[], zoom: number): string {
  return columns.map((column) => (column.key === "name" ? "minmax(0, 1fr)" : `${Math.round(column.width * zoom)}px`)).join(" ");
}

export class ColumnHeads {
  constructor(private readonly element: HTMLElement, private readonly target: HeadTarget) {}

  /** Says which column the rows are sorted by, and what is to be known of values that do not come with the plan. */
  show(): void {
    const { store } = this.target;
    const { sort } = store.wishes;
    const noted = new Map(this.target.columns().filter(({ note }) => note).map((column) => [column.key, column]));
    for (const cell of this.cells()) {
      const column = noted.get(cell.dataset["column"]!);
      if (column) {
        cell.title = titleOf(column, column.note!(store));
        cell.querySelector<HTMLElement>(".sch-old")!.hidden = !column.old?.(store);
      }
      const sorted = sort?.column === cell.dataset["column"];
      setOptional(cell, "aria-sort", sorted ? (sort!.descending ? "descending" : "ascending") : null);
    }
  }

  listen(signal: AbortSignal): void {
    this.element.addEventListener("click", (event) => {
      const cell = this.cellOf(event);
      if (cell && !(event.target as Element).closest(".sch-grip")) this.sort(cell.dataset["column"]!);
    }, { signal });
    this.element.addEventListener("keydown", (event) => this.key(event), { signal });
    this.element.addEventListener("pointerdown", (event) => this.drag(event), { signal });
  }

  private cells(): HTMLElement[] {
    return [...this.element.querySelectorAll<HTMLElement>("[role=columnheader]")];
  }

  private cellOf(event: Event): HTMLElement | null {
    return event.target instanceof Element ? event.target.closest<HTMLElement>("[role=columnheader]") : null;
  }

  /** Up, down, and back to the plan's own order. */
  private sort(column: string): void {
    const { store } = this.target;
    const { sort } = store.wishes;
    if (sort?.column !== column) store.wish({ sort: { column, descending: false } });
    else store.wish({ sort: sort.descending ? null : { column, descending: true } });
  }

  private key(event: KeyboardEvent): void {
    const cell = this.cellOf(event);
    if (!cell || event.ctrlKey || event.metaKey) return;
    const key = cell.dataset["column"]!;
    const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (!event.altKey && !event.shiftKey && (event.key === "Enter" || event.key === " ")) this.sort(key);
    else if (!by) return;
    else if (event.altKey && event.shiftKey) this.target.moveColumn(key, by);
    else if (event.shiftKey) this.setWidth(key, this.widthOf(key) + by * STEP);
    else if (!event.altKey) this.focus(this.cells().indexOf(cell) + by);
    else return;
    event.preventDefault();
    event.stopPropagation();
    if (by && event.shiftKey) this.focus(this.cells().findIndex((each) => each.dataset["column"] === key));
  }

  private focus(place: number): void {
    const cells = this.cells();
    const next = cells[Math.min(cells.length - 1, Math.max(0, place))];
    for (const cell of cells) cell.tabIndex = cell === next ? 0 : -1;
    next?.focus();
  }

  private widthOf(key: string): number {
    // The name is as wide as the others let it be.
    const name = key === "name" ? this.cells().find((cell) => cell.dataset["column"] === key) : undefined;
    if (name) return name.offsetWidth / this.target.typeZoom();
    return this.target.columns().find((column) => column.key === key)?.width ?? 0;
  }

  private setWidth(key: string, width: number): void {
    const wanted = Math.round(Math.min(WIDTHS.most, Math.max(WIDTHS.least, width)));
    if (key === "name") this.target.setNameWidth(wanted);
    else this.target.setWidth(key, wanted);
  }

  private drag(event: PointerEvent): void {
    const grip = event.target instanceof Element ? event.target.closest<HTMLElement>(".sch-grip") : null;
    const key = this.cellOf(event)?.dataset["column"];
    if (!grip || key === undefined) return;
    event.preventDefault();
    const [from, before] = [event.clientX, this.widthOf(key)];
    const done = new AbortController();
    const { signal } = done;
    window.addEventListener("pointermove", (move) => this.setWidth(key, before + (move.clientX - from) / this.target.typeZoom()), { signal });
    window.addEventListener("pointerup", () => done.abort(), { signal });
    window.addEventListener("pointercancel", () => done.abort(), { signal });
  }
}
