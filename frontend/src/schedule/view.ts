// Puts the parts together and keeps them in step with the store and the scroll position. Nothing here computes dates.
import { oncePerFrame, setText } from "../lib/dom.ts";
import { wallClockNow } from "../lib/dates.ts";
import { onThemeChange } from "../lib/theme.ts";
import { rangeInView, VirtualRows } from "../lib/virtual-rows.ts";
import { Backdrop } from "./backdrop.ts";
import { makeLane, paintChevron, paintLane, type Lane } from "./bar-rows.ts";
import { fittingColumns, fullWidth, type Column, type Mode } from "./columns.ts";
import { Details } from "./details.ts";
import { Editor } from "./edit/editor.ts";
import { extentOf, fittingScale, openingScale, padded, type Extent } from "./extent.ts";
import { columnTracks, headRow, makeGridRow, paintGridRow, type GridRow } from "./grid-rows.ts";
import { handleKey } from "./keyboard.ts";
import { LinksLayer } from "./links-layer.ts";
import { Minimap } from "./minimap.ts";
import { listenToPointer, type PointerTarget } from "./pointer.ts";
import { keepPreferences, readPreferences, type Panes } from "./preferences.ts";
import { buildSkeleton } from "./skeleton.ts";
import { Splitter } from "./splitter.ts";
import type { Change, Store } from "./store.ts";
import { TimeHeader, type Flag } from "./time-header.ts";
import { TimeScale } from "./timescale.ts";
import { Toolbar } from "./toolbar.ts";
import { Tooltip } from "./tooltip.ts";
import { Viewport } from "./viewport.ts";

const OVERSCAN = 6;
/** As many rows as a print-out shows at most: some forty pages. */
const MOST_PRINTED = 1500;
/** A landscape page, in CSS pixels. */
const PAPER_WIDTH = 1040;

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
  private readonly editor: Editor | null;
  private extent: Extent;
  private readonly now: number;
  private readonly end = new AbortController();
  private readonly undo: (() => void)[] = [];
  private readonly later = oncePerFrame(() => this.render());

  private columns: Column[] = [];
  private readonly port: Viewport;
  private beforePrint: { scale: TimeScale; left: number; top: number } | null = null;
  private drawnLinks = "";
  private drawingLeft = 0;

  constructor(
    readonly store: Store,
    readonly mode: Mode,
    /** Where edits go, for a plan that can be edited. */
    edits: { url: string; csrf: string } | null = null,
  ) {
    this.preferences = readPreferences(mode);
    this.hidden = new Set(this.preferences.hidden);
    const today = wallClockNow();
    this.now = store.payload.status_date ?? today;
    this.extent = extentOf(store) ?? { start: this.now, finish: this.now + 30 * 1440 };
    this.parts = buildSkeleton(store.payload.component.name, mode, edits !== null);
    this.port = new Viewport(store, this.parts, new TimeScale(this.extent.start, this.extent.finish, 10));
    const { root, main, drawing, lanes } = this.parts;
    const flags: Flag[] = [{ minute: today, text: "Today", kind: "today" }];
    if (store.payload.status_date !== null) flags.push({ minute: store.payload.status_date, text: "Status", kind: "status" });
    this.header = new TimeHeader(flags);
    this.backdrop = new Backdrop(store.payload.nonworking, flags);
    this.links = new LinksLayer(store, mode);
    this.gridRows = this.recycled(
      this.parts.gridRows,
      () => makeGridRow(this.columns),
      (row, place) => paintGridRow(row, store, place, this.port.rowHeight),
    );
    this.lanes = this.recycled(lanes, makeLane, (lane, place) => paintLane(lane, store, this.port.scale, place, this.port.rowHeight));
    this.editor = edits && store.plan ? new Editor(this.editingHost(), edits.url, edits.csrf) : null;
    this.toolbar = new Toolbar(this.controls(), this.hidden);
    this.details = new Details(store, (row) => this.jumpTo(row));
    this.tooltip = new Tooltip(store);
    this.splitter = new Splitter(() => this.port.gridLimits(), (width) => this.setGridWidth(width));
    this.minimap = new Minimap(store, (x, y) => this.port.centerOn(x, y));
    drawing.prepend(this.header.element, this.backdrop.element);
    lanes.prepend(this.links.element);
    main.append(this.splitter.element, this.details.element, this.tooltip.element);
    root.prepend(this.toolbar.element);
    root.append(this.minimap.element);
    if (this.editor) root.append(this.editor.messages.element);
  }

  /** To be called once the element stands in the document and has a size. */
  start(taskId: number | null): void {
    this.measure();
    this.layout();
    this.setScale(openingScale(this.store, this.extent, this.port.drawingWidth, this.mode), 0);
    this.listen();
    const row = taskId === null ? -1 : this.store.payload.tasks.id.indexOf(taskId);
    if (row >= 0) this.jumpTo(row);
    else this.port.scrollToFirst();
    this.render();
  }

  stop(): void {
    this.editor?.stop();
    this.end.abort();
    for (const undo of this.undo) undo();
  }

  /** Keyboard: selects, brings the row into view and puts the focus on it. */
  moveTo(row: number, extend = false): void {
    if (row < 0) return;
    if (extend) this.store.extendTo(row);
    else this.store.select(row);
    this.port.scrollToRow(row);
    this.render();
    this.focusRow(row);
  }

  /** The focus is in a cell where the plan can be edited, else on the row. */
  private focusRow(row: number): void {
    const shown = this.gridRows.shown.get(this.store.position[row]!);
    const cell = this.editor && shown?.cells.find(({ column }) => column.key === this.store.column);
    (cell?.element ?? shown?.element)?.focus({ preventScroll: true });
  }

  private editingHost(): ConstructorParameters<typeof Editor>[0] {
    const { scroller, gridRows, lanes } = this.parts;
    return {
      store: this.store,
      grid: gridRows,
      scroller,
      lanes,
      columns: () => this.columns,
      cell: (row, column) => {
        this.render();
        const shown = this.gridRows.shown.get(this.store.position[row]!);
        return shown?.cells.find((cell) => cell.column.key === column)?.element ?? null;
      },
      moveTo: (row, extend) => this.moveTo(row, extend),
      rowsPerPage: () => this.port.rowsPerPage,
      answered: () => this.grow(),
      rowUnder: (element) => this.rowUnder(element),
      minutesPerPixel: () => 1440 / this.port.scale.pixelsPerDay,
      xOf: (minute) => this.port.scale.x(minute),
      yOf: (row) => this.store.position[row]! * this.port.rowHeight,
      rowHeight: () => this.port.rowHeight,
    };
  }

  private rowUnder(element: Element): number {
    const shown = element.closest(".sch-row, .sch-lane");
    return (shown && this.rowOf.get(shown)?.row) ?? -1;
  }

  /** Dates may lie outside of what was drawn so far: the drawing grows, and shows the same days as before. */
  private grow(): void {
    const now = extentOf(this.store);
    if (!now || (now.start >= this.extent.start && now.finish <= this.extent.finish)) return;
    this.extent = { start: Math.min(now.start, this.extent.start), finish: Math.max(now.finish, this.extent.finish) };
    const { start, finish } = padded(this.extent);
    this.setScale(new TimeScale(start, finish, this.port.scale.pixelsPerDay), 0);
  }

  /** Everything else: selects and brings row and bar into view, the focus stays where it is. */
  jumpTo(row: number): void {
    this.store.select(row);
    this.port.scrollToRow(row);
    this.port.scrollToBar(row);
    this.later();
  }

  zoom(factor: number, anchor = this.port.drawingWidth / 2): void {
    this.setScale(this.port.scale.zoomed(this.port.scale.pixelsPerDay * factor), anchor);
  }

  private controls(): ConstructorParameters<typeof Toolbar>[0] {
    return {
      mode: this.mode,
      store: this.store,
      editing: this.editor ? [this.editor.tools.element, this.editor.messages.state] : [],
      goTo: (row) => this.jumpTo(row),
      zoom: (factor) => this.zoom(factor),
      zoomTo: (pixelsPerDay) => this.setScale(this.port.scale.zoomed(pixelsPerDay), this.port.drawingWidth / 2),
      fit: () => this.setScale(fittingScale(this.store, this.extent, this.port.drawingWidth), 0),
      goToNow: () => {
        this.port.scrollToMinute(this.now);
        this.later();
      },
      setPanes: (panes) => this.arrange({ panes }),
      setHidden: (key, hidden) => {
        if (hidden) this.hidden.add(key);
        else this.hidden.delete(key);
        this.arrange({ hidden: [...this.hidden] });
      },
    };
  }

  /** Recycled elements of one half of the rows, each known by what it shows. */
  private recycled<Row extends GridRow | Lane>(home: HTMLElement, make: () => Row, paint: (row: Row, place: number) => void): VirtualRows<Row> {
    return new VirtualRows<Row>(
      () => {
        const row = make();
        this.rowOf.set(row.element, row);
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
    listenToPointer(scroller, this.pointerTarget(), signal);
    gridRows.addEventListener("keydown", (event) => this.key(event), { signal });
    this.editor?.start(signal);
    this.parts.root.addEventListener("keydown", (event) => this.keyOutside(event), { signal });
    window.addEventListener("beforeprint", () => this.print(true), { signal });
    window.addEventListener("afterprint", () => this.print(false), { signal });
    const sizes = new ResizeObserver(() => {
      // Paper has its own width; the screen's returns with afterprint.
      if (this.beforePrint) return;
      this.measure();
      this.layout();
      this.later();
    });
    sizes.observe(scroller);
    sizes.observe(probe);
    this.undo.push(() => sizes.disconnect());
  }

  private showTools(): void {
    this.toolbar.show(this.port.scale.pixelsPerDay, this.panes());
    this.editor?.tools.show();
  }

  private react(change: Change): void {
    if (change === "rows") this.rowsChanged();
    else if (change === "details") this.showDetails();
    else if (change === "selection") {
      this.repaint();
      if (this.store.detailsOpen) this.details.show();
    }
    this.showTools();
    this.later();
  }

  private rowsChanged(): void {
    const hadFocus = this.parts.gridRows.contains(document.activeElement);
    this.layout();
    this.render();
    this.repaint();
    if (this.store.detailsOpen) this.details.show();
    if (hadFocus && !this.editor?.editing) this.focusRow(this.store.selected >= 0 ? this.store.selected : (this.store.visible[0] ?? -1));
  }

  private showDetails(): void {
    const inside = this.details.element.contains(document.activeElement);
    this.parts.root.toggleAttribute("data-details", this.store.detailsOpen);
    this.details.show();
    this.measure();
    this.layout();
    if (this.store.detailsOpen && this.store.selected >= 0) this.port.scrollToRow(this.store.selected);
    // Closing must not drop the focus into nowhere.
    if (inside && !this.store.detailsOpen && this.store.selected >= 0) this.moveTo(this.store.selected);
  }

  private target(): Parameters<typeof handleKey>[1] {
    return {
      store: this.store,
      rowsPerPage: () => this.port.rowsPerPage,
      goTo: (row) => this.moveTo(row),
      zoom: (factor) => this.zoom(factor),
      focusFind: () => this.toolbar.focusFind(),
    };
  }

  private key(event: KeyboardEvent): void {
    if (!(event.target instanceof Element) || !event.target.matches(".sch-row, .sch-cell")) return;
    if (this.editor && event.altKey && event.key === "Enter") this.store.showDetails(!this.store.detailsOpen);
    else if (!this.editor?.key(event)) handleKey(event, this.target());
  }

  private keyOutside(event: KeyboardEvent): void {
    if (event.defaultPrevented) return;
    const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
    if ((event.ctrlKey || event.metaKey) && event.key === "f" && !typing) {
      event.preventDefault();
      this.toolbar.focusFind();
    } else if (event.key === "Escape" && !typing && this.store.detailsOpen) this.store.showDetails(false);
  }

  private pointerTarget(): PointerTarget {
    return {
      rowUnder: (element) => this.rowUnder(element),
      enterCell: (column, row, extend) => {
        this.store.setColumn(column, extend);
        this.moveTo(row, extend);
      },
      editCell: this.editor ? () => this.editor?.edit(null) : null,
      select: (row) => this.store.select(row),
      moveTo: (row) => this.moveTo(row),
      jumpTo: (row) => this.jumpTo(row),
      toggle: (row) => this.store.setCollapsed(row, !this.store.isCollapsed(row)),
      showDetails: () => this.store.showDetails(true),
      showTip: (row, x, y) => this.tooltip.show(row, x, y),
      hideTip: () => this.tooltip.hide(),
      zoomAt: (factor, x) => {
        const left = this.parts.scroller.getBoundingClientRect().left + this.port.gridWidth;
        this.zoom(factor, Math.max(0, x - left));
      },
    };
  }

  // Geometry

  private panes(): Panes {
    return this.beforePrint ? "both" : this.preferences.panes;
  }

  private measure(): void {
    const { rowsChanged, typeChanged } = this.port.measure(this.header.element);
    if (typeChanged) this.columns = [];
    if (rowsChanged) this.repaint();
  }

  private repaint(): void {
    this.gridRows.repaint();
    this.lanes.repaint();
    this.drawnLinks = "";
  }

  private arrange(change: Partial<typeof this.preferences>): void {
    const { scroller } = this.parts;
    const left = this.preferences.panes === "table" ? this.drawingLeft : scroller.scrollLeft;
    Object.assign(this.preferences, change);
    keepPreferences(this.mode, this.preferences);
    this.layout();
    // The table scrolls sideways by itself; the drawing finds its place again.
    this.drawingLeft = left;
    if (change.panes) scroller.scrollLeft = change.panes === "table" ? 0 : left;
    this.render();
  }

  private setGridWidth(width: number): void {
    this.arrange({ gridWidth: width });
  }

  private wantedGridWidth(): number {
    const panes = this.panes();
    if (panes === "drawing") return 0;
    if (panes === "table") return Math.max(this.port.width, fullWidth(this.mode, this.store.plan !== null, this.hidden) * this.port.typeZoom);
    const { least, most } = this.port.gridLimits();
    return Math.round(Math.min(most, Math.max(least, this.preferences.gridWidth ?? this.port.usualGridWidth())));
  }

  private layout(): void {
    const { root, canvas, grid, gridRows, lanes, noRows } = this.parts;
    const panes = this.panes();
    root.dataset["panes"] = panes;
    this.port.gridWidth = this.wantedGridWidth();
    const columns = fittingColumns(this.mode, this.store.plan !== null, this.port.gridWidth / this.port.typeZoom, this.hidden);
    if (columns.map(({ key }) => key).join() !== this.columns.map(({ key }) => key).join()) this.setColumns(columns);
    const rows = this.store.visible.length;
    root.style.setProperty("--grid-width", `${this.port.gridWidth}px`);
    root.style.setProperty("--view-width", `${this.port.width}px`);
    canvas.style.width = panes === "table" ? `${this.port.gridWidth}px` : `${this.port.gridWidth + this.port.scale.width}px`;
    gridRows.style.height = lanes.style.height = `${rows * this.port.rowHeight}px`;
    grid.setAttribute("aria-rowcount", String(rows + 1));
    noRows.hidden = rows > 0;
    const why = this.store.count ? "No row is critical here. Turn off \u201cCritical only\u201d to see them all." : "No tasks yet. Add the first one with the button above, or paste rows from a spreadsheet.";
    setText(noRows, rows > 0 ? "" : why);
    if (this.editor) gridRows.tabIndex = rows > 0 ? -1 : 0;
    this.splitter.element.hidden = panes !== "both";
    this.splitter.place();
    this.showTools();
  }

  private setColumns(columns: Column[]): void {
    this.columns = columns;
    const { root, grid, gridHead } = this.parts;
    root.style.setProperty("--tracks", columnTracks(columns, this.port.typeZoom));
    grid.setAttribute("aria-colcount", String(columns.length));
    gridHead.replaceChildren(headRow(columns));
    for (const row of this.gridRows.clear()) row.element.remove();
  }

  /** `anchor`: the place in the drawing, in pixels from its left edge in view, that keeps its date. */
  private setScale(scale: TimeScale, anchor: number): void {
    const { scroller } = this.parts;
    const minute = this.port.scale.minuteAt(scroller.scrollLeft + anchor);
    this.port.scale = scale;
    this.layout();
    this.lanes.repaint();
    this.drawnLinks = "";
    scroller.scrollLeft = scale.x(minute) - anchor;
    this.render();
  }

  /** Paper gets all rows at a scale that fits it; afterwards the screen is as it was. */
  private print(printing: boolean): void {
    const { scroller, root } = this.parts;
    root.toggleAttribute("data-printing", printing);
    if (printing) {
      this.beforePrint = { scale: this.port.scale, left: scroller.scrollLeft, top: scroller.scrollTop };
      this.port.width = PAPER_WIDTH;
      this.layout();
      this.setScale(fittingScale(this.store, this.extent, this.port.drawingWidth), 0);
    } else if (this.beforePrint) {
      const { scale, left, top } = this.beforePrint;
      this.beforePrint = null;
      this.measure();
      this.setScale(scale, 0);
      scroller.scrollTo(left, top);
      this.render();
    }
  }

  // Drawing

  private render(): void {
    const { scroller, gridRows } = this.parts;
    const { store } = this;
    const { rowHeight } = this.port;
    const count = store.visible.length;
    const top = this.beforePrint ? 0 : scroller.scrollTop;
    const left = this.beforePrint ? 0 : scroller.scrollLeft;
    const room = this.beforePrint ? Math.min(count, MOST_PRINTED) * rowHeight : this.port.room;
    const near = rangeInView(top, room, rowHeight, count, OVERSCAN);
    const focused = gridRows.contains(document.activeElement) ? document.activeElement?.closest(".sch-row") : null;
    const focusedRow = focused ? this.rowOf.get(focused)?.row : undefined;
    this.gridRows.pinned = focusedRow === undefined ? -1 : store.position[focusedRow]!;
    const panes = this.panes();
    if (panes !== "drawing") this.gridRows.show(near, count);
    if (panes !== "table") this.draw(near, top, left, room);
  }

  private draw(near: { first: number; end: number }, top: number, left: number, room: number): void {
    const { store } = this;
    const { scale, rowHeight } = this.port;
    const right = left + this.port.drawingWidth;
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
    this.minimap.show(scale, { left: left / scale.width, top: top / whole, width: (right - left) / scale.width, height: room / whole }, this.port.width);
  }
}
