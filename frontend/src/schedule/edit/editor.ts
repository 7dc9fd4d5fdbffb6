// Editing as a whole: cell cursor and input, keys, clipboard, buttons, bars dragged, and the session that sends.
import type { Answer } from "../../contract.ts";
import { mayEdit, type Column } from "../columns.ts";
import { BarDrag, type DragTarget } from "./bar-drag.ts";
import { CellEditor, type Editing, type Leave } from "./cell-editor.ts";
import { Commands, type Added } from "./commands.ts";
import { handleEditKey } from "./grid-keys.ts";
import { LinkEditor } from "./link-editor.ts";
import type { Lost } from "./lost-rights.ts";
import { Messages } from "./messages.ts";
import { askForOutsideLink } from "./outside-link.ts";
import { RowDrag } from "./row-drag.ts";
import { Session, type Refusal } from "./session.ts";
import { tiedRows, type Tied } from "./tie.ts";
import { EditTools } from "./tools.ts";
import { TypeAhead } from "./type-ahead.ts";
import { Unsent } from "./unsent.ts";
import { whyNot } from "./why-not.ts";

export interface Host extends Omit<DragTarget, "mayChange" | "move" | "resize" | "link"> {
  columns(): Column[];
  cell(line: number, column: string): HTMLElement | null;
  /** Selects, brings into view and puts the focus there. */
  moveTo(line: number, extend?: boolean): void;
  rowsPerPage(): number;
  grid: HTMLElement;
  scroller: HTMLElement;
  /** What messages and forms float over. */
  home: HTMLElement;
  /** The dependency drawn at a place of the screen, -1 for none. */
  linkAt(x: number, y: number): number;
  answered(): void;
}

/** Where edits go, and what is to be done when the reader may not make them any more. */
export interface Edits {
  url: string;
  csrf: string;
  person: string;
  lost: (lost: Lost) => void;
}

export class Editor {
  readonly session: Session;
  readonly commands: Commands;
  readonly messages = new Messages();
  readonly tools: EditTools;
  private readonly cells: CellEditor;
  private readonly links: LinkEditor;
  private readonly ahead = new TypeAhead();
  /** The row that Enter in the last name added, as long as nothing is typed into it. */
  private added: Added | null = null;

  constructor(
    private readonly host: Host,
    { url, csrf, person, lost }: Edits,
  ) {
    const { store } = host;
    this.session = new Session(store, url, csrf, {
      state: (state, waiting) => this.messages.show(state, waiting, () => this.session.retry()),
      storing: (waiting, stored) => this.messages.storing(waiting, stored),
      answered: (answer) => this.answered(answer),
      lost: (refusal, cells, plan) => lost({ refusal, plan, typed: this.inWords(cells) }),
    }, {
      unsent: new Unsent(`headway.unsent.${person}.${url}`, localStorage),
      leftOver: (count, send, drop) => this.leftOver(count, send, drop),
      refused: (refusal) => this.refused(refusal),
    });
    this.commands = new Commands(store, this.session, {
      tell: (text, undo) => this.messages.say(text, undo && this.session.plan.undo ? [{ label: "Undo", act: () => this.commands.undo() }] : []),
      refused: (refusal, again) => this.refused(refusal, again),
    }, () => host.columns());
    this.cells = new CellEditor((editing, text, leave) => this.typed(editing, text, leave), (editing) => this.withdrew(editing.id) || this.host.moveTo(store.selected));
    this.tools = new EditTools(store, this.commands, () => this.insert("after"));
    this.links = new LinkEditor({
      home: host.home,
      relink: (link, tie, again) => this.commands.relink(link, tie, again),
      unlink: (link) => this.commands.unlink(link),
      back: () => host.moveTo(store.selected >= 0 ? store.selected : (store.visible[0] ?? -1)),
    });
  }

  /** Opens a dependency beside what it was asked for at. */
  editLink(tied: Tied, beside: Element): void {
    const { left, bottom } = beside.getBoundingClientRect();
    this.links.open(tied, left, bottom);
  }

  /** A dependency between two rows; who may not change the one that waits reads it only. */
  tied(link: number): Tied {
    const { store } = this.host;
    return tiedRows(store, link, !this.commands.mayChange(store.payload.links.to[link]!));
  }

  linkOutside(row: number): void {
    const { store, home, moveTo } = this.host;
    askForOutsideLink({ store, home, link: (link, again) => this.commands.linkOutside(link, again), back: () => moveTo(store.selected) }, row);
  }

  start(signal: AbortSignal): void {
    const { grid, scroller } = this.host;
    this.session.start();
    this.listenToDrags(scroller, signal);
    scroller.addEventListener("click", (event) => this.clicked(event), { signal });
    grid.addEventListener("copy", (event) => this.copy(event), { signal });
    grid.addEventListener("cut", (event) => {
      this.copy(event);
      this.commands.clear();
    }, { signal });
    grid.addEventListener("paste", (event) => {
      event.preventDefault();
      this.commands.paste(event.clipboardData?.getData("text/plain") ?? "");
    }, { signal });
  }

  private listenToDrags(scroller: HTMLElement, signal: AbortSignal): void {
    const { host } = this;
    const mayChange = (row: number): boolean => this.commands.mayChange(row);
    new BarDrag({
      ...host,
      mayChange,
      move: (row, start) => this.commands.setValues(row, { start }, "The task is moved."),
      resize: (row, finish) => this.commands.resize(row, finish),
      link: (from, to, type) => this.commands.link(from, to, type),
    }, scroller, signal);
    new RowDrag({
      ...host,
      mayChange,
      select: (row) => host.moveTo(row),
      moveTo: (target, where) => this.commands.moveTo(target, where),
      cannot: (why) => this.messages.say(why),
    }, scroller, signal);
  }

  /** A click on a dependency's line; on a bar or a row it means something else. */
  private clicked(event: MouseEvent): void {
    if (!(event.target instanceof Element) || event.target.closest(".sch-grid, .sch-bar, .sch-chevron, .sch-knob, .sch-link-editor")) return;
    const link = this.host.linkAt(event.clientX, event.clientY);
    if (link < 0) return;
    event.stopImmediatePropagation();
    this.links.open(this.tied(link), event.clientX, event.clientY);
  }

  private leftOver(count: number, send: () => void, drop: () => void): void {
    const what = count === 1 ? "One change was" : `${count} changes were`;
    this.messages.say(`${what} not sent before this page was closed.`, [{ label: "Send", act: send }, { label: "Drop", act: drop }], "wrong");
  }

  stop(): void {
    this.session.stop();
  }

  key(event: KeyboardEvent): boolean {
    if (this.awaiting && this.ahead.key(event)) {
      event.preventDefault();
      return true;
    }
    return handleEditKey(event, {
      store: this.host.store,
      commands: this.commands,
      rowsPerPage: () => this.host.rowsPerPage(),
      columnKeys: () => this.host.columns().map(({ key }) => key),
      goTo: (row, extend) => this.host.moveTo(row, extend),
      edit: (typed) => this.edit(typed),
      insert: (where) => this.insert(where),
    });
  }

  get editing(): boolean {
    return this.cells.editing !== null;
  }

  /** Opens the input in the cell under the cursor, with what stands there or what was typed. */
  edit(typed: string | null): void {
    const { store } = this.host;
    const { plan } = store;
    const column = this.host.columns().find(({ key }) => key === store.column);
    const row = store.rowOf(store.selected);
    if (!plan || !column || row < 0) return;
    if (!mayEdit(column, store, row)) {
      this.messages.say(whyNot(column, store, row));
      return;
    }
    const cell = this.host.cell(store.selected, column.key);
    if (!cell) return;
    const before = column.edit?.(plan, store, row) ?? "";
    this.cells.open(cell, { row, column: column.key, id: plan.tasks.id[row]!, before }, typed, `${column.label} of ${plan.tasks.name[row]}`);
  }

  /** `typed`: the names that were typed for the new row and those behind it before it could be asked for. */
  insert(where: "after" | "before", typed: readonly string[] = [""], byEnter = false): void {
    const { host } = this;
    const { store } = host;
    // Nothing that is typed until the row is there may be typed at a page without focus, or at a button.
    if (store.selected >= 0) host.moveTo(store.selected);
    else host.grid.focus();
    this.ahead.begin(typed.at(-1));
    this.commands.insert(where, (added) => {
      const ahead = this.ahead.end();
      if (!ahead && byEnter) return this.commands.withdraw(added);
      const [text = "", ...rest] = ahead ?? [];
      const row = store.payload.tasks.id.indexOf(added.id);
      if (row < 0) return;
      store.setColumn("name", false);
      host.moveTo(store.lineAt(row));
      if (!rest.length) {
        this.edit(text || null);
        this.added = byEnter ? added : null;
      } else {
        this.setCell(row, "name", text);
        if (this.isLast(row)) this.insert("after", rest, true);
      }
    }, typed.slice(0, -1));
  }

  /** Takes a row back that Enter added and that is left without a name; says whether it was one. */
  private withdrew(id: number, elsewhere = false): boolean {
    const { added, host: { store, moveTo } } = this;
    if (added?.id !== id) return false;
    this.added = null;
    const above = store.visible[store.position[store.lineAt(store.payload.tasks.id.indexOf(id))]! - 1];
    if (!elsewhere) moveTo(above ?? -1);
    this.commands.withdraw(added);
    return true;
  }

  /** Whether Enter in the name of a row adds another one. */
  private isLast(row: number): boolean {
    const { store } = this.host;
    return store.position[store.lineAt(row)]! + 1 >= store.visible.length && store.column === "name" && this.commands.mayChange(row);
  }

  /** Whether what is typed now is for a row that is on its way. */
  get awaiting(): boolean {
    return this.ahead.waits(this.session.state === "saving");
  }

  /** Sends what was typed, here or in a panel; refused, it opens in the table to be mended. */
  setCell(row: number, column: string, text: string): void {
    const { store } = this.host;
    const id = store.payload.tasks.id[row]!;
    this.commands.setCell(row, column, text, () => {
      store.setColumn(column, false);
      this.host.moveTo(store.lineAt(store.payload.tasks.id.indexOf(id)));
      this.edit(text);
    });
  }

  private typed(editing: Editing, text: string, leave: Leave): void {
    const { store } = this.host;
    const row = store.payload.tasks.id.indexOf(editing.id);
    if (row < 0) {
      this.messages.say(`The task was deleted meanwhile. You had typed: ${text.slice(0, 200)}`, [], "wrong");
      return;
    }
    const left = leave === "stay";
    if (text.trim() !== editing.before.trim()) this.setCell(row, editing.column, text);
    // Tab keeps it, for its duration to be typed; so does another window, where somebody looks up its name.
    else if (leave !== "right" && leave !== "left" && document.hasFocus() && this.withdrew(editing.id, left)) return;
    this.added = null;
    if (!left) this.leave(row, leave);
  }

  /** Where the cursor goes from a cell that was typed: on to the next, into a new row behind the last one. */
  private leave(row: number, leave: Leave): void {
    const { store } = this.host;
    const keys = this.host.columns().map(({ key }) => key);
    if (leave === "right" || leave === "left") {
      const next = keys[keys.indexOf(store.column) + (leave === "right" ? 1 : -1)];
      if (next) store.setColumn(next, false);
      this.host.moveTo(store.lineAt(row));
      return;
    }
    const place = store.position[store.lineAt(row)]! + (leave === "down" ? 1 : -1);
    if (leave === "down" && this.isLast(row)) this.insert("after", undefined, true);
    else this.host.moveTo(store.visible[Math.min(store.visible.length - 1, Math.max(0, place))]!);
  }

  private answered(answer: Answer): void {
    this.host.answered();
    const { editing } = this.cells;
    if (editing) {
      const { store } = this.host;
      const row = store.payload.tasks.id.indexOf(editing.id);
      this.cells.rehome(row < 0 ? null : this.host.cell(store.lineAt(row), editing.column));
    }
    const far = answer.moved?.plans ?? [];
    if (far.length) {
      const names = far.slice(0, 3).map(({ name, tasks }) => `${name} (${tasks})`).join(", ");
      this.messages.say(`Tasks of other plans moved too: ${names}${far.length > 3 ? ` and ${far.length - 3} more plans` : ""}.`);
    }
  }

  /** What was typed into cells, and what is being typed, as it is read to somebody. */
  private inWords(cells: [string, string][]): string[] {
    const { tasks } = this.host.store.payload;
    const labels = new Map(this.host.columns().map(({ key, label }) => [key, label]));
    const { editing, input } = this.cells;
    const typing: [string, string][] = editing && input.value.trim() !== editing.before.trim() ? [[`${editing.id} ${editing.column}`, input.value]] : [];
    return [...cells, ...typing].map(([cell, text]) => {
      const [id, key] = cell.split(" ");
      return `${labels.get(key!) ?? key} of \u201c${tasks.name[tasks.id.indexOf(Number(id))] ?? id}\u201d: ${text}`;
    });
  }

  private refused(refusal: Refusal, again?: () => void): void {
    const acts = again ? [{ label: refusal.id === "stale" ? "Use mine" : "Type again", act: again }] : [];
    this.messages.refuse(refusal, acts);
  }

  private copy(event: ClipboardEvent): void {
    event.preventDefault();
    event.clipboardData?.setData("text/plain", this.commands.copied());
    const rows = this.host.store.selectedRows().length;
    this.messages.say(rows === 1 ? "Copied." : `${rows} rows are copied.`);
  }
}
