// Puts the parts together and keeps them in step with the store and the scroll position. Nothing here computes dates.
import { oncePerFrame, setText } from "../lib/dom.ts";
import { wallClockNow } from "../lib/dates.ts";
import { onThemeChange } from "../lib/theme.ts";
import { rangeInView, VirtualRows } from "../lib/virtual-rows.ts";
import { Backdrop } from "./backdrop.ts";
import { makeLane, paintChevron, paintLane, type Lane } from "./bar-rows.ts";
import { fittingColumns, fullWidth, type Column, type Mode } from "./columns.ts";
import { Details } from "./details.ts";
import { extentOf, fittingScale, openingScale, type Extent } from "./extent.ts";
import { columnTracks, headRow, makeGridRow, paintGridRow, type GridRow } from "./grid-rows.ts";
import { handleKey } from "./keyboard.ts";
import { LinksLayer } from "./links-layer.ts";
import { Minimap } from "./minimap.ts";
import { keepPreferences, readPreferences, type Panes } from "./preferences.ts";
import { buildSkeleton } from "./skeleton.ts";
import { Splitter } from "./splitter.ts";
import type { Change, Store } from "./store.ts";
import { TimeHeader, type Flag } from "./time-header.ts";
import type { TimeScale } from "./timescale.ts";
import { Toolbar } from "./toolbar.ts";
import { Tooltip } from "./tooltip.ts";

const OVERSCAN = 6;
/** As many rows as a print-out shows at most: some forty pages. */
const MOST_PRINTED = 1500;
const NARROW = 620;
/** Width of the probe, 80 em, at the type size that column widths are given for. */
const PROBE_WIDTH = 1000;

export class ScheduleView {
  readonly parts;
  private readonly toolbar: Toolbar;
  private readonly details: Details;
  private readonly tooltip: Tooltip;
  private readonly splitter: Splitter;
  private readonly minimap: Minimap;
  private readonly header: TimeHeader;
  private readonly backdrop: Backdrop;
  private readonly links: LinksLayer;
  private readonly gridRows: VirtualRows<GridRow>;
  private readonly lanes: VirtualRows<Lane>;
  private readonly rowOf = new WeakMap<Element, GridRow | Lane>();
  private readonly preferences;
  private readonly hidden: Set<string>;
  private readonly extent: Extent;
  private readonly now: number;
  private readonly end = new AbortController();
  private readonly undo: (() => void)[] = [];
  private readonly later = oncePerFrame(() => this.render());

  private columns: Column[] = [];
  private scale: TimeScale;
  private rowHeight = 28;
  private typeZoom = 1;
  private headHeight = 44;
  private width = 0;
  private height = 0;
  private gridWidth = 0;
  private printing = false;
  private drawnLinks = "";

  constructor(
    readonly store: Store,
    readonly mode: Mode,
  ) {
    this.preferences = readPreferences(mode);
    this.hidden = new Set(this.preferences.hidden);
    const today = wallClockNow();
    this.now = store.payload.status_date ?? today;
    this.extent = extentOf(store) ?? { start: this.now, finish: this.now + 30 * 1440 };
    this.scale = openingScale(this.store, this.extent, 800, mode);

    this.parts = buildSkeleton(store.payload.component.name, mode);
    const { root, main, drawing, lanes } = this.parts;
    const flags: Flag[] = [{ minute: today, text: "Today", kind: "today" }];
    if (store.payload.status_date !== null) flags.push({ minute: store.payload.status_date, text: "Status", kind: "status" });
    this.header = new TimeHeader(flags);
    this.backdrop = new Backdrop(store.payload.nonworking, flags);
    this.links = new LinksLayer(store);
    this.gridRows = this.makeGrid();
    this.lanes = this.makeLanes();
    this.toolbar = new Toolbar(this.controls(), this.hidden);
    this.details = new Details(store, (row) => this.jumpTo(row));
    this.tooltip = new Tooltip(store);
    this.splitter = new Splitter(() => this.gridLimits(), (width) => this.setGridWidth(width));
    this.minimap = new Minimap(store, (x, y) => this.centerOn(x, y));
    drawing.prepend(this.header.element, this.backdrop.element);
    lanes.prepend(this.links.element);
    main.append(this.splitter.element, this.details.element, this.tooltip.element);
    root.prepend(this.toolbar.element);
    root.append(this.minimap.element);
  }

  /** To be called once the element stands in the document and has a size. */
  start(taskId: number | null): void {
    this.measure();
    this.layout();
    this.setScale(openingScale(this.store, this.extent, this.drawingWidth(), this.mode), 0);
    this.listen();
    const row = taskId === null ? -1 : this.store.payload.tasks.id.indexOf(taskId);
    if (row >= 0) this.jumpTo(row);
    else this.goToOpening();
    this.render();
  }

  stop(): void {
    this.end.abort();
    for (const undo of this.undo) undo();
  }

  /** Keyboard: selects, brings the row into view and puts the focus on it. */
  moveTo(row: number): void {
    this.store.select(row);
    this.scrollToRow(row);
    this.render();
    this.gridRows.shown.get(this.store.position[row]!)?.element.focus({ preventScroll: true });
  }

  /** Everything else: selects and brings row and bar into view, the focus stays where it is. */
  jumpTo(row: number): void {
    this.store.select(row);
    this.scrollToRow(row);
    this.scrollToBar(row);
    this.later();
  }

  zoom(factor: number, anchor = this.drawingWidth() / 2): void {
    this.setScale(this.scale.zoomed(this.scale.pixelsPerDay * factor), anchor);
  }

  private controls(): ConstructorParameters<typeof Toolbar>[0] {
    return {
      mode: this.mode,
      store: this.store,
      goTo: (row) => this.jumpTo(row),
      zoom: (factor) => this.zoom(factor),
      zoomTo: (pixelsPerDay) => this.setScale(this.scale.zoomed(pixelsPerDay), this.drawingWidth() / 2),
      fit: () => this.setScale(fittingScale(this.store, this.extent, this.drawingWidth()), 0),
      goToNow: () => this.goToNow(),
      setPanes: (panes) => this.arrange({ panes }),
      setHidden: (key, hidden) => {
        if (hidden) this.hidden.add(key);
        else this.hidden.delete(key);
        this.arrange({ hidden: [...this.hidden] });
      },
    };
  }

  private makeGrid(): VirtualRows<GridRow> {
    return new VirtualRows<GridRow>(
      () => {
        const row = makeGridRow(this.columns);
        this.rowOf.set(row.element, row);
        this.parts.gridRows.append(row.element);
        return row;
      },
      (row, place) => {
        row.element.hidden = false;
        paintGridRow(row, this.store, place, this.rowHeight);
      },
      (row) => (row.element.hidden = true),
    );
  }

  private makeLanes(): VirtualRows<Lane> {
    return new VirtualRows<Lane>(
      () => {
        const lane = makeLane();
        this.rowOf.set(lane.element, lane);
        this.parts.lanes.append(lane.element);
        return lane;
      },
      (lane, place) => {
        lane.element.hidden = false;
        paintLane(lane, this.store, this.scale, place, this.rowHeight);
      },
      (lane) => (lane.element.hidden = true),
    );
  }

  // Listening

  private listen(): void {
    const { scroller, gridRows, probe } = this.parts;
    const { signal } = this.end;
    this.undo.push(this.store.listen((change) => this.react(change)));
    this.undo.push(
      onThemeChange(() => {
        this.minimap.forget();
        this.later();
      }),
    );
    scroller.addEventListener("scroll", this.later, { passive: true, signal });
    scroller.addEventListener("wheel", (event) => this.wheel(event), { passive: false, signal });
    scroller.addEventListener("click", (event) => this.click(event), { signal });
    scroller.addEventListener("dblclick", (event) => this.doubleClick(event), { signal });
    scroller.addEventListener("pointermove", (event) => this.hover(event), { passive: true, signal });
    scroller.addEventListener("pointerleave", () => this.hover(null), { signal });
    gridRows.addEventListener("keydown", (event) => this.key(event), { signal });
    this.parts.root.addEventListener("keydown", (event) => this.keyOutside(event), { signal });
    window.addEventListener("beforeprint", () => this.print(true), { signal });
    window.addEventListener("afterprint", () => this.print(false), { signal });
    const sizes = new ResizeObserver(() => {
      // Paper has its own width; the screen's returns with afterprint.
      if (this.printing) return;
      this.measure();
      this.layout();
      this.later();
    });
    sizes.observe(scroller);
    sizes.observe(probe);
    this.undo.push(() => sizes.disconnect());
  }

  private react(change: Change): void {
    if (change === "rows") this.rowsChanged();
    else if (change === "details") this.showDetails();
    else if (change === "selection") {
      this.gridRows.repaint();
      this.lanes.repaint();
      this.drawnLinks = "";
      if (this.store.detailsOpen) this.details.show();
    }
    this.later();
  }

  private rowsChanged(): void {
    const hadFocus = this.parts.gridRows.contains(document.activeElement);
    this.layout();
    this.render();
    this.gridRows.repaint();
    this.lanes.repaint();
    this.drawnLinks = "";
    const place = this.store.selected >= 0 ? this.store.position[this.store.selected]! : 0;
    if (hadFocus) this.gridRows.shown.get(place)?.element.focus({ preventScroll: true });
  }

  private showDetails(): void {
    const inside = this.details.element.contains(document.activeElement);
    this.details.show();
    // Closing must not drop the focus into nowhere.
    if (inside && !this.store.detailsOpen && this.store.selected >= 0) this.moveTo(this.store.selected);
  }

  private target(): Parameters<typeof handleKey>[1] {
    return {
      store: this.store,
      rowsPerPage: () => Math.max(1, Math.floor((this.height - this.headHeight) / this.rowHeight) - 1),
      goTo: (row) => this.moveTo(row),
      zoom: (factor) => this.zoom(factor),
      focusFind: () => this.toolbar.focusFind(),
    };
  }

  private key(event: KeyboardEvent): void {
    if (event.target instanceof Element && event.target.matches(".sch-row")) handleKey(event, this.target());
  }

  private keyOutside(event: KeyboardEvent): void {
    if (event.defaultPrevented) return;
    const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
    if ((event.ctrlKey || event.metaKey) && event.key === "f" && !typing) {
      event.preventDefault();
      this.toolbar.focusFind();
    } else if (event.key === "Escape" && !typing && this.store.detailsOpen) this.store.showDetails(false);
  }

  private under(event: Event): GridRow | Lane | undefined {
    const element = event.target instanceof Element ? event.target.closest(".sch-row, .sch-lane") : null;
    return element ? this.rowOf.get(element) : undefined;
  }

  private click(event: MouseEvent): void {
    const found = this.under(event);
    if (!found || !(event.target instanceof Element) || event.target.closest("a")) return;
    const { row } = found;
    if (event.target.closest(".sch-twisty")) this.store.setCollapsed(row, !this.store.isCollapsed(row));
    else if (event.target.closest(".sch-chevron")) this.jumpTo(row);
    else if ("twisty" in found) this.moveTo(row);
    else this.store.select(row);
  }

  private doubleClick(event: MouseEvent): void {
    const found = this.under(event);
    if (found && event.target instanceof Element && !event.target.closest("a, .sch-twisty, .sch-chevron")) this.store.showDetails(true);
  }

  private hover(event: PointerEvent | null): void {
    const bar = event?.pointerType === "mouse" && event.target instanceof Element ? event.target.closest(".sch-bar, .sch-label") : null;
    const found = event && bar ? this.under(event) : undefined;
    if (event && found) this.tooltip.show(found.row, event.clientX, event.clientY);
    else this.tooltip.hide();
  }

  private wheel(event: WheelEvent): void {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const left = this.parts.scroller.getBoundingClientRect().left + this.gridWidth;
    this.zoom(Math.exp(-Math.max(-60, Math.min(60, event.deltaY)) / 120), Math.max(0, event.clientX - left));
  }

  // Geometry

  private panes(): Panes {
    return this.printing ? "both" : this.preferences.panes;
  }

  private drawingWidth(): number {
    return Math.max(100, this.width - this.gridWidth);
  }

  private gridLimits(): { least: number; most: number; now: number } {
    const least = this.width < NARROW ? 100 : 160;
    return { least, most: Math.max(least, this.width - 90), now: this.gridWidth };
  }

  private measure(): void {
    const { scroller, probe } = this.parts;
    const rowHeight = probe.offsetHeight || 28;
    const typeZoom = probe.offsetWidth / PROBE_WIDTH || 1;
    if (typeZoom !== this.typeZoom) {
      this.typeZoom = typeZoom;
      this.columns = [];
    }
    if (rowHeight !== this.rowHeight) {
      this.rowHeight = rowHeight;
      this.gridRows.repaint();
      this.lanes.repaint();
      this.drawnLinks = "";
    }
    this.width = scroller.clientWidth;
    this.height = scroller.clientHeight;
    this.headHeight = this.header.element.offsetHeight || this.headHeight;
  }

  private arrange(change: Partial<typeof this.preferences>): void {
    Object.assign(this.preferences, change);
    keepPreferences(this.mode, this.preferences);
    this.layout();
    this.render();
  }

  private setGridWidth(width: number): void {
    this.arrange({ gridWidth: width });
  }

  private wantedGridWidth(): number {
    const panes = this.panes();
    if (panes === "drawing") return 0;
    if (panes === "table") return Math.max(this.width, fullWidth(this.mode, this.hidden) * this.typeZoom);
    const { least, most } = this.gridLimits();
    const usual = this.width < NARROW ? 136 : Math.min(580 * this.typeZoom, this.width * 0.44);
    return Math.round(Math.min(most, Math.max(least, this.preferences.gridWidth ?? usual)));
  }

  private layout(): void {
    const { root, canvas, grid, gridRows, lanes, noRows } = this.parts;
    const panes = this.panes();
    root.dataset["panes"] = panes;
    this.gridWidth = this.wantedGridWidth();
    const columns = fittingColumns(this.mode, this.gridWidth / this.typeZoom, this.hidden);
    if (columns.map(({ key }) => key).join() !== this.columns.map(({ key }) => key).join()) this.setColumns(columns);
    const rows = this.store.visible.length;
    root.style.setProperty("--grid-width", `${this.gridWidth}px`);
    root.style.setProperty("--view-width", `${this.width}px`);
    canvas.style.width = panes === "table" ? `${this.gridWidth}px` : `${this.gridWidth + this.scale.width}px`;
    gridRows.style.height = lanes.style.height = `${rows * this.rowHeight}px`;
    grid.setAttribute("aria-rowcount", String(rows + 1));
    noRows.hidden = rows > 0;
    setText(noRows, rows > 0 ? "" : "No row is critical here. Turn off \u201cCritical only\u201d to see them all.");
    this.splitter.element.hidden = panes !== "both";
    this.splitter.place();
  }

  private setColumns(columns: Column[]): void {
    this.columns = columns;
    const { root, grid, gridHead } = this.parts;
    root.style.setProperty("--tracks", columnTracks(columns, this.typeZoom));
    grid.setAttribute("aria-colcount", String(columns.length));
    gridHead.replaceChildren(headRow(columns));
    for (const row of this.gridRows.clear()) row.element.remove();
  }

  /** `anchor`: the place in the drawing, in pixels from its left edge in view, that keeps its date. */
  private setScale(scale: TimeScale, anchor: number): void {
    const { scroller } = this.parts;
    const minute = this.scale.minuteAt(scroller.scrollLeft + anchor);
    this.scale = scale;
    this.layout();
    this.lanes.repaint();
    this.drawnLinks = "";
    scroller.scrollLeft = scale.x(minute) - anchor;
    this.render();
  }

  private scrollToRow(row: number): void {
    const { scroller } = this.parts;
    const top = this.store.position[row]! * this.rowHeight;
    const room = this.height - this.headHeight;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (top + this.rowHeight > scroller.scrollTop + room) scroller.scrollTop = top + this.rowHeight - room;
  }

  private scrollToBar(row: number): void {
    const start = this.store.start[row]!;
    if (Number.isNaN(start)) return;
    const { scroller } = this.parts;
    const [left, right] = [this.scale.x(start), this.scale.x(this.store.finish[row]!)];
    const room = this.drawingWidth();
    if (left >= scroller.scrollLeft + 20 && right <= scroller.scrollLeft + room - 60) return;
    scroller.scrollLeft = right - left > room * 0.8 ? left - 24 : left - (room - (right - left)) / 3;
  }

  private goToOpening(): void {
    const first = this.store.visible.find((row) => !Number.isNaN(this.store.start[row]!));
    if (first !== undefined) this.parts.scroller.scrollLeft = this.scale.x(this.store.start[first]!) - 24;
  }

  /** The status date a third into the drawing, and the first row that is being worked on then. */
  private goToNow(): void {
    const { scroller } = this.parts;
    scroller.scrollLeft = this.scale.x(this.now) - this.drawingWidth() / 3;
    const { store } = this;
    const row = store.visible.find((at) => !store.isParent(at) && store.start[at]! <= this.now && store.finish[at]! > this.now);
    if (row !== undefined) scroller.scrollTop = (store.position[row]! - 2) * this.rowHeight;
    this.later();
  }

  private centerOn(x: number, y: number): void {
    const { scroller } = this.parts;
    scroller.scrollLeft = x * this.scale.width - this.drawingWidth() / 2;
    scroller.scrollTop = y * this.store.visible.length * this.rowHeight - (this.height - this.headHeight) / 2;
  }

  private print(printing: boolean): void {
    this.printing = printing;
    this.parts.root.toggleAttribute("data-printing", printing);
    if (printing) {
      this.width = 1040;
      this.layout();
      this.setScale(fittingScale(this.store, this.extent, this.drawingWidth()), 0);
    } else {
      this.measure();
      this.layout();
      this.setScale(openingScale(this.store, this.extent, this.drawingWidth(), this.mode), 0);
    }
  }

  // Drawing

  private render(): void {
    const { scroller, gridRows } = this.parts;
    const { store, scale, rowHeight } = this;
    const count = store.visible.length;
    const top = this.printing ? 0 : scroller.scrollTop;
    const left = this.printing ? 0 : scroller.scrollLeft;
    const room = this.printing ? Math.min(count, MOST_PRINTED) * rowHeight : this.height - this.headHeight;
    const near = rangeInView(top, room, rowHeight, count, OVERSCAN);
    const focused = gridRows.contains(document.activeElement) ? document.activeElement?.closest(".sch-row") : null;
    const focusedRow = focused ? this.rowOf.get(focused)?.row : undefined;
    this.gridRows.pinned = focusedRow === undefined ? -1 : store.position[focusedRow]!;
    const panes = this.panes();
    if (panes !== "drawing") this.gridRows.show(near, count);
    if (panes !== "table") this.draw(near, top, left, room);
    this.toolbar.show(scale.pixelsPerDay, panes);
  }

  private draw(near: { first: number; end: number }, top: number, left: number, room: number): void {
    const { store, scale, rowHeight } = this;
    const right = left + this.drawingWidth();
    this.lanes.show(near, store.visible.length);
    this.header.draw(scale, left, right);
    this.backdrop.draw(scale, left, right, room);
    for (const lane of this.lanes.shown.values()) paintChevron(lane, store, left, right);
    const seen = rangeInView(top, room, rowHeight, store.visible.length);
    const key = `${seen.first} ${seen.end} ${left} ${right}`;
    if (key !== this.drawnLinks) {
      this.drawnLinks = key;
      this.links.draw(scale, { ...seen, from: scale.minuteAt(left), to: scale.minuteAt(right) }, rowHeight);
    }
    const whole = Math.max(1, store.visible.length * rowHeight);
    this.minimap.show(scale, { left: left / scale.width, top: top / whole, width: (right - left) / scale.width, height: room / whole });
  }
}
