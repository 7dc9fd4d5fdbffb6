// Which rows are to be shown, in which order: the one place where filter, sorting, grouping and folding meet.
// Everything is rows' numbers in flat arrays; ids, and with them what edits mean, stay untouched.
import { presets, testOf, type Condition, type Test } from "./conditions.ts";
import { columnOf } from "./columns.ts";
import { groupingOf, type Group } from "./groups.ts";
import { ranksOf, sortedOutline } from "./sorting.ts";
import type { Store } from "./store.ts";

export interface Wishes {
  presets: string[];
  conditions: Condition[];
  sort: { column: string; descending: boolean } | null;
  /** Key of the column whose values the tasks are put under. */
  group: string | null;
}

export const noWishes: Wishes = { presets: [], conditions: [], sort: null, group: null };

/** Of a row: hit by the filter, or only there because hits stand under it. */
export const HIT = 1;
export const CONTEXT = 2;

/** How many rows a filter hit. */
export function hitsOf(keep: Uint8Array): number {
  let hits = 0;
  for (let row = 0; row < keep.length; row++) if (keep[row] && keep[row] !== CONTEXT) hits++;
  return hits;
}

/** What a filter lets through: hits and what they stand under; null for everything. `held` rows stay, whatever they say now. */
export function passing(store: Store, wishes: Wishes, held: ReadonlySet<number>): Uint8Array | null {
  const tests = [
    ...presets.filter(({ key }) => wishes.presets.includes(key)).map(({ test }) => test(store)),
    ...wishes.conditions.map((condition) => testOf(store, condition)),
  ].filter((test): test is Test => test !== null);
  if (!tests.length) return null;
  const { id, parent } = store.payload.tasks;
  const keep = new Uint8Array(store.count);
  for (let row = 0; row < keep.length; row++) if (tests.every((test) => test(row))) keep[row] = HIT;
  if (held.size) for (let row = 0; row < keep.length; row++) if (held.has(id[row]!)) keep[row] = HIT;
  for (let row = keep.length - 1; row >= 0; row--) if (keep[row] && parent[row]! >= 0) keep[parent[row]!] ||= CONTEXT;
  return keep;
}

/** Filter, order and groups of a plan, before anything is folded. */
export interface Sequence {
  keep: Uint8Array | null;
  /** All rows in the order of the page; null for the plan's own. Every row stands directly before what is below it. */
  order: Int32Array | null;
  /** Tasks by their group; null for the outline. */
  groups: Group[] | null;
  /** Rows of the lines behind the headings: tasks that stand in several groups. */
  further: Int32Array;
}

export function sequenceOf(store: Store, wishes: Wishes, held: ReadonlySet<number>): Sequence {
  const keep = passing(store, wishes, held);
  const sorted = wishes.sort ? columnOf(store, wishes.sort.column) : undefined;
  const ranks = sorted ? ranksOf(store, sorted) : null;
  const grouped = wishes.group === null ? undefined : columnOf(store, wishes.group);
  const descending = wishes.sort?.descending ?? false;
  return {
    keep,
    order: ranks && sortedOutline(store.payload.tasks.parent, ranks, descending),
    ...(grouped ? groupingOf(store, grouped, keep, ranks, descending) : { groups: null, further: new Int32Array(0) }),
  };
}

/** The rows of the outline to show, top to bottom. */
export function rowsOfOutline({ keep, order }: Sequence, subtreeEnd: Int32Array, collapsed: Uint8Array): Int32Array<ArrayBuffer> {
  const rows = new Int32Array(subtreeEnd.length);
  let size = 0;
  for (let place = 0; place < rows.length; ) {
    const row = order ? order[place]! : place;
    const below = subtreeEnd[row]! - row;
    // A row that is kept keeps its parents: a parent that is not kept has nothing below to show.
    if (keep && !keep[row]) {
      place += below;
      continue;
    }
    rows[size++] = row;
    place += collapsed[row] ? below : 1;
  }
  return rows.slice(0, size);
}

/** Headings, numbered on from the last row, each before the tasks of its group unless it is folded. */
export function linesOfGroups(groups: Group[], count: number, folded: ReadonlySet<string>): Int32Array<ArrayBuffer> {
  const rows = new Int32Array(groups.reduce((sum, group) => sum + 1 + group.lines.length, 0));
  let size = 0;
  groups.forEach((group, index) => {
    rows[size++] = count + index;
    if (folded.has(group.title)) return;
    rows.set(group.lines, size);
    size += group.lines.length;
  });
  return rows.slice(0, size);
}
