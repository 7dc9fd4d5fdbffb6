import assert from "node:assert/strict";
import { test } from "node:test";
import { Kind } from "../src/contract.ts";
import { pathShown, pathWords, tasksOf, type PathAnswer } from "../src/schedule/driving-path.ts";
import { Store } from "../src/schedule/store.ts";
import { smallPlan } from "./plan.ts";

/** Dig - Pour - Bricks - Done: of Bricks. */
const answer: PathAnswer = {
  task: 15, component: 1,
  before: { tasks: [15, 13, 12], links: [2, 1] },
  behind: { tasks: [15, 16], links: [3] },
  elsewhere: [], hidden: [], names: {},
};

test("a path marks its rows and lines; what holds them neither stands out nor steps back", () => {
  const { rows, links } = pathShown({ answer, behind: false }, smallPlan());
  assert.deepEqual([...rows], [2, 2, 1, 1, 2, 1, 0, 0]);
  assert.deepEqual([...links], [1, 1, 0, 0]);
  const both = pathShown({ answer, behind: true }, smallPlan());
  assert.deepEqual([...both.rows], [2, 2, 1, 1, 2, 1, 1, 0]);
  assert.deepEqual([...both.links], [1, 1, 1, 0]);
  assert.deepEqual([...tasksOf({ answer, behind: true })], [15, 13, 12, 16]);
});

test("a path follows its tasks when rows come and go, and ends when told", () => {
  const store = new Store(smallPlan());
  store.showPath({ answer, behind: false });
  assert.deepEqual([store.isOnPath(3), store.isOffPath(3), store.isOnPath(7), store.isOffPath(7)], [true, false, false, true]);
  const plan = smallPlan();
  plan.tasks.id = [10, 11, 13, 12, 14, 15, 16, 18];
  plan.links.id = [9, 2, 3, 4];
  store.load(plan);
  assert.deepEqual([...store.path!.rows], [2, 2, 1, 1, 2, 1, 0, 0]);
  assert.deepEqual([...store.path!.links], [0, 1, 0, 0]);
  store.showPath(null);
  assert.deepEqual([store.isOnPath(3), store.isOffPath(7)], [false, false]);
});

test("groups have headings that belong to no path", () => {
  const store = new Store(smallPlan());
  store.showPath({ answer, behind: false });
  store.wish({ group: "resources" });
  const heading = store.visible[0]!;
  assert.ok(heading >= store.count);
  assert.deepEqual([store.isOnPath(heading), store.isOffPath(heading)], [false, false]);
});

test("on a roadmap a task without a row is shown by its component, and so are lines between components", () => {
  const plan = smallPlan();
  plan.tasks.kind.fill(Kind.component);
  plan.tasks.id = [-1, -2, -3, -4, -5, -6, -7, -8];
  plan.tasks.kind[7] = Kind.milestone;
  plan.tasks.id[7] = 3;
  plan.links.id = [70, 71, 72, 73];
  const far: PathAnswer = {
    task: 3, component: 6,
    before: { tasks: [3, 40, 41], links: [99] },
    behind: { tasks: [3], links: [] },
    elsewhere: [{ task: 40, name: "Far", component: 4, component_name: "Four" }],
    hidden: [], names: {},
  };
  const { rows, links } = pathShown({ answer: far, behind: false }, plan);
  assert.equal(rows[7], 1);
  assert.equal(rows[3], 1);
  assert.equal(rows[5], 1);
  assert.deepEqual([...links], [0, 1, 0, 0]);
});

test("a path is said in words", () => {
  const names = new Map([[15, "Bricks"], [13, "Pour"], [12, "Dig"], [16, "Done"]]);
  const name = (task: number): string | undefined => names.get(task);
  assert.equal(pathWords({ answer, behind: false }, name), "2 tasks decide the dates of \u201cBricks\u201d, back to \u201cDig\u201d.");
  assert.equal(pathWords({ answer, behind: true }, name), "2 tasks decide the dates of \u201cBricks\u201d, back to \u201cDig\u201d; it decides those of 1 task.");
  const first = { ...answer, task: 12, before: { tasks: [12], links: [] }, behind: { tasks: [12], links: [] } };
  assert.equal(pathWords({ answer: first, behind: true }, name), "No other task decides the dates of \u201cDig\u201d; it decides those of no other.");
  const told = pathWords({ answer: { ...answer, hidden: [12] }, behind: false }, name);
  assert.equal(told.slice(told.indexOf(". ")), ". The path goes on in a plan that you may not see.");
  assert.equal(pathWords({ answer: { ...first, hidden: [12] }, behind: false }, name), "Nothing that you may see decides the dates of \u201cDig\u201d. The path goes on in a plan that you may not see.");
});
