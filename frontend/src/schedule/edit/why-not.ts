// Why a cell, a row or a link cannot be changed here, in words: whose it is, and what can be done instead.
import { Kind } from "../../contract.ts";
import type { Column } from "../columns.ts";
import type { Store } from "../store.ts";

export const AMONG_ALL = "Rows are added, moved and deleted among all tasks of their project: show those first, with the button Tasks.";
export const BETWEEN_TASKS = "Links join tasks, not projects: show the tasks of the project first, with the button Tasks.";

/** The name of the project on a roadmap to which a row belongs. */
function projectOf(store: Store, row: number): string {
  const { kind, name, parent } = store.payload.tasks;
  let at = row;
  while (at >= 0 && kind[at] !== Kind.component) at = parent[at]!;
  return at < 0 ? "" : name[at]!;
}

export function whyNot(column: Column, store: Store, row: number): string {
  const { kind } = store.payload.tasks;
  if (kind[row] === Kind.component) return "This is computed from the tasks of the project: show those with the button Tasks, and change them.";
  if (column.leaf && store.isParent(row)) return "This comes from the rows below: change those.";
  const barred = column.barred?.(store, row);
  if (barred) return barred;
  if (store.mode === "roadmap" && column.edit && store.plan?.tasks.may[row] === 0) return `The plan of \u201c${projectOf(store, row)}\u201d is not yours to change: ask who manages that project.`;
  return "This cell is not typed: it is computed, or not yours to change.";
}
