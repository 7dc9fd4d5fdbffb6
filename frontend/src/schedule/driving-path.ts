// The driving path of a task on the page: which rows and lines belong to it. The server tells the path by tasks and
// links, through other plans too; here it becomes one mark a row and one a line, so that painting looks up one number.
import { Kind, type SchedulePayload } from "../contract.ts";

export interface PathAnswer {
  task: number;
  /** The plan of the task. */
  component: number;
  /** What decides its dates, nearest first; the task itself begins it. */
  before: { tasks: number[]; links: number[] };
  /** What its own dates decide, likewise. */
  behind: { tasks: number[]; links: number[] };
  /** Which of these tasks belong to other plans. */
  elsewhere: FarTask[];
  /** Of the task and of that with which the path begins: they may have no row here. */
  names: Record<number, string>;
  /** Tasks that wait for one of a plan that the reader may not see. */
  hidden: number[];
}

export interface FarTask {
  task: number;
  name: string;
  component: number;
  component_name: string;
}

/** A path, and whether what waits for the task is part of it. */
export interface ChosenPath {
  answer: PathAnswer;
  behind: boolean;
}

/** Of a row: on the path, or above one that is. */
export const ON_PATH = 1;
const HOLDS = 2;

export interface PathShown {
  readonly rows: Uint8Array;
  /** By link of the page. */
  readonly links: Uint8Array;
}

/** The tasks of a path, those before its task and, where wanted, those behind it. */
export function tasksOf({ answer, behind }: ChosenPath): Set<number> {
  return new Set(behind ? [...answer.before.tasks, ...answer.behind.tasks] : answer.before.tasks);
}

export function pathShown(path: ChosenPath, { tasks, links }: SchedulePayload): PathShown {
  const { answer, behind } = path;
  const rows = new Uint8Array(tasks.id.length);
  const standsFor = rowsOf(answer, tasks);
  for (const task of tasksOf(path)) {
    const row = standsFor(task);
    if (row >= 0) rows[row] = ON_PATH;
  }
  for (let row = rows.length - 1; row >= 0; row--) if (rows[row] && tasks.parent[row]! >= 0) rows[tasks.parent[row]!] ||= HOLDS;
  const wanted = new Set(behind ? [...answer.before.links, ...answer.behind.links] : answer.before.links);
  const marks = new Uint8Array(links.id.length);
  for (let link = 0; link < marks.length; link++) {
    const [from, to] = [links.from[link]!, links.to[link]!];
    // Between components of a roadmap one line stands for several links, and has the number of the first.
    const lifted = tasks.kind[from] === Kind.component || tasks.kind[to] === Kind.component;
    if (wanted.has(links.id[link]!) || (lifted && rows[from] === ON_PATH && rows[to] === ON_PATH)) marks[link] = 1;
  }
  return { rows, links: marks };
}

/** The row of a task, or on a roadmap that of its component where the task has none; -1 for none. */
function rowsOf(answer: PathAnswer, tasks: SchedulePayload["tasks"]): (task: number) => number {
  const ofTask = new Map<number, number>();
  const ofComponent = new Map<number, number>();
  tasks.id.forEach((id, row) => (tasks.kind[row] === Kind.component ? ofComponent.set(Math.abs(id), row) : ofTask.set(id, row)));
  const home = new Map(answer.elsewhere.map(({ task, component }) => [task, component]));
  return (task) => ofTask.get(task) ?? ofComponent.get(home.get(task) ?? answer.component) ?? -1;
}

/** What a screen reader is told of a path, and what stands above the rows. */
export function pathWords({ answer, behind }: ChosenPath, name: (task: number) => string | undefined): string {
  const of = `\u201c${name(answer.task) ?? "a task"}\u201d`;
  const count = answer.before.tasks.length - 1;
  const first = name(answer.before.tasks.at(-1)!);
  const from = first === undefined ? "" : `, back to \u201c${first}\u201d`;
  const alone = answer.hidden.length ? "Nothing that you may see decides" : "No other task decides";
  const words = count === 0 ? `${alone} the dates of ${of}` : `${many(count)} ${count === 1 ? "decides" : "decide"} the dates of ${of}${from}`;
  const waiting = answer.behind.tasks.length - 1;
  const then = !behind ? "" : waiting === 0 ? "; it decides those of no other" : `; it decides those of ${many(waiting)}`;
  const hidden = answer.hidden.length ? " The path goes on in a plan that you may not see." : "";
  return `${words}${then}.${hidden}`;
}

function many(count: number): string {
  return count === 1 ? "1 task" : `${count.toLocaleString()} tasks`;
}
