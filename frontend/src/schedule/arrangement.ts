// How table and drawing share the page: panes, columns, widths, the scale, and paper instead of the screen.
import { oncePerFrame, setText } from "../lib/dom.ts";
import { chosenKeys, fittingColumns, fullWidth, withColumn, type Chosen } from "./columns.ts";
import { extentOf, fittingScale, padded, type Extent } from "./extent.ts";
import { isOffered } from "./confidence.ts";
import type { Painter } from "./painter.ts";
import { keepPreferences, readPreferences, type Panes, type Preferences } from "./preferences.ts";
import type { Skeleton } from "./skeleton.ts";
import { Splitter, tableWidth } from "./splitter.ts";
import type { Store } from "./store.ts";
import { TimeScale } from "./timescale.ts";
import type { Viewport } from "./viewport.ts";

/** As many rows as a print-out shows at most: some forty pages. */
const MOST_PRINTED = 1500;
/** A landscape page, in CSS pixels. */
const PAPER_WIDTH = 1040;
/** What part of the page the table takes of its own accord. */
const MOST_TABLE = 0.75;

export class Arrangement {
  readonly preferences: Preferences;
  private readonly splitter: Splitter;
  private drawingLeft = 0;
  readonly renderSoon = oncePerFrame(() => this.render());
  private beforePrint: { scale: TimeScale; left: number; top: number } | null = null;

  constructor(
    private readonly store: Store,
    private readonly parts: Skeleton,
    private readonly port: Viewport,
    private readonly painter: Painter,
    public extent: Extent,
    /** Called when sizes or panes are other than before. */
    private readonly arranged: () => void,
  ) {
    this.preferences = readPreferences(store.mode);
    store.showsRanges = this.preferences.ranges;
    store.showsSure = this.preferences.sure && isOffered(store);
    this.splitter = new Splitter(tableWidth, () => port.gridLimits(), (width) => this.change({ gridWidth: width }));
    parts.main.append(this.splitter.element);
  }

  /** Follows paper and the sizes that window and style sheet give, until the signal. */
  listen(signal: AbortSignal): void {
    window.addEventListener("beforeprint", () => this.print(true), { signal });
    window.addEventListener("afterprint", () => this.print(false), { signal });
    const sizes = new ResizeObserver(() => {
      // Paper has its own width; the screen's returns with afterprint.
      if (this.printing) return;
      this.measure();
      this.layout();
      this.renderSoon();
    });
    sizes.observe(this.parts.scroller);
    sizes.observe(this.parts.probe);
    signal.addEventListener("abort", () => sizes.disconnect());
  }

  get printing(): boolean {
    return this.beforePrint !== null;
  }

  get panes(): Panes {
    return this.printing ? "both" : this.preferences.panes;
  }

  /** What the reader wants otherwise from now on. */
  change(change: Partial<Preferences>): void {
    const { scroller } = this.parts;
    const left = this.preferences.panes === "table" ? this.drawingLeft : scroller.scrollLeft;
    Object.assign(this.preferences, change);
    keepPreferences(this.store.mode, this.preferences);
    this.layout();
    // The table scrolls sideways by itself; the drawing finds its place again.
    this.drawingLeft = left;
    if (change.panes) scroller.scrollLeft = change.panes === "table" ? 0 : left;
    this.render();
  }

  /** Draws how far estimates reach, or no more. */
  showRanges(ranges: boolean): void {
    this.store.showsRanges = ranges;
    this.painter.repaintDrawing();
    this.change({ ranges });
  }

  /** Draws how sure each finish is, or no more; what that says is asked for then. */
  showSure(sure: boolean): void {
    this.store.showsSure = sure;
    this.grow();
    this.painter.repaintDrawing();
    this.change({ sure });
    this.arranged();
  }

  chosenKeys(): string[] {
    return chosenKeys(this.store, this.preferences);
  }

  /** The table becomes wider for it, as far as the drawing can do with less; where that is not enough, it stands before others. */
  addColumn(key: string): void {
    const { store, port, preferences } = this;
    const chosen: Chosen = { columns: [...this.chosenKeys(), key], widths: preferences.widths };
    const wanted = Math.min(fullWidth(store, chosen) * port.typeZoom, port.whole * MOST_TABLE);
    const gridWidth = Math.max(port.gridWidth, Math.round(wanted));
    const { most } = port.gridLimits();
    const shown = this.panes === "both" ? Math.min(gridWidth, most) : Math.max(port.width, fullWidth(store, chosen) * port.typeZoom);
    this.change({ columns: withColumn(store, shown / port.typeZoom, preferences, key), gridWidth });
  }

  removeColumn(key: string): void {
    this.change({ columns: this.chosenKeys().filter((each) => each !== key) });
  }

  moveColumn(key: string, by: number): void {
    const columns = this.chosenKeys();
    const at = columns.indexOf(key);
    const to = Math.min(columns.length - 1, Math.max(0, at + by));
    columns.splice(to, 0, ...columns.splice(at, 1));
    this.change({ columns });
  }

  setWidth(key: string, width: number): void {
    this.change({ widths: { ...this.preferences.widths, [key]: width } });
  }

  /** The name takes what the others leave: beside the drawing the table gets wider or narrower by as much. */
  setNameWidth(width: number): void {
    const { typeZoom } = this.port;
    const widths = { ...this.preferences.widths, name: width };
    const others = this.painter.columns.reduce((sum, column) => sum + (column.key === "name" ? 0 : column.width), 0);
    this.change(this.panes === "both" ? { widths, gridWidth: Math.ceil((others + width) * typeZoom) } : { widths });
  }

  measure(): void {
    const { rowsChanged, typeChanged } = this.port.measure(this.painter.header.element);
    if (typeChanged) this.painter.columns = [];
    if (rowsChanged) this.painter.repaint();
  }

  layout(): void {
    const { root, canvas, grid, gridRows, lanes } = this.parts;
    const { panes, port } = this;
    root.dataset["panes"] = panes;
    port.gridWidth = this.gridWidth();
    this.painter.setColumns(fittingColumns(this.store, port.gridWidth / port.typeZoom, this.preferences));
    if (panes !== "table") port.scale = port.scale.filling(port.drawingWidth);
    const rows = this.store.visible.length;
    root.style.setProperty("--grid-width", `${port.gridWidth}px`);
    root.style.setProperty("--view-width", `${port.width}px`);
    canvas.style.width = panes === "table" ? `${port.gridWidth}px` : `${port.gridWidth + port.scale.width}px`;
    gridRows.style.height = lanes.style.height = `${rows * port.rowHeight}px`;
    grid.setAttribute("aria-rowcount", String(rows + 1));
    // Rows that are gone still stand where they stood: the browser would let the page stay scrolled to them.
    const most = Math.max(0, rows * port.rowHeight - port.room);
    if (!this.printing && this.parts.scroller.scrollTop > most) this.parts.scroller.scrollTop = most;
    this.sayNoRows(rows);
    this.splitter.element.hidden = panes !== "both";
    this.splitter.place();
    this.arranged();
  }

  render(): void {
    const { scroller } = this.parts;
    const rows = this.store.visible.length;
    const seen = this.printing
      ? { top: 0, left: 0, room: Math.min(rows, MOST_PRINTED) * this.port.rowHeight }
      : { top: scroller.scrollTop, left: scroller.scrollLeft, room: this.port.room };
    this.painter.render(seen, this.panes);
  }

  /** `anchor`: the place in the drawing, in pixels from its left edge in view, that keeps its date. */
  setScale(scale: TimeScale, anchor: number): void {
    const { scroller } = this.parts;
    const minute = this.port.scale.minuteAt(scroller.scrollLeft + anchor);
    this.port.scale = scale;
    this.layout();
    this.painter.repaintDrawing();
    scroller.scrollLeft = scale.x(minute) - anchor;
    this.render();
  }

  get pixelsPerDay(): number {
    return this.port.scale.pixelsPerDay;
  }

  zoom(factor: number, anchor = this.port.drawingWidth / 2): void {
    this.zoomTo(this.port.scale.pixelsPerDay * factor, anchor);
  }

  zoomTo(pixelsPerDay: number, anchor = this.port.drawingWidth / 2): void {
    this.setScale(fittingScale(this.store, this.extent, this.port.drawingWidth).zoomed(pixelsPerDay), anchor);
  }

  fit(): void {
    this.setScale(fittingScale(this.store, this.extent, this.port.drawingWidth), 0);
  }

  /** Dates may lie outside of what was drawn so far: the drawing grows, and shows the same days as before. */
  grow(): void {
    const now = extentOf(this.store);
    if (!now || (now.start >= this.extent.start && now.finish <= this.extent.finish)) return;
    this.extent = { start: Math.min(now.start, this.extent.start), finish: Math.max(now.finish, this.extent.finish) };
    const { start, finish } = padded(this.extent);
    this.setScale(new TimeScale(start, finish, this.port.scale.pixelsPerDay), 0);
  }

  /** Paper gets all rows at a scale that fits it; afterwards the screen is as it was. */
  private print(printing: boolean): void {
    const { scroller, root } = this.parts;
    root.toggleAttribute("data-printing", printing);
    if (printing) {
      this.beforePrint = { scale: this.port.scale, left: scroller.scrollLeft, top: scroller.scrollTop };
      this.port.width = PAPER_WIDTH;
      this.layout();
      this.fit();
    } else if (this.beforePrint) {
      const { scale, left, top } = this.beforePrint;
      this.beforePrint = null;
      this.measure();
      this.setScale(scale, 0);
      scroller.scrollTo(left, top);
      this.render();
    }
  }

  private gridWidth(): number {
    const { panes, port } = this;
    if (panes === "drawing") return 0;
    if (panes === "table") return Math.max(port.width, fullWidth(this.store, this.preferences) * port.typeZoom);
    const { least, most } = port.gridLimits();
    return Math.round(Math.min(most, Math.max(least, this.preferences.gridWidth ?? port.usualGridWidth(fullWidth(this.store, this.preferences) * port.typeZoom))));
  }

  private sayNoRows(rows: number): void {
    const { noRows, gridRows } = this.parts;
    noRows.hidden = rows > 0;
    const why = this.store.count ? "No row is like that. Clear the filter to see them all." : "No tasks yet. Add the first one with the button above, or paste rows from a spreadsheet.";
    setText(noRows, rows > 0 ? "" : why);
    if (this.store.editable) gridRows.tabIndex = rows > 0 ? -1 : 0;
  }
}
