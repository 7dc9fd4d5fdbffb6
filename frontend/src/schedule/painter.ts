// What is drawn: rows of the table, lanes, links, time header and overview, as far as they are in view.
import { rangeInView, VirtualRows, type Range } from "../lib/virtual-rows.ts";
import { Backdrop } from "./backdrop.ts";
import { makeLane, paintChevron, paintLane, type Lane } from "./bar-rows.ts";
import { columnTracks, headRow } from "./column-heads.ts";
import type { Column } from "./columns.ts";
import { makeGridRow, paintGridRow, type GridRow } from "./grid-rows.ts";
import { LinksLayer } from "./links-layer.ts";
import { Minimap } from "./minimap.ts";
import type { Panes } from "./preferences.ts";
import { Siblings } from "./siblings.ts";
import type { Skeleton } from "./skeleton.ts";
import type { Store } from "./store.ts";
import { TimeHeader, type Flag } from "./time-header.ts";
import type { Viewport } from "./viewport.ts";

const OVERSCAN = 6;

/** The part of the whole that is drawn: the scroll position, and the height of the rows in view. */
export interface Seen {
  top: number;
  left: number;
  room: number;
}

export class Painter {
  columns: Column[] = [];
  readonly header: TimeHeader;
  readonly minimap: Minimap;
  private readonly backdrop: Backdrop;
  private readonly links: LinksLayer;
  private readonly gridRows: VirtualRows<GridRow>;
  private readonly lanes: VirtualRows<Lane>;
  private readonly shownBy = new WeakMap<Element, GridRow | Lane>();
  private drawnLinks = "";

  constructor(
    private readonly store: Store,
    private readonly parts: Skeleton,
    private readonly port: Viewport,
    flags: Flag[],
  ) {
    this.header = new TimeHeader(flags);
    this.backdrop = new Backdrop(store.payload.nonworking, flags);
    this.links = new LinksLayer(store, store.mode);
    this.minimap = new Minimap(store, (x, y) => port.centerOn(x, y));
    const siblings = new Siblings(store);
    this.gridRows = this.recycled(
      parts.gridRows,
      () => makeGridRow(this.columns),
      (row, place) => paintGridRow(row, store, siblings, place, port.rowHeight),
    );
    this.lanes = this.recycled(parts.lanes, makeLane, (lane, place) => paintLane(lane, store, port.scale, place, port.rowHeight));
    parts.drawing.prepend(this.header.element, this.backdrop.element);
    parts.lanes.prepend(this.links.element);
    parts.root.append(this.minimap.element);
  }

  lineUnder(element: Element): number {
    const shown = element.closest(".sch-row, .sch-lane");
    return (shown && this.shownBy.get(shown)?.line) ?? -1;
  }

  rowElement(line: number): HTMLElement | null {
    return this.gridRows.shown.get(this.store.position[line]!)?.element ?? null;
  }

  cell(line: number, column: string): HTMLElement | null {
    const shown = this.gridRows.shown.get(this.store.position[line]!);
    return shown?.cells.find((cell) => cell.column.key === column)?.element ?? null;
  }

  /** The dependency drawn at a place of the screen, -1 for none. */
  linkAt(x: number, y: number): number {
    const { left, top } = this.parts.lanes.getBoundingClientRect();
    return this.links.at(x - left, y - top);
  }

  setColumns(columns: Column[]): void {
    const keys = (all: Column[]): string => all.map(({ key, label }) => `${key} ${label}`).join();
    const same = keys(columns) === keys(this.columns);
    this.columns = columns;
    const { root, grid, gridHead } = this.parts;
    root.style.setProperty("--tracks", columnTracks(columns, this.port.typeZoom));
    if (same) return;
    grid.setAttribute("aria-colcount", String(columns.length));
    gridHead.replaceChildren(headRow(columns));
    for (const row of this.gridRows.clear()) row.element.remove();
  }

  /** What the places stand for has changed. */
  repaint(): void {
    this.gridRows.repaint();
    this.repaintDrawing();
  }

  repaintDrawing(): void {
    this.lanes.repaint();
    this.drawnLinks = "";
  }

  render(seen: Seen, panes: Panes): void {
    const { gridRows } = this.parts;
    const count = this.store.visible.length;
    const near = rangeInView(seen.top, seen.room, this.port.rowHeight, count, OVERSCAN);
    const focused = gridRows.contains(document.activeElement) ? document.activeElement?.closest(".sch-row") : null;
    const focusedLine = focused ? this.shownBy.get(focused)?.line : undefined;
    this.gridRows.pinned = focusedLine === undefined ? -1 : this.store.position[focusedLine]!;
    if (panes !== "drawing") this.gridRows.show(near, count);
    if (panes !== "table") this.draw(near, seen);
  }

  private draw(near: Range, { top, left, room }: Seen): void {
    const { store } = this;
    const { scale, rowHeight } = this.port;
    const right = left + this.port.drawingWidth;
    this.lanes.show(near, store.visible.length);
    this.header.draw(scale, left, right);
    this.backdrop.draw(scale, left, right, room);
    for (const lane of this.lanes.shown.values()) paintChevron(lane, store, left, right);
    const rows = rangeInView(top, room, rowHeight, store.visible.length);
    const key = `${rows.first} ${rows.end} ${left} ${right}`;
    if (key !== this.drawnLinks) {
      this.drawnLinks = key;
      this.links.draw(scale, { ...rows, from: scale.minuteAt(left), to: scale.minuteAt(right) }, rowHeight);
    }
    const whole = Math.max(1, store.visible.length * rowHeight);
    this.minimap.show(scale, { left: left / scale.width, top: top / whole, width: (right - left) / scale.width, height: room / whole }, this.port.width);
  }

  /** Recycled elements of one half of the rows, each known by what it shows. */
  private recycled<Row extends GridRow | Lane>(home: HTMLElement, make: () => Row, paint: (row: Row, place: number) => void): VirtualRows<Row> {
    return new VirtualRows<Row>(
      () => {
        const row = make();
        this.shownBy.set(row.element, row);
        home.append(row.element);
        return row;
      },
      (row, place) => {
        row.element.hidden = false;
        paint(row, place);
      },
      (row) => (row.element.hidden = true),
    );
  }
}
