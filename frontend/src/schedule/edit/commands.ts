// What can be done to a plan, as edits for the server. Nothing is changed here: the answer changes the store.
import { Kind, type Answer } from "../../contract.ts";
import { mayEdit, type Column } from "../columns.ts";
import type { Store } from "../store.ts";
import { standsAmongAll } from "../open-plans.ts";
import { linesOf, toTsv } from "./clipboard.ts";
import type { OutsideLink } from "./outside-link.ts";
import type { Tie } from "./tie.ts";
import { AMONG_ALL, BETWEEN_TASKS } from "./why-not.ts";
import type { Edit, Refusal, Session, Versioned } from "./session.ts";

export interface Said {
  tell(text: string, undo: boolean): void;
  refused(refusal: Refusal, again?: () => void): void;
}

/** A new row, and the change that added it alone. */
export interface Added {
  id: number;
  event: number | undefined;
}

const MOST_PASTED = 5000;
const LONGEST = 1_000_000;

export class Commands {
  constructor(
    private readonly store: Store,
    private readonly session: Session,
    private readonly said: Said,
    /** The columns in view, left to right. */
    private readonly shown: () => Column[],
  ) {}

  private id(row: number): number {
    return this.store.payload.tasks.id[row]!;
  }

  private versioned(row: number): Versioned {
    const { tasks } = this.session.plan;
    return { id: tasks.id[row]!, version: tasks.version[row]! };
  }

  /** Whether rows may be moved, added below, deleted: the row is the reader's to edit. */
  mayChange(row: number): boolean {
    const { plan } = this.store;
    return plan !== null && (row < 0 ? plan.may_edit : (plan.tasks.may[row]! & 1) === 1);
  }

  /** In the order of the plan, whatever that of the page. */
  private rows(): number[] {
    const rows = this.store.selectedRows().filter((row) => this.mayChange(row)).sort((one, other) => one - other);
    return this.mayArrange(rows) ? rows : [];
  }

  /** Whether rows may be put elsewhere, taken out, or given new neighbors: where all of their plan is shown. */
  private mayArrange(rows: number[]): boolean {
    const may = rows.every((row) => standsAmongAll(this.store, row));
    if (!may) this.said.tell(AMONG_ALL, false);
    return may;
  }

  private ids(): number[] {
    return this.rows().map((row) => this.id(row));
  }

  private send(edits: Edit[] | (() => Edit[]), text: string | null, done?: (answer: Answer) => void, again?: () => void): void {
    this.store.hold(this.store.selectedRows());
    this.session.send(typeof edits === "function" ? edits : () => edits, {
      done: (answer) => {
        if (answer.problems?.length) this.said.tell(problemText(answer), true);
        else if (text) this.said.tell(text, true);
        done?.(answer);
      },
      refused: (refusal) => this.said.refused(refusal, again),
    });
  }

  /** One cell. `again` opens the editor with what was typed, if the server refuses it. */
  setCell(row: number, column: string, text: string, again: () => void): void {
    const task = this.versioned(row);
    this.store.hold([row]);
    this.session.send(() => [{ op: "set", tasks: [this.session.latest(task)], cells: { [column]: text } }], {
      shown: [[`${task.id} ${column}`, text]],
      done: (answer) => answer.problems?.length && this.said.tell(problemText(answer), true),
      refused: (refusal) => this.said.refused(refusal, again),
    });
  }

  /** Typed values, as a bar that was dragged gives them. */
  setValues(row: number, values: Record<string, unknown>, text: string): void {
    const task = this.versioned(row);
    this.send(() => [{ op: "set", tasks: [this.session.latest(task)], values }], text);
  }

  resize(row: number, finish: number): void {
    const task = this.versioned(row);
    this.send(() => [{ op: "resize", tasks: [this.session.latest(task)], finish }], "The duration is changed.");
  }

  /** `named`: names of rows that come before the one that is still to be typed. */
  insert(where: "after" | "before", done: (added: Added) => void, named: readonly string[] = []): void {
    const row = this.store.rowOf(this.store.selected);
    if (!this.mayChange(row) || !this.mayArrange(row < 0 ? [] : [row])) return;
    const place = row < 0 ? {} : { [where]: this.id(row) };
    const rows = [...named, "New task"].map((name) => ({ cells: { name, duration: "1d?" } }));
    this.send([{ op: "insert", ...place, rows }], null, (answer) => {
      const id = answer.made?.[0]?.at(-1);
      if (id !== undefined) done({ id, event: named.length ? undefined : answer.undo?.event });
    });
  }

  /** Takes a row away that nothing was typed into: as if it had never been there, where nothing else came with it. */
  withdraw({ id, event }: Added): void {
    const { plan } = this.store;
    if (event === undefined || plan?.open || plan?.branch) this.send([{ op: "delete", tasks: [id] }], null);
    else this.session.step("undo", { refused: (refusal) => this.said.refused(refusal) }, event);
  }

  remove(): void {
    const tasks = this.ids();
    if (tasks.length) this.send([{ op: "delete", tasks }], tasks.length === 1 ? "The task is in the trash." : `${tasks.length} tasks are in the trash.`);
  }

  indent(): void {
    const tasks = this.ids();
    if (tasks.length) this.send([{ op: "indent", tasks }], null);
  }

  outdent(): void {
    const tasks = this.ids();
    if (tasks.length) this.send([{ op: "outdent", tasks }], null);
  }

  duplicate(): void {
    const tasks = this.ids();
    if (tasks.length) this.send([{ op: "duplicate", tasks }], tasks.length === 1 ? "The task is copied." : `${tasks.length} tasks are copied.`);
  }

  /** One place up or down among the siblings, with all below. */
  shift(direction: 1 | -1): void {
    if (!this.store.inPlanOrder) {
      this.said.tell("The rows are sorted or grouped here: clear that to move them in the plan.", false);
      return;
    }
    const rows = this.rows();
    const sibling = this.siblingOf(rows, direction);
    if (sibling < 0) return;
    const tasks = rows.map((row) => this.id(row));
    this.send([{ op: "move", tasks, [direction === 1 ? "after" : "before"]: this.id(sibling) }], null);
  }

  private siblingOf(rows: number[], direction: 1 | -1): number {
    if (!rows.length) return -1;
    const { parent } = this.store.payload.tasks;
    const top = rows[0]!;
    if (direction === 1) {
      const level = this.store.level[top]!;
      const last = rows.filter((row) => this.store.level[row] === level).at(-1)!;
      const next = this.store.subtreeEnd[last]!;
      return next < this.store.count && parent[next] === parent[top] ? next : -1;
    }
    for (let row = top - 1; row > (parent[top] ?? -1); row--) if (parent[row] === parent[top]) return row;
    return -1;
  }

  /** Rows dragged to another place. */
  moveTo(target: number, where: "after" | "before" | "parent"): void {
    const tasks = this.ids();
    if (tasks.length) this.send([{ op: "move", tasks, [where]: this.id(target) }], null);
  }

  link(from: number, to: number, type: string): void {
    const { kind } = this.store.payload.tasks;
    if (kind[from] === Kind.component || kind[to] === Kind.component) this.said.tell(BETWEEN_TASKS, false);
    else this.send([{ op: "link", predecessor: this.id(from), successor: this.id(to), type }], "They are linked.");
  }

  /** With a task of another plan; ends are ids of tasks. */
  linkOutside(link: OutsideLink, again: () => void): void {
    this.send([{ op: "link", ...link }], this.store.plan?.branch ? "They are linked in this branch." : "They are linked.", undefined, again);
  }

  unlink(link: number): void {
    this.send([{ op: "unlink", link }], "The link is removed.");
  }

  relink(link: number, tie: Tie, again: () => void): void {
    this.send([{ op: "relink", link, ...tie }], null, undefined, again);
  }

  /** The selected rows one behind the other. */
  chain(): void {
    const rows = this.store.selectedRows();
    const edits = rows.slice(1).map((row, index) => ({ op: "link", predecessor: this.id(rows[index]!), successor: this.id(row), type: "FS" }));
    if (edits.length) this.send(edits, edits.length === 1 ? "They are linked." : `${rows.length} tasks are linked one behind the other.`);
  }

  /** The columns of the selection, left to right. */
  columns(): Column[] {
    const shown = this.shown();
    const from = shown.findIndex(({ key }) => key === (this.store.anchorColumn ?? this.store.column));
    const to = shown.findIndex(({ key }) => key === this.store.column);
    return shown.slice(Math.min(from, to), Math.max(from, to) + 1);
  }

  fillDown(): void {
    const rows = this.store.selectedRows();
    const [first, ...below] = rows;
    const { plan } = this.store;
    if (first === undefined || !plan || !below.length) return;
    const cells: Record<string, string> = {};
    for (const column of this.columns()) if (column.edit) cells[column.key] = column.edit(plan, this.store, first);
    this.set(below, cells, "Filled down.");
  }

  clear(): void {
    const cells: Record<string, string> = {};
    for (const column of this.columns()) if (column.edit && column.key !== "name") cells[column.key] = "";
    this.set(this.store.selectedRows(), cells, "Emptied.");
  }

  private set(rows: number[], cells: Record<string, string>, text: string): void {
    const keys = Object.keys(cells);
    const columns = this.columns().filter((column) => keys.includes(column.key));
    const open = rows.filter((row) => columns.some((column) => mayEdit(column, this.store, row)));
    if (!open.length || !keys.length) return;
    const tasks = open.map((row) => this.versioned(row));
    this.send(() => [{ op: "set", tasks: tasks.map((task) => this.session.latest(task)), cells }], text);
  }

  copied(): string {
    const { store } = this;
    const { plan } = store;
    return toTsv(
      store.selectedRows().map((row) => this.columns().map((column) => (plan && column.edit ? column.edit(plan, store, row) : column.text(store, row)))),
    );
  }

  paste(text: string): void {
    const { store } = this;
    const lines = linesOf(text);
    if (!lines) return;
    if (text.length > LONGEST || lines > MOST_PASTED) {
      const most = `At most ${MOST_PASTED.toLocaleString()} lines and one million characters are pasted at once.`;
      this.said.refused({ status: 0, id: "too-much", title: `This is too much at once: ${lines.toLocaleString()} ${lines === 1 ? "line" : "lines"}.`, detail: most, remedy: "Paste it in parts." });
      return;
    }
    const selected = store.selectedRows()[0];
    const id = selected === undefined ? null : this.id(selected);
    const shown = this.shown();
    const first = this.columns()[0]?.key ?? "name";
    const from = shown.findIndex(({ key }) => key === first);
    // Rows may have moved until it is sent: the row keeps its id, its number is looked up then.
    const at = (): number => (id === null ? store.count : store.payload.tasks.id.indexOf(id)) + 1;
    const columns = shown.slice(Math.max(0, from)).map(({ key }) => key);
    // Where the page is not the plan, what stands below each other here is named by id.
    const tasks = store.rearranged || store.plan?.open ? store.selectedRows(true).slice(0, lines).map((row) => this.id(row)) : [];
    this.send(() => [tasks.length ? { op: "paste", tasks, columns, text } : { op: "paste", row: at(), columns, text }], lines === 1 ? "Pasted." : `${lines} lines are pasted.`);
  }

  undo(): void {
    this.stepBack("undo", this.session.plan.undo?.label);
  }

  redo(): void {
    this.stepBack("redo", this.session.plan.redo?.label);
  }

  private stepBack(path: "undo" | "redo", label: string | undefined): void {
    if (label === undefined && !this.session.waiting) return;
    this.session.step(path, {
      done: (answer) => {
        const kept = answer.skipped?.length ? ` ${answer.skipped.map(({ title }) => title).join(" ")}` : "";
        this.said.tell(`${path === "undo" ? "Undone" : "Done again"}${label ? `: ${label}` : ""}.${kept}`, false);
      },
      refused: (refusal) => this.said.refused(refusal),
    });
  }
}

function problemText(answer: Answer): string {
  const [first, ...more] = answer.problems ?? [];
  if (!first) return "";
  const where = first.row === null ? "" : `Row ${first.row}${first.column ? `, ${first.column}` : ""}: `;
  return `${where}${first.title} ${first.detail} ${more.length ? `And ${more.length} more cells were left as they were.` : "This cell was left as it was."}`;
}
