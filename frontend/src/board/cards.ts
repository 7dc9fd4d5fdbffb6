// The board as columns and lanes of rows: computed from the store, drawn elsewhere. A card is a row of the plan.
import { Kind, type CardState, type PlanPayload, type Workflow } from "../contract.ts";
import { namesIn } from "../lib/assigned.ts";
import { DAY } from "../lib/dates.ts";
import type { Store } from "../schedule/store.ts";
import type { Sprints } from "./sprints.ts";

export type Lanes = "none" | "assignee" | "summary" | "priority";
export type Only = "all" | "mine" | "unassigned" | "late" | "blocked";

export interface Wish {
  lanes: Lanes;
  only: Only;
  text: string;
}

/** Where a card is on its way to, until the server has answered. */
export interface Held {
  id: number;
  column: string;
  /** The card that it is put before; null is the end of the column. */
  before: number | null;
}

export interface Lane {
  key: string;
  title: string;
  /** Rows by the place of their column, top to bottom. */
  cells: number[][];
  count: number;
}

export interface Board {
  columns: Workflow["columns"];
  lanes: Lane[];
  /** Cards of each column, also those that the filter hides. */
  counts: number[];
  shown: number;
  all: number;
}

export type Shape = "done" | "late" | "tight" | "fine" | "none";

export interface Timing {
  shape: Shape;
  word: string;
}

const NO_ONE = "Nobody yet";
/** What priorities are called: the highest first. 500 is what every task begins with. */
const priorities: [number, string][] = [[700, "High"], [500, "Normal"], [0, "Low"]];

export function isCard(store: Store, plan: PlanPayload, row: number): boolean {
  return plan.tasks.kind[row] !== Kind.summary && !store.isParent(row) && plan.tasks.active[row] === 1;
}

export function stateOf(plan: PlanPayload, row: number): CardState {
  const key = plan.tasks.board_column[row];
  return plan.workflow.columns.find((column) => column.key === key)?.kind ?? "todo";
}

/** How a task stands against its dates, worst first; `now` in minutes of the plan's clock. */
export function timingOf(store: Store, plan: PlanPayload, row: number, now: number): Timing {
  const [finish, deadline, baseline] = [store.finish[row]!, store.deadline[row]!, store.baselineFinish[row]!];
  if (stateOf(plan, row) === "done") return { shape: "done", word: "Done" };
  if (Number.isNaN(finish)) return { shape: "none", word: "" };
  if (finish < now) return { shape: "late", word: `Overdue ${days(now - finish)}` };
  if (finish > deadline) return { shape: "late", word: `${days(finish - deadline)} past its deadline` };
  if (finish - baseline >= DAY) return { shape: "late", word: `Late ${days(finish - baseline)}` };
  if (plan.tasks.critical[row]) return { shape: "tight", word: "Critical" };
  const float = plan.tasks.total_float[row];
  if (float === null || float === undefined) return { shape: "none", word: "" };
  const free = Math.floor(float / plan.minutes_per_day);
  return free < 1 ? { shape: "tight", word: "No float" } : { shape: "fine", word: `${free} d float` };
}

function days(minutes: number): string {
  return `${Math.max(1, Math.round(minutes / DAY))} d`;
}

/** Who is on a task: who answers for it first. */
export function peopleOf(plan: PlanPayload, row: number): string[] {
  const { owner, resources } = plan.tasks;
  const names = resources[row] ? namesIn(resources[row]!) : [];
  return owner[row] ? [owner[row]!, ...names.filter((name) => name !== owner[row])] : names;
}

function passes(store: Store, plan: PlanPayload, mine: Set<number>, row: number, wish: Wish, now: number): boolean {
  const { tasks } = plan;
  if (wish.only === "mine" && !mine.has(tasks.id[row]!)) return false;
  if (wish.only === "unassigned" && peopleOf(plan, row).length) return false;
  if (wish.only === "blocked" && !tasks.blocked_reason[row]) return false;
  if (wish.only === "late" && timingOf(store, plan, row, now).shape !== "late") return false;
  const words = wish.text.trim().toLocaleLowerCase();
  if (!words) return true;
  const above = tasks.parent[row]!;
  const text = `${tasks.wbs[row]}\n${tasks.name[row]}\n${peopleOf(plan, row).join("\n")}\n${above < 0 ? "" : tasks.name[above]}\n${tasks.blocked_reason[row]}`;
  return text.toLocaleLowerCase().includes(words);
}

/** The lanes that a row belongs to: with several people on a task, the first of them. */
function laneOf(plan: PlanPayload, row: number, lanes: Lanes): { key: string; title: string; order: number } {
  const { tasks } = plan;
  if (lanes === "assignee") {
    const first = peopleOf(plan, row)[0] ?? "";
    return { key: first, title: first || NO_ONE, order: first ? 0 : 1 };
  }
  if (lanes === "summary") {
    const above = tasks.parent[row]!;
    const title = above < 0 ? "Without a summary task" : [tasks.wbs[above], tasks.name[above]].filter(Boolean).join(" ");
    return { key: String(above < 0 ? -1 : tasks.id[above]), title, order: above };
  }
  if (lanes === "priority") {
    const level = priorities.findIndex(([least]) => (tasks.priority[row] ?? 500) >= least);
    return { key: priorities[level]![1], title: `${priorities[level]![1]} priority`, order: level };
  }
  return { key: "", title: "", order: 0 };
}

function side(rank: number | null): number {
  return rank === null ? 0 : rank > 0 ? 1 : -1;
}

/** Rows of cards in the order of their column; the server sorts by the same rule. */
function inOrder(plan: PlanPayload, rows: number[]): number[] {
  const rank = plan.tasks.board_rank;
  return rows.sort((one, other) => side(rank[one]!) - side(rank[other]!) || (rank[one] ?? 0) - (rank[other] ?? 0) || one - other);
}

export function boardOf(store: Store, plan: PlanPayload, wish: Wish, sprints: Sprints, held: Held | null, now: number): Board {
  const { columns } = plan.workflow;
  const place = new Map(columns.map((column, index) => [column.key, index]));
  const counts = columns.map(() => 0);
  const found: number[][] = columns.map(() => []);
  const mine = new Set(plan.mine);
  let all = 0;
  for (let row = 0; row < store.count; row++) {
    if (!isCard(store, plan, row)) continue;
    all++;
    const moving = held?.id === plan.tasks.id[row];
    const at = place.get(held && moving ? held.column : plan.tasks.board_column[row]!) ?? 0;
    counts[at]!++;
    if (moving || (sprints.shows(plan.tasks.sprint[row] ?? null, stateOf(plan, row) === "done") && passes(store, plan, mine, row, wish, now))) found[at]!.push(row);
  }
  const lanes = new Map<string, Lane & { order: number }>();
  let shown = 0;
  found.forEach((rows, at) => {
    for (const row of withHeld(plan, inOrder(plan, rows), held, columns[at]!.key)) {
      const { key, title, order } = laneOf(plan, row, wish.lanes);
      const lane = lanes.get(key) ?? { key, title, order, cells: columns.map(() => []), count: 0 };
      lanes.set(key, lane);
      lane.cells[at]!.push(row);
      lane.count++;
      shown++;
    }
  });
  const sorted = [...lanes.values()].sort((one, other) => one.order - other.order || one.title.localeCompare(other.title));
  if (!sorted.length) sorted.push({ key: "", title: "", order: 0, cells: columns.map(() => []), count: 0 });
  return { columns, lanes: sorted, counts, shown, all };
}

function withHeld(plan: PlanPayload, rows: number[], held: Held | null, column: string): number[] {
  if (held?.column !== column) return rows;
  const row = plan.tasks.id.indexOf(held.id);
  const others = rows.filter((each) => each !== row);
  const at = held.before === null ? -1 : others.findIndex((each) => plan.tasks.id[each] === held.before);
  others.splice(at < 0 ? others.length : at, 0, row);
  return others;
}

/** Letters for a name: "IS" for Ingrid Solheim. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  return ((words[0]?.[0] ?? "") + (words.length > 1 ? words[words.length - 1]![0]! : "")).toLocaleUpperCase();
}
