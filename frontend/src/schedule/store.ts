// The only state of the schedule: what the server sent, and what the reader has opened, selected and asked for.
// Every view draws from here and listens here; none keeps a copy.
import type { PlanPayload, SchedulePayload } from "../contract.ts";
import { Adjacency } from "./adjacency.ts";
import { ghostsOf, type Ghosts, type OtherDates } from "./ghosts.ts";
import { criticalRows, rowsShown } from "./rows-shown.ts";

export type Change = "rows" | "selection" | "find" | "panel";
type Listener = (change: Change) => void;

// Plain loops in what runs over every row: TypedArray.from with a function is some twenty times slower.

/** null becomes NaN: arithmetic stays total and typed arrays stay flat. */
function times(column: (number | null)[]): Float64Array {
  const minutes = new Float64Array(column.length);
  for (let row = 0; row < column.length; row++) minutes[row] = column[row] ?? Number.NaN;
  return minutes;
}

/** From 0, whatever level the outline begins at. */
function levelsFromZero(level: number[]): Int32Array {
  const levels = new Int32Array(level);
  let top = levels[0] ?? 0;
  for (let row = 0; row < levels.length; row++) top = Math.min(top, levels[row]!);
  for (let row = 0; row < levels.length; row++) levels[row]! -= top;
  return levels;
}

/** For each row the first row after its subtree. Rows come in outline order, so one pass from the end is enough. */
export function subtreeEnds(parent: ArrayLike<number>): Int32Array {
  const end = new Int32Array(parent.length);
  for (let row = 0; row < end.length; row++) end[row] = row + 1;
  for (let row = parent.length - 1; row >= 0; row--) {
    const above = parent[row]!;
    if (above >= 0 && end[above]! < end[row]!) end[above] = end[row]!;
  }
  return end;
}

export class Store {
  payload!: SchedulePayload;
  count = 0;
  start!: Float64Array;
  finish!: Float64Array;
  baselineStart!: Float64Array;
  baselineFinish!: Float64Array;
  deadline!: Float64Array;
  level!: Int32Array;
  subtreeEnd!: Int32Array;
  links!: Adjacency;
  outsideOf!: Map<number, number[]>;
  /** Other dates that are drawn behind the bars; null while nothing is compared. */
  ghosts: Ghosts | null = null;

  /** Rows of the outline that are open to view, top to bottom. */
  visible = new Int32Array(0);
  /** Row to its place in `visible`, -1 where it is folded away or filtered out. */
  position!: Int32Array;
  /** Counts changes of `visible`, so that views know what they drew. */
  outline = 0;

  selected = -1;
  /** Where a selection of several rows began; the selected row is its other end. */
  anchor = -1;
  /** The column of the cell cursor, where the plan can be edited, and where a selection of several columns began. */
  column = "name";
  anchorColumn: string | null = null;
  /** What was typed and not yet answered, by row id and column: shown until the server's word is there. */
  readonly pending = new Map<string, string>();
  /** The key of the side panel that is open. */
  panel: string | null = null;
  /** Whether the reader may change anything in this plan, on this page. */
  editable = false;
  criticalOnly = false;
  query = "";
  matches = new Int32Array(0);

  private compared: OtherDates | null = null;
  private collapsed!: Uint8Array;
  private readonly listeners = new Set<Listener>();

  constructor(payload: SchedulePayload) {
    this.take(payload);
    this.collapsed = new Uint8Array(this.count);
    this.unfold();
  }

  /** Another state of the same plan: what is open, selected and searched stays, by the rows' ids. */
  load(payload: SchedulePayload): void {
    const old = this.payload.tasks.id;
    const folded = new Set<number>();
    for (let row = 0; row < this.count; row++) if (this.collapsed[row]) folded.add(old[row]!);
    const [selected, anchor] = [old[this.selected], old[this.anchor]];
    const near = this.selected;
    this.take(payload);
    const { id } = payload.tasks;
    this.collapsed = new Uint8Array(this.count);
    if (folded.size) for (let row = 0; row < this.count; row++) if (folded.has(id[row]!)) this.collapsed[row] = 1;
    // Deleted under the cursor: what stands in its place now is selected.
    const found = selected === undefined ? -1 : id.indexOf(selected);
    this.selected = selected === undefined || found >= 0 ? found : Math.min(near, this.count - 1);
    this.anchor = anchor === undefined ? -1 : id.indexOf(anchor);
    this.outlineChanged();
    if (this.query) this.find(this.query);
  }

  private take(payload: SchedulePayload): void {
    const { tasks, links, outside } = payload;
    this.payload = payload;
    this.count = tasks.id.length;
    this.start = times(tasks.start);
    this.finish = times(tasks.finish);
    this.baselineStart = times(tasks.baseline_start);
    this.baselineFinish = times(tasks.baseline_finish);
    this.deadline = times(tasks.deadline);
    this.level = levelsFromZero(tasks.level);
    this.subtreeEnd = subtreeEnds(tasks.parent);
    this.links = new Adjacency(this.count, links.from, links.to);
    this.outsideOf = new Map();
    outside.row.forEach((row, index) => {
      const known = this.outsideOf.get(row);
      if (known) known.push(index);
      else this.outsideOf.set(row, [index]);
    });
    this.position = new Int32Array(this.count);
    this.ghosts = this.compared && ghostsOf(this.compared, tasks.id);
  }

  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Something that rows show besides the plan has changed. */
  refresh(): void {
    this.tell("selection");
  }

  /** Draws other dates behind the bars, until told otherwise; null draws none. */
  showGhosts(other: OtherDates | null): void {
    this.compared = other;
    this.ghosts = other && ghostsOf(other, this.payload.tasks.id);
    this.tell("selection");
  }

  /** The plan with what editing needs; null where it can only be read. */
  get plan(): PlanPayload | null {
    return "may" in this.payload.tasks ? (this.payload as PlanPayload) : null;
  }

  pendingText(row: number, column: string): string | undefined {
    return this.pending.size ? this.pending.get(`${this.payload.tasks.id[row]} ${column}`) : undefined;
  }

  isParent(row: number): boolean {
    return this.subtreeEnd[row]! > row + 1;
  }

  isCollapsed(row: number): boolean {
    return this.collapsed[row] === 1;
  }

  setCollapsed(row: number, collapsed: boolean): void {
    if (!this.isParent(row) || this.isCollapsed(row) === collapsed) return;
    this.collapsed[row] = collapsed ? 1 : 0;
    this.outlineChanged();
  }

  /** Folds every parent at `level` and deeper, opens all above. */
  collapseFrom(level: number): void {
    for (let row = 0; row < this.count; row++) this.collapsed[row] = this.isParent(row) && this.level[row]! >= level ? 1 : 0;
    this.outlineChanged();
  }

  setCriticalOnly(criticalOnly: boolean): void {
    if (this.criticalOnly === criticalOnly) return;
    this.criticalOnly = criticalOnly;
    this.outlineChanged();
  }

  /** Selects a row and opens whatever folds it away; -1 selects nothing. */
  select(row: number): void {
    if (row >= 0) this.reveal(row);
    const several = this.anchor >= 0;
    this.anchor = -1;
    if (this.selected === row && !several) return;
    this.selected = row;
    this.tell("selection");
  }

  /** Puts the cell cursor into a column; `extend` keeps where the selection began. */
  setColumn(column: string, extend: boolean): void {
    this.anchorColumn = extend ? this.anchorColumn ?? this.column : null;
    if (this.anchorColumn === column) this.anchorColumn = null;
    this.column = column;
    this.tell("selection");
  }

  /** Selects everything from where the selection began to this row. */
  extendTo(row: number): void {
    if (this.selected < 0) {
      this.select(row);
      return;
    }
    if (this.anchor < 0) this.anchor = this.selected;
    this.selected = row;
    if (this.anchor === row) this.anchor = -1;
    this.tell("selection");
  }

  /** The selected rows that are in view, top to bottom. */
  selectedRows(): number[] {
    if (this.selected < 0) return [];
    const [one, other] = [this.position[this.selected]!, this.anchor < 0 ? -1 : this.position[this.anchor]!];
    if (other < 0) return [this.selected];
    return [...this.visible.subarray(Math.min(one, other), Math.max(one, other) + 1)];
  }

  isSelected(row: number): boolean {
    if (this.anchor < 0) return row === this.selected;
    const [at, one, other] = [this.position[row]!, this.position[this.selected]!, this.position[this.anchor]!];
    return at >= Math.min(one, other) && at <= Math.max(one, other);
  }

  /** Opens one side panel instead of another; null closes. */
  showPanel(key: string | null): void {
    if (this.panel === key) return;
    this.panel = key;
    this.tell("panel");
  }

  togglePanel(key: string): void {
    this.showPanel(this.panel === key ? null : key);
  }

  /** Rows whose name, WBS number or resources contain the words. */
  find(query: string): void {
    this.query = query.trim().toLocaleLowerCase();
    const { name, wbs, resources } = this.payload.tasks;
    const found: number[] = [];
    for (let row = 0; this.query && row < this.count; row++) {
      const text = `${wbs[row]}\n${name[row]}\n${resources[row]}`;
      if (text.toLocaleLowerCase().includes(this.query)) found.push(row);
    }
    this.matches = Int32Array.from(found);
    this.tell("find");
  }

  /** The match after (+1) or before (-1) the selected row, round the end; -1 without matches. */
  nextMatch(direction: 1 | -1): number {
    const found = this.matches;
    if (!found.length) return -1;
    if (direction === 1) return found.find((row) => row > this.selected) ?? found[0]!;
    return found.findLast((row) => row < this.selected) ?? found[found.length - 1]!;
  }

  /** The row that stands for `row` on the page: itself, or the collapsed summary that hides it; -1 if filtered out. */
  shownAs(row: number): number {
    const parents = this.payload.tasks.parent;
    for (let at = row; at >= 0; at = parents[at]!) {
      if (this.position[at]! >= 0) return at === row || this.isCollapsed(at) ? at : -1;
    }
    return -1;
  }

  private passing(): Uint8Array | null {
    return this.criticalOnly ? criticalRows(this.payload.tasks) : null;
  }

  private unfold(): void {
    this.visible = rowsShown(this.subtreeEnd, this.collapsed, this.passing());
    this.position.fill(-1);
    for (let place = 0; place < this.visible.length; place++) this.position[this.visible[place]!] = place;
    this.outline++;
  }

  private reveal(row: number): void {
    let changed = false;
    if (this.criticalOnly && !this.passing()?.[row]) {
      this.criticalOnly = false;
      changed = true;
    }
    const parents = this.payload.tasks.parent;
    for (let above = parents[row]!; above >= 0; above = parents[above]!) {
      if (!this.collapsed[above]) continue;
      this.collapsed[above] = 0;
      changed = true;
    }
    if (changed) this.outlineChanged();
  }

  private outlineChanged(): void {
    this.unfold();
    // What was selected may be folded away or filtered out now: the nearest row above that is left stands in for it.
    const parents = this.payload.tasks.parent;
    let stays = this.selected;
    while (stays >= 0 && this.position[stays]! < 0) stays = parents[stays]!;
    const moved = stays !== this.selected;
    this.selected = stays;
    this.tell("rows");
    if (moved) this.tell("selection");
  }

  private tell(change: Change): void {
    for (const listener of this.listeners) listener(change);
  }
}
