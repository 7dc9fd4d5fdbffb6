// Puts the parts together and keeps them in step with the store and the scroll position. Nothing here computes dates.
import { wallClockNow } from "../lib/dates.ts";
import { onThemeChange } from "../lib/theme.ts";
import { Arrangement } from "./arrangement.ts";
import { ColumnHeads } from "./column-heads.ts";
import { ConfidenceWatch, isOld } from "./confidence.ts";
import { Editor, type Edits } from "./edit/editor.ts";
import type { Tied } from "./edit/tie.ts";
import { extentOf, openingScale } from "./extent.ts";
import { HandOffWatch } from "./hand-off-watch.ts";
import { handleKey } from "./keyboard.ts";
import { LoadPane } from "./load-pane.ts";
import { Menus } from "./menus.ts";
import { Painter } from "./painter.ts";
import { PathMode } from "./path-mode.ts";
import { listenToPointer, type PointerTarget } from "./pointer.ts";
import { rowActs } from "./row-acts.ts";
import { RowMenu } from "./row-menu.ts";
import { SidePanels } from "./side-panels.ts";
import { buildSkeleton } from "./skeleton.ts";
import type { Change, Store } from "./store.ts";
import { SureBar } from "./sure-bar.ts";
import type { Flag } from "./time-header.ts";
import { TimeScale } from "./timescale.ts";
import { Toolbar } from "./toolbar.ts";
import { Tooltip } from "./tooltip.ts";
import { Viewport } from "./viewport.ts";
import { WishesBar } from "./wishes-bar.ts";

const A_WEEK = 7 * 1440;

export class ScheduleView {
  readonly parts;
  private readonly port: Viewport;
  private readonly painter: Painter;
  private readonly arrangement: Arrangement;
  private readonly menus: Menus;
  private readonly toolbar: Toolbar;
  private readonly wishesBar: WishesBar;
  private readonly heads: ColumnHeads;
  private readonly panels: SidePanels;
  private readonly tooltip: Tooltip;
  private readonly load: LoadPane;
  private readonly path: PathMode;
  private readonly rowMenu: RowMenu;
  private readonly confidence: ConfidenceWatch;
  private readonly sureBar: SureBar;
  private readonly editor: Editor | null;
  private readonly now: number;
  private readonly end = new AbortController();
  private readonly undo: (() => void)[] = [];

  constructor(
    readonly store: Store,
    /** Where edits go, for a plan that can be edited. */
    edits: Edits | null = null,
    csrf = "",
    /** Further buttons, left of the others. */
    private readonly tools: HTMLElement[] = [],
  ) {
    const today = wallClockNow();
    const { status_date: status, component } = store.payload;
    this.now = status ?? today;
    const extent = extentOf(store) ?? { start: this.now - A_WEEK, finish: this.now + 5 * A_WEEK };
    const flags: Flag[] = [{ minute: today, text: "Today", kind: "today" }];
    if (status !== null) flags.push({ minute: status, text: "Status", kind: "status" });
    store.editable = edits !== null && store.plan !== null;
    this.parts = buildSkeleton(component.name, store.mode, store.editable);
    this.port = new Viewport(store, this.parts, new TimeScale(extent.start, extent.finish, 10));
    this.painter = new Painter(store, this.parts, this.port, flags);
    this.arrangement = new Arrangement(store, this.parts, this.port, this.painter, extent, () => this.showTools());
    this.editor = edits && store.editable ? new Editor(this.editingHost(), edits) : null;
    const { editor } = this;
    const editLink = editor ? (link: number, beside: Element): void => editor.editLink(editor.tied(link), beside) : null;
    const setCell = editor ? (row: number, column: string, text: string): void => editor.setCell(row, column, text) : null;
    const outsideLinks = editor && { ask: (row: number) => editor.linkOutside(row), edit: (tied: Tied, beside: Element) => editor.editLink(tied, beside) };
    this.panels = new SidePanels(store, { store, goTo: (row) => this.jumpTo(row), csrf: edits?.csrf ?? "", editLink, outsideLinks, setCell, badgeChanged: () => this.showTools() }, this.parts.main);
    this.menus = new Menus(store, this.arrangement, csrf);
    this.load = new LoadPane(store, this.parts, this.port, this.arrangement, (row) => this.jumpTo(row));
    this.path = new PathMode(store, () => this.keepInView());
    this.toolbar = new Toolbar(this.controls());
    this.tooltip = new Tooltip(store);
    this.confidence = new ConfidenceWatch(store, this.arrangement, csrf);
    this.sureBar = new SureBar(store, this.confidence);
    this.rowMenu = new RowMenu({
      lineUnder: (element) => this.painter.lineUnder(element),
      isSelected: (row) => store.isSelected(row),
      select: (row) => this.moveTo(row),
      acts: () => rowActs(store, this.path, this.editor),
      back: () => this.focusRow(store.selected),
    });
    this.parts.main.append(this.tooltip.element, this.rowMenu.element);
    this.wishesBar = new WishesBar(store);
    this.heads = new ColumnHeads(this.parts.gridHead, {
      store,
      columns: () => this.painter.columns,
      typeZoom: () => this.port.typeZoom,
      setWidth: (key, width) => this.arrangement.setWidth(key, width),
      setNameWidth: (width) => this.arrangement.setNameWidth(width),
      moveColumn: (key, by) => this.arrangement.moveColumn(key, by),
    });
    this.parts.root.prepend(this.toolbar.element, this.wishesBar.element, this.sureBar.element, this.path.element);
    if (this.editor) this.parts.root.append(this.editor.messages.element);
  }

  /** To be called once the element stands in the document and has a size. */
  start(taskId: number | null): void {
    this.arrangement.measure();
    this.arrangement.layout();
    this.arrangement.setScale(openingScale(this.store, this.arrangement.extent, this.port.drawingWidth, this.store.mode), 0);
    this.listen();
    const row = taskId === null ? -1 : this.store.payload.tasks.id.indexOf(taskId);
    if (row >= 0) this.jumpTo(row);
    else this.port.scrollToOpening(this.store.payload.status_date);
    this.arrangement.render();
    this.panels.openAsked();
    void this.menus.start();
  }

  stop(): void {
    this.editor?.stop();
    this.confidence.stop();
    this.end.abort();
    for (const undo of this.undo) undo();
  }

  /** Keyboard: selects, brings the row into view and puts the focus on it. */
  moveTo(row: number, extend = false): void {
    if (row < 0) return;
    if (extend) this.store.extendTo(row);
    else this.store.select(row);
    this.port.scrollToRow(row);
    this.arrangement.render();
    this.focusRow(row);
  }

  /** Everything else: selects and brings row and bar into view, the focus stays where it is. */
  jumpTo(row: number): void {
    this.store.select(row);
    this.port.scrollToRow(row);
    this.port.scrollToBar(row);
    this.arrangement.renderSoon();
  }

  /** The focus is in a cell where the plan can be edited, else on the row. */
  private focusRow(row: number): void {
    const cell = this.editor && this.painter.cell(row, this.store.column);
    (cell ?? this.painter.rowElement(row))?.focus({ preventScroll: true });
  }

  private editingHost(): ConstructorParameters<typeof Editor>[0] {
    const { scroller, gridRows, lanes } = this.parts;
    return {
      store: this.store,
      grid: gridRows,
      scroller,
      lanes,
      columns: () => this.painter.columns,
      cell: (line, column) => {
        this.arrangement.render();
        return this.painter.cell(line, column);
      },
      moveTo: (row, extend) => this.moveTo(row, extend),
      rowsPerPage: () => this.port.rowsPerPage,
      home: this.parts.main,
      linkAt: (x, y) => this.painter.linkAt(x, y),
      borders: () => {
        const { left, right, top, bottom } = scroller.getBoundingClientRect();
        return { left: left + this.port.gridWidth, right, top: top + this.port.headHeight, bottom };
      },
      answered: () => this.arrangement.grow(),
      lineUnder: (element) => this.painter.lineUnder(element),
      minutesPerPixel: () => 1440 / this.port.scale.pixelsPerDay,
      xOf: (minute) => this.port.scale.x(minute),
      yOf: (line) => this.store.position[line]! * this.port.rowHeight,
      rowHeight: () => this.port.rowHeight,
    };
  }

  private controls(): ConstructorParameters<typeof Toolbar>[0] {
    const { arrangement } = this;
    return {
      mode: this.store.mode,
      store: this.store,
      panels: this.panels.all,
      menus: [...this.menus.elements, this.path.button, this.load.button],
      editing: [...this.tools, ...(this.editor ? [this.editor.tools.element, this.editor.messages.state] : [])],
      goTo: (row) => this.jumpTo(row),
      zoom: (factor) => arrangement.zoom(factor),
      zoomTo: (pixelsPerDay) => arrangement.zoomTo(pixelsPerDay),
      fit: () => arrangement.fit(),
      goToNow: () => {
        this.port.scrollToMinute(this.now);
        this.arrangement.renderSoon();
      },
      setPanes: (panes) => arrangement.change({ panes }),
    };
  }

  // Listening

  private listen(): void {
    const { scroller, gridRows } = this.parts;
    const { signal } = this.end;
    this.undo.push(this.store.listen((change) => this.react(change)));
    this.undo.push(
      onThemeChange(() => {
        this.painter.minimap.forget();
        this.arrangement.renderSoon();
      }),
    );
    scroller.addEventListener("scroll", this.arrangement.renderSoon, { passive: true, signal });
    listenToPointer(scroller, this.pointerTarget(), signal);
    gridRows.addEventListener("keydown", (event) => this.key(event), { signal });
    this.editor?.start(signal);
    this.parts.root.addEventListener("keydown", (event) => this.keyOutside(event), { signal });
    this.arrangement.listen(signal);
    this.load.listen(signal);
    this.path.listen(signal);
    new HandOffWatch(this.store).listen(signal);
    this.rowMenu.listen(scroller, signal);
    this.heads.listen(signal);
  }

  private showTools(): void {
    this.toolbar.show(this.port.scale.pixelsPerDay, this.arrangement.panes);
    this.wishesBar.show();
    this.heads.show();
    this.confidence.look();
    this.sureBar.show();
    this.parts.root.toggleAttribute("data-old-figures", isOld(this.store));
    this.editor?.tools.show();
    this.load.show();
  }

  private react(change: Change): void {
    if (change === "rows") this.rowsChanged();
    else if (change === "panel") this.showPanel();
    else if (change === "path") {
      this.painter.minimap.forget();
      this.painter.repaint();
    }
    else if (change === "selection") {
      this.painter.repaint();
      this.panels.show();
    }
    this.showTools();
    this.arrangement.renderSoon();
  }

  private rowsChanged(): void {
    const { store } = this;
    const hadFocus = this.parts.gridRows.contains(document.activeElement);
    if (store.showsSure) this.arrangement.grow();
    this.arrangement.layout();
    this.arrangement.render();
    this.painter.repaint();
    this.panels.show();
    if (hadFocus && !this.editor?.editing) this.focusRow(store.current);
  }

  /** The rows have less room now: the selected one stays in sight. */
  private keepInView(): void {
    this.arrangement.measure();
    this.arrangement.layout();
    if (this.store.selected >= 0) this.port.scrollToRow(this.store.selected);
  }

  private showPanel(): void {
    const { store } = this;
    const inside = this.panels.focused;
    this.parts.root.toggleAttribute("data-details", store.panel !== null);
    this.panels.show();
    this.keepInView();
    // Closing must not drop the focus into nowhere.
    if (inside && store.panel === null && store.selected >= 0) this.moveTo(store.selected);
  }

  private key(event: KeyboardEvent): void {
    const awaited = event.target === this.parts.gridRows && this.editor?.awaiting;
    if (!awaited && !(event.target instanceof Element && event.target.matches(".sch-row, .sch-cell"))) return;
    if (event.key === "/" && !this.editor?.awaiting && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      this.toolbar.focusFind();
    } else if (this.editor && event.altKey && event.key === "Enter") this.store.togglePanel("details");
    else if (!this.editor?.key(event)) {
      handleKey(event, {
        store: this.store,
        rowsPerPage: () => this.port.rowsPerPage,
        goTo: (row) => this.moveTo(row),
        zoom: (factor) => this.arrangement.zoom(factor),
        focusFind: () => this.toolbar.focusFind(),
      });
    }
  }

  private keyOutside(event: KeyboardEvent): void {
    if (event.defaultPrevented) return;
    const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
    if ((event.ctrlKey || event.metaKey) && event.key === "f" && !typing) {
      event.preventDefault();
      this.toolbar.focusFind();
    } else if (event.key === "Escape" && !typing && this.store.panel !== null) this.store.showPanel(null);
  }

  private pointerTarget(): PointerTarget {
    const { store } = this;
    return {
      lineUnder: (element) => this.painter.lineUnder(element),
      enterCell: (column, row, extend) => {
        store.setColumn(column, extend);
        this.moveTo(row, extend);
      },
      editCell: this.editor ? () => this.editor?.edit(null) : null,
      select: (row) => store.select(row),
      moveTo: (row) => this.moveTo(row),
      jumpTo: (row) => this.jumpTo(row),
      toggle: (row) => store.setCollapsed(row, !store.isCollapsed(row)),
      showDetails: () => store.showPanel("details"),
      showTip: (line, x, y) => this.tooltip.show(store.rowOf(line), x, y),
      hideTip: () => this.tooltip.hide(),
      zoomAt: (factor, x) => {
        const left = this.parts.scroller.getBoundingClientRect().left + this.port.gridWidth;
        this.arrangement.zoom(factor, Math.max(0, x - left));
      },
    };
  }
}
