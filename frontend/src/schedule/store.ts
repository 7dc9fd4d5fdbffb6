// The only state of the schedule: what the server sent, and what the reader has opened, selected and asked for.
// Every view draws from here and listens here; none keeps a copy.
import type { PlanPayload, SchedulePayload } from "../contract.ts";
import { Adjacency } from "./adjacency.ts";
import type { Mode } from "./columns.ts";
import type { RowConfidence } from "./confidence.ts";
import { ON_PATH, pathShown, type ChosenPath, type PathShown } from "./driving-path.ts";
import { ghostsOf, type Ghosts, type OtherDates } from "./ghosts.ts";
import type { Group } from "./groups.ts";
import { handOffsOn, type HandOff, type HandOffs } from "./hand-offs.ts";
import { linesWith, matchBeside } from "./finding.ts";
import { Lines } from "./lines.ts";
import { levelsFromZero, placesOf, subtreeEnds, times } from "./row-arrays.ts";
import { CONTEXT, hitsOf, noWishes, linesOfGroups, rowsOfOutline, sequenceOf, type Sequence, type Wishes } from "./rows-shown.ts";

export type Change = "rows" | "selection" | "find" | "panel" | "path";
type Listener = (change: Change) => void;

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
  /** What is agreed with other projects; null until it is known. */
  handOffs: HandOffs | null = null;
  /** How sure rows are; null until somebody asked for it. */
  confidence: RowConfidence | null = null;
  /** A path that stands out from all other rows; null while none is shown. */
  path: PathShown | null = null;

  /** Lines that are open to view, top to bottom: rows, headings of groups, and further lines of rows in several groups (`rowOf`). */
  visible = new Int32Array(0);
  /** Line to its place in `visible`, -1 where it is folded away or filtered out. */
  position!: Int32Array;
  /** Counts changes of `visible`, so that views know what they drew. */
  outline = 0;

  /** The line that is selected. */
  selected = -1;
  /** The line at which the plan was opened, where that is not the first. */
  opened = -1;
  /** Where a selection of several lines began; the selected one is its other end. */
  anchor = -1;
  /** The column of the cell cursor, where the plan can be edited, and where a selection of several columns began. */
  column = "name";
  anchorColumn: string | null = null;
  /** What was typed and not yet answered, by row id and column: shown until the server's word is there. */
  readonly pending = new Map<string, string>();
  /** The key of the side panel that is open. */
  panel: string | null = null;
  /** Whether bars show how far estimates reach. */
  showsRanges = false;
  /** Whether bars show their P50 and P80 finish. */
  showsSure = false;
  /** Whether the reader may change anything in this plan, on this page. */
  editable = false;
  /** What is filtered, sorted and grouped by. */
  wishes: Wishes = noWishes;
  query = "";
  matches = new Int32Array(0);

  private compared: OtherDates | null = null;
  private chosenPath: ChosenPath | null = null;
  private cards: readonly HandOff[] | null = null;
  private sequence: Sequence = { keep: null, order: null, groups: null, further: new Int32Array(0) };
  private lines!: Lines;
  /** Ids of rows that stay in view though they do not pass the filter: gone to, edited, or new since it was set. */
  private readonly held = new Set<number>();
  private readonly foldedGroups = new Set<string>();
  private collapsed!: Uint8Array;
  private readonly listeners = new Set<Listener>();

  constructor(payload: SchedulePayload, readonly mode: Mode = "project") {
    this.take(payload);
    this.collapsed = new Uint8Array(this.count);
    this.rearrange();
    this.unfold();
  }

  /** Another state of the same plan: what is open, selected and searched stays, by the rows' ids. */
  load(payload: SchedulePayload): void {
    const old = this.payload.tasks.id;
    const folded = new Set<number>();
    for (let row = 0; row < this.count; row++) if (this.collapsed[row]) folded.add(old[row]!);
    const { task } = this;
    const again = this.selection();
    this.take(payload);
    const { id } = payload.tasks;
    this.collapsed = new Uint8Array(this.count);
    if (folded.size) for (let row = 0; row < this.count; row++) if (folded.has(id[row]!)) this.collapsed[row] = 1;
    this.rearrange();
    again();
    // Deleted under the cursor: what stands in its place now is selected.
    if (task >= 0 && this.selected < 0) this.selected = Math.min(task, this.count - 1);
    this.outlineChanged();
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
    this.outsideOf = placesOf(outside.row);
    this.ghosts = this.compared && ghostsOf(this.compared, tasks.id);
    this.path = this.chosenPath && pathShown(this.chosenPath, payload);
    this.handOffs = this.cards && handOffsOn(this.cards, payload);
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

  /** Shows at rows and lines what is agreed with other projects. */
  showHandOffs(cards: readonly HandOff[]): void {
    if (JSON.stringify(cards) === JSON.stringify(this.cards ?? [])) return;
    this.cards = cards;
    this.handOffs = handOffsOn(cards, this.payload);
    this.tell("selection");
  }

  /** Shows how sure rows are; what is filtered, sorted or grouped by it follows. */
  showConfidence(confidence: RowConfidence): void {
    this.confidence = confidence;
    this.arrangeAnew();
  }

  /** Lets a path stand out, until told otherwise; null ends that. */
  showPath(path: ChosenPath | null): void {
    this.chosenPath = path;
    this.path = path && pathShown(path, this.payload);
    this.tell("path");
  }

  isOnPath(row: number): boolean {
    return this.path?.rows[row] === ON_PATH;
  }

  /** Whether a row has to step back behind a path. */
  isOffPath(row: number): boolean {
    return this.path?.rows[row] === 0;
  }

  /** The plan with what editing needs; null where it can only be read. */
  get plan(): PlanPayload | null {
    return "may" in this.payload.tasks ? (this.payload as PlanPayload) : null;
  }

  pendingText(row: number, column: string): string | undefined {
    return this.pending.size ? this.pending.get(`${this.payload.tasks.id[row]} ${column}`) : undefined;
  }

  isParent(row: number): boolean {
    return row < this.count ? this.subtreeEnd[row]! > row + 1 : this.headingOf(row) !== undefined;
  }

  isCollapsed(row: number): boolean {
    const heading = this.headingOf(row);
    return heading ? this.foldedGroups.has(heading.title) : this.collapsed[row] === 1;
  }

  setCollapsed(row: number, collapsed: boolean): void {
    if (!this.isParent(row) || this.isCollapsed(row) === collapsed) return;
    const heading = this.headingOf(row);
    if (!heading) this.collapsed[row] = collapsed ? 1 : 0;
    else if (collapsed) this.foldedGroups.add(heading.title);
    else this.foldedGroups.delete(heading.title);
    this.outlineChanged();
  }

  /** Folds every parent at `level` and deeper, opens all above; of groups, all or none. */
  collapseFrom(level: number): void {
    this.foldedGroups.clear();
    if (this.sequence.groups && level === 0) for (const { title } of this.sequence.groups) this.foldedGroups.add(title);
    if (!this.sequence.groups) for (let row = 0; row < this.count; row++) this.collapsed[row] = this.isParent(row) && this.level[row]! >= level ? 1 : 0;
    this.outlineChanged();
  }

  /** The line at which the keyboard begins: the selected one, else where the plan was opened, else the first; -1 for none. */
  get current(): number {
    if (this.selected >= 0) return this.selected;
    return this.position[this.opened]! >= 0 ? this.opened : (this.visible[0] ?? -1);
  }

  /** The row that stands on a line; a heading is its own. */
  rowOf(line: number): number {
    return this.lines.rowOf(line);
  }

  /** The line of a row at which the reader is, or else its first. */
  lineAt(row: number): number {
    return this.task === row ? this.selected : row;
  }

  /** The group that a line is the heading of; undefined of tasks. */
  headingOf(row: number): Group | undefined {
    return this.lines.headingOf(row);
  }

  /** Whether the outline is the plan's own, so that places on the page are places in the plan. */
  get inPlanOrder(): boolean {
    return !this.sequence.order && !this.sequence.groups;
  }

  /** Whether the page leaves rows out or puts them in another order than the plan. */
  get rearranged(): boolean {
    return !this.inPlanOrder || this.sequence.keep !== null;
  }

  /** Whether the filter hit the row itself, not only what stands under it. */
  isHit(row: number): boolean {
    return this.sequence.keep?.[this.rowOf(row)] !== CONTEXT;
  }

  /** How many rows the filter hit, folded ones too. */
  get hits(): number {
    return this.sequence.keep ? hitsOf(this.sequence.keep) : this.count;
  }

  /** How deep a row stands on the page, from 0. */
  depth(row: number): number {
    return this.sequence.groups ? Number(!this.headingOf(row)) : this.level[row]!;
  }

  /** The row that a row stands under on the page, -1 at the top. */
  above(row: number): number {
    if (!this.sequence.groups) return this.payload.tasks.parent[row]!;
    return this.headingOf(row) ? -1 : this.lines.headingLine(this.lines.groupOf(row)?.title);
  }

  /** Filters, sorts or groups otherwise from now on. */
  wish(wishes: Partial<Wishes>): void {
    this.wishes = { ...this.wishes, ...wishes };
    this.held.clear();
    this.arrangeAnew();
  }

  /** Rows that the reader edits stay in view, whatever becomes of them, until the filter is set anew. */
  hold(rows: number[]): void {
    if (this.sequence.keep) for (const row of rows) this.held.add(this.payload.tasks.id[row]!);
  }

  /** Filters by a question with a name, or no more. */
  togglePreset(key: string): void {
    const { presets } = this.wishes;
    this.wish({ presets: presets.includes(key) ? presets.filter((each) => each !== key) : [...presets, key] });
  }

  /** Selects a line and opens whatever folds it away; -1 selects nothing. */
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

  /** The selected row if it is one of the plan, else -1. */
  get task(): number {
    const row = this.rowOf(this.selected);
    return row < this.count ? row : -1;
  }

  /** The selected rows of the plan that are in view, top to bottom; `onwards` with all that are shown below them. */
  selectedRows(onwards = false): number[] {
    if (this.selected < 0) return [];
    const [one, other] = [this.position[this.selected]!, this.anchor < 0 ? -1 : this.position[this.anchor]!];
    if (other < 0 && this.task < 0) return [];
    const [first, last] = other < 0 ? [one, one] : [Math.min(one, other), Math.max(one, other)];
    return this.lines.rowsOn(this.visible.subarray(first, onwards ? undefined : last + 1));
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

  find(query: string): void {
    this.query = query.trim().toLocaleLowerCase();
    this.matches = this.query ? linesWith(this.query, this, this.sequence) : new Int32Array(0);
    this.tell("find");
  }

  /** The match after (+1) or before (-1) the selected row, round the end; -1 without matches. */
  nextMatch(direction: 1 | -1): number {
    return matchBeside(this.matches, this.lines.rank, this.task < 0 ? -1 : this.lines.rank[this.selected]!, direction);
  }

  /** The line that stands for a row on the page: its own nearest to a place, or the collapsed summary that hides it; -1 if filtered out. */
  shownAs(row: number, near: number): number {
    const nearest = this.lines.nearestOf(row, this.position, near);
    if (nearest !== undefined) return nearest;
    const parents = this.payload.tasks.parent;
    for (let at = row; at >= 0; at = parents[at]!) {
      if (this.position[at]! >= 0) return at === row || this.isCollapsed(at) ? at : -1;
    }
    return -1;
  }

  /** What is selected, to be selected again once the lines have other numbers. */
  private selection(): () => void {
    const [selected, anchor] = [this.selected, this.anchor].map((line) => this.lines.remember(line, this.payload.tasks.id));
    return () => ([this.selected, this.anchor] = [selected!(this.lines, this.payload.tasks.id), anchor!(this.lines, this.payload.tasks.id)]);
  }

  /** Brings rows into the order that is wished; who is selected stays so. */
  private arrangeAnew(): void {
    const again = this.selection();
    this.rearrange();
    again();
    this.outlineChanged();
  }

  private rearrange(): void {
    this.sequence = sequenceOf(this, this.wishes, this.held);
    this.lines = new Lines(this.count, this.sequence);
    this.position = new Int32Array(this.lines.size);
    if (this.query) this.find(this.query);
  }

  private unfold(): void {
    const { groups } = this.sequence;
    this.visible = groups ? linesOfGroups(groups, this.count, this.foldedGroups) : rowsOfOutline(this.sequence, this.subtreeEnd, this.collapsed);
    this.position.fill(-1);
    for (let place = 0; place < this.visible.length; place++) this.position[this.visible[place]!] = place;
    this.outline++;
  }

  /** Brings the line of a row into what is shown: it is held against the filter, and what folds it away opens. */
  private reveal(line: number): void {
    if (this.headingOf(line) || this.position[line]! >= 0) return;
    const { keep, groups } = this.sequence;
    const row = this.rowOf(line);
    if (keep && !keep[row]) this.held.add(this.payload.tasks.id[row]!);
    // Groups hold no summaries: going to one leads back to the outline.
    if (groups && this.isParent(row)) this.wishes = { ...this.wishes, group: null };
    if ((keep && !keep[row]) || groups) this.rearrange();
    for (let above = this.above(line); above >= 0; above = this.above(above)) {
      const heading = this.headingOf(above);
      if (heading) this.foldedGroups.delete(heading.title);
      else this.collapsed[above] = 0;
    }
    this.outlineChanged();
  }

  private outlineChanged(): void {
    this.unfold();
    // What was selected may be folded away or filtered out now: the nearest row above that is left stands in for it.
    let stays = this.selected < this.position.length ? this.selected : -1;
    while (stays >= 0 && this.position[stays]! < 0) stays = this.above(stays);
    const moved = stays !== this.selected;
    this.selected = stays;
    this.tell("rows");
    if (moved) this.tell("selection");
  }

  private tell(change: Change): void {
    for (const listener of this.listeners) listener(change);
  }
}
