// Brings the answer to an edit into the plan that the page holds. Parents and ends of links are rows' places, which shift
// when rows come and go: in between they are followed by id.
import type { Answer, Difference, EditColumns, LinkColumns, PlanPayload } from "../contract.ts";

/** Columns that a plan is told without where no row has a value. */
const RARE = ["estimate", "contours"] as const;

type Column = (number | string | null)[];

/** For each row of the merged plan where it comes from: a row of the old plan, or -1 - a row of the answer. */
function sources(plan: PlanPayload, answer: Difference): Int32Array {
  const from = new Int32Array(answer.rows).fill(-1 - answer.tasks.id.length);
  const told = new Set(answer.tasks.id);
  const gone = new Set(answer.removed.tasks);
  answer.tasks.row.forEach((row, index) => (from[row] = -1 - index));
  const empty = -1 - answer.tasks.id.length;
  let place = 0;
  plan.tasks.id.forEach((id, row) => {
    if (told.has(id) || gone.has(id)) return;
    while (place < from.length && from[place] !== empty) place++;
    if (place < from.length) from[place++] = row;
  });
  if (from.includes(empty)) throw new Error("The answer does not fit the plan that is shown.");
  return from;
}

/** For each row of the merged plan the row of the old one with the same task. */
function rowsBefore(plan: PlanPayload, answer: Difference, from: Int32Array): Int32Array {
  const rowOf = new Map(plan.tasks.id.map((id, row) => [id, row]));
  const was = answer.tasks.id.map((id) => rowOf.get(id)!);
  return from.map((source) => (source >= 0 ? source : was[-1 - source]!));
}

function taken(old: Column, fresh: Column, from: Int32Array): Column {
  const column: Column = new Array<number | string | null>(from.length);
  for (let row = 0; row < from.length; row++) {
    const source = from[row]!;
    column[row] = source >= 0 ? old[source]! : fresh[-1 - source]!;
  }
  return column;
}

export function merged(plan: PlanPayload, answer: Answer): PlanPayload {
  if (answer.whole) return answer.whole;
  const from = sources(plan, answer);
  const told = answer.tasks as unknown as Record<string, Column | undefined>;
  const columns = Object.entries(plan.tasks) as [string, Column][];
  for (const name of RARE) if (told[name] && !plan.tasks[name]) columns.push([name, new Array<null>(plan.tasks.id.length).fill(null)]);
  // A column in which no row is different is not told.
  const before = columns.some(([name]) => !told[name]) ? rowsBefore(plan, answer, from) : from;
  const tasks = Object.fromEntries(
    columns.map(([name, old]) => [name, told[name] ? taken(old, told[name], from) : taken(old, old, before)]),
  ) as unknown as EditColumns;
  const rowOf = new Map(tasks.id.map((id, row) => [id, row]));
  const now = (oldRow: number): number => (oldRow < 0 ? -1 : rowOf.get(plan.tasks.id[oldRow]!) ?? -1);
  for (let row = 0; row < from.length; row++) if (from[row]! >= 0) tasks.parent[row] = now(plan.tasks.parent[from[row]!]!);
  return {
    ...plan,
    revision: answer.revision,
    status_date: answer.status_date ?? plan.status_date,
    nonworking: answer.nonworking ?? plan.nonworking,
    workflow: answer.workflow,
    calendars: answer.calendars ?? plan.calendars,
    outside: answer.outside,
    undo: answer.undo,
    redo: answer.redo,
    tasks,
    links: mergedLinks(plan.links, answer, now),
  };
}

function mergedLinks(old: LinkColumns, answer: Difference, now: (row: number) => number): LinkColumns {
  const told = new Set([...answer.removed.links, ...answer.links.id]);
  const links: LinkColumns = { id: [], from: [], to: [], type: [], lag: [], critical: [] };
  const add = (columns: LinkColumns, index: number, from: number, to: number): void => {
    links.id.push(columns.id[index]!);
    links.from.push(from);
    links.to.push(to);
    links.type.push(columns.type[index]!);
    links.lag.push(columns.lag[index]!);
    links.critical.push(columns.critical[index]!);
  };
  for (let index = 0; index < old.id.length; index++) {
    const [from, to] = [now(old.from[index]!), now(old.to[index]!)];
    if (from >= 0 && to >= 0 && !told.has(old.id[index]!)) add(old, index, from, to);
  }
  for (let index = 0; index < answer.links.id.length; index++) add(answer.links, index, answer.links.from[index]!, answer.links.to[index]!);
  return links;
}
