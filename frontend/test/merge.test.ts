import assert from "node:assert/strict";
import { test } from "node:test";
import type { Answer, Difference, EditColumns, PlanPayload } from "../src/contract.ts";
import { merged } from "../src/schedule/merge.ts";
import { Store } from "../src/schedule/store.ts";
import { smallPlan } from "./plan.ts";

const ADDED = ["version", "uid", "code", "may", "duration_text", "free_float", "manual", "active", "constraint", "constraint_date", "actual_start",
  "actual_finish", "physical_percent", "calendar", "priority", "work", "cost", "fixed_cost", "actual_cost", "noted", "task_type", "effort_driven",
  "board_column", "board_rank", "blocked_since", "blocked_reason", "actual_work", "owner"];

const workflow = { refuses: false, columns: [] };

function editable(): PlanPayload {
  const plan = smallPlan();
  const more = Object.fromEntries(ADDED.map((name) => [name, plan.tasks.id.map(() => 1)]));
  return { ...plan, tasks: { ...plan.tasks, ...more } as unknown as EditColumns, calendars: [], fields: [], currency: "EUR", workflow, mine: [], may_edit: true, undo: null, redo: null };
}

/** An answer that tells of these rows, as they are now. */
function answer(plan: PlanPayload, rows: number, told: Record<string, unknown>[], more: Partial<Difference> = {}): Answer & Difference {
  const names = ["row", ...Object.keys(plan.tasks)];
  const tasks = Object.fromEntries(names.map((name) => [name, told.map((row) => row[name] ?? (name === "name" ? "" : 0))]));
  return {
    revision: 2, since: 1, rows, whole: null, tasks: tasks as unknown as Difference["tasks"],
    links: { id: [], from: [], to: [], type: [], lag: [], critical: [] }, removed: { tasks: [], links: [] }, outside: plan.outside,
    nonworking: null, status_date: null, workflow, undo: null, redo: null, ...more,
  };
}

test("a changed row takes the answer's values, all others keep theirs", () => {
  const plan = editable();
  const now = merged(plan, answer(plan, 8, [{ row: 3, id: 13, parent: 1, level: 2, name: "Pour more", start: 5 }]));
  assert.deepEqual(now.tasks.name, ["Build", "Foundation", "Dig", "Pour more", "Walls", "Bricks", "Done", "Paint"]);
  assert.equal(now.tasks.start[3], 5);
  assert.deepEqual(now.tasks.parent, plan.tasks.parent);
  assert.deepEqual(now.links, plan.links);
  assert.equal(now.revision, 2);
});

test("a column that is not told stays as it was, row by row", () => {
  const plan = editable();
  const told = answer(plan, 8, [{ row: 1, id: 17, parent: 0, level: 1, start: 7 }, { row: 4, id: 13, parent: 2, level: 2, start: 5 }]);
  delete told.tasks.name;
  delete told.tasks.finish;
  const now = merged(plan, told);
  assert.deepEqual(now.tasks.name, ["Build", "Paint", "Foundation", "Dig", "Pour", "Walls", "Bricks", "Done"]);
  assert.equal(now.tasks.finish[1], plan.tasks.finish[7]);
  assert.deepEqual([now.tasks.start[1], now.tasks.start[4]], [7, 5]);
});

test("a new row shifts parents and links below it", () => {
  const plan = editable();
  const now = merged(plan, answer(plan, 9, [{ row: 2, id: 99, parent: 1, level: 2, name: "Survey" }]));
  assert.deepEqual(now.tasks.id, [10, 11, 99, 12, 13, 14, 15, 16, 17]);
  assert.deepEqual(now.tasks.parent, [-1, 0, 1, 1, 1, 0, 5, 5, -1]);
  assert.deepEqual(now.links.from, [3, 4, 6, 3]);
  assert.deepEqual(now.links.to, [4, 6, 7, 8]);
});

test("removed rows take their links along", () => {
  const plan = editable();
  const now = merged(plan, answer(plan, 7, [], { removed: { tasks: [13], links: [1] } }));
  assert.deepEqual(now.tasks.id, [10, 11, 12, 14, 15, 16, 17]);
  assert.deepEqual(now.links.id, [3, 4]);
  assert.deepEqual(now.tasks.parent, [-1, 0, 1, 0, 3, 3, -1]);
});

test("a moved row goes to its place", () => {
  const plan = editable();
  const now = merged(plan, answer(plan, 8, [{ row: 1, id: 17, parent: 0, level: 1, name: "Paint" }]));
  assert.deepEqual(now.tasks.id, [10, 17, 11, 12, 13, 14, 15, 16]);
  assert.deepEqual(now.tasks.parent, [-1, 0, 0, 2, 2, 0, 5, 5]);
});

test("links of the answer replace those of the same id", () => {
  const plan = editable();
  const links = { id: [2, 7], from: [3, 2], to: [5, 6], type: [1, 0], lag: ["+2d", ""], critical: [0, 1] };
  const now = merged(plan, answer(plan, 8, [], { links }));
  assert.deepEqual(now.links.id, [1, 3, 4, 2, 7]);
  assert.deepEqual(now.links.lag, ["", "", "", "+2d", ""]);
});

test("an answer that does not fit is noticed", () => {
  const plan = editable();
  assert.throws(() => merged(plan, answer(plan, 12, [])), /does not fit/);
});

test("a plan as a whole replaces everything", () => {
  const plan = editable();
  const whole = { ...editable(), revision: 9 };
  assert.equal(merged(plan, { revision: 9, undo: null, redo: null, whole }), whole);
});

test("folds and the selection stay with their rows when a plan is loaded again", () => {
  const plan = editable();
  const store = new Store(plan);
  store.setCollapsed(4, true);
  store.select(3);
  store.load(merged(plan, answer(plan, 9, [{ row: 0, id: 99, parent: -1, level: 0, name: "First" }])));
  assert.equal(store.selected, 4);
  assert.equal(store.isCollapsed(5), true);
  store.load(merged(store.payload as PlanPayload, answer(plan, 8, [], { removed: { tasks: [13], links: [] } })));
  assert.equal(store.selected, 4);
});

test("a selection of several rows has two ends", () => {
  const store = new Store(editable());
  store.select(5);
  store.extendTo(2);
  assert.deepEqual(store.selectedRows(), [2, 3, 4, 5]);
  assert.deepEqual([1, 2, 5, 6].map((row) => store.isSelected(row)), [false, true, true, false]);
  store.select(2);
  assert.deepEqual(store.selectedRows(), [2]);
});
