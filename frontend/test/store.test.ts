import assert from "node:assert/strict";
import { test } from "node:test";
import { Adjacency } from "../src/schedule/adjacency.ts";
import { subtreeEnds } from "../src/schedule/row-arrays.ts";
import { Store, type Change } from "../src/schedule/store.ts";
import { smallPlan } from "./plan.ts";

test("subtree ends follow the outline", () => {
  assert.deepEqual([...subtreeEnds([-1, 0, 1, 1, 0, 4, 4, -1])], [7, 4, 3, 4, 7, 6, 7, 8]);
});

test("a store opens with every row in view", () => {
  const store = new Store(smallPlan());
  assert.deepEqual([...store.visible], [0, 1, 2, 3, 4, 5, 6, 7]);
  assert.deepEqual([...store.position], [0, 1, 2, 3, 4, 5, 6, 7]);
});

test("collapsing hides the subtree, nested folds survive", () => {
  const store = new Store(smallPlan());
  store.setCollapsed(1, true);
  assert.deepEqual([...store.visible], [0, 1, 4, 5, 6, 7]);
  store.setCollapsed(0, true);
  assert.deepEqual([...store.visible], [0, 7]);
  assert.deepEqual([...store.position], [0, -1, -1, -1, -1, -1, -1, 1]);
  store.setCollapsed(0, false);
  assert.deepEqual([...store.visible], [0, 1, 4, 5, 6, 7]);
});

test("a leaf cannot be collapsed", () => {
  const store = new Store(smallPlan());
  store.setCollapsed(2, true);
  assert.equal(store.isCollapsed(2), false);
  assert.equal(store.outline, 1);
});

test("collapse from a level", () => {
  const store = new Store(smallPlan());
  store.collapseFrom(1);
  assert.deepEqual([...store.visible], [0, 1, 4, 7]);
  store.collapseFrom(Number.POSITIVE_INFINITY);
  assert.equal(store.visible.length, 8);
});

test("levels count from zero wherever the outline begins", () => {
  const plan = smallPlan();
  plan.tasks.level = plan.tasks.level.map((level) => level + 1);
  const store = new Store(plan);
  assert.deepEqual([...store.level], [0, 1, 2, 2, 1, 2, 2, 0]);
  store.collapseFrom(0);
  assert.deepEqual([...store.visible], [0, 7]);
});

test("critical only keeps the critical rows and what they stand under", () => {
  const store = new Store(smallPlan());
  store.togglePreset("critical");
  assert.deepEqual([...store.visible], [0, 1, 3, 4, 5]);
});

test("selecting a row opens what folds it away, and holds it against the filter", () => {
  const store = new Store(smallPlan());
  store.setCollapsed(0, true);
  store.togglePreset("critical");
  store.select(2);
  assert.deepEqual(store.wishes.presets, ["critical"]);
  assert.equal(store.isCollapsed(0), false);
  assert.equal(store.position[2], 2);
});

test("a selected row that is folded away hands over to the nearest row above", () => {
  const store = new Store(smallPlan());
  store.select(3);
  const told: Change[] = [];
  store.listen((change) => told.push(change));
  store.setCollapsed(1, true);
  assert.equal(store.selected, 1);
  assert.deepEqual(told, ["rows", "selection"]);
});

test("find looks at name, number and resources and goes round", () => {
  const store = new Store(smallPlan());
  store.find("  ANN ");
  assert.deepEqual([...store.matches], [2, 5]);
  store.select(2);
  assert.equal(store.nextMatch(1), 5);
  store.select(5);
  assert.equal(store.nextMatch(1), 2);
  assert.equal(store.nextMatch(-1), 2);
  store.find("1.2.2");
  assert.deepEqual([...store.matches], [6]);
  store.find("");
  assert.equal(store.nextMatch(1), -1);
});

test("a folded row is stood for by its summary, a filtered one by nothing", () => {
  const store = new Store(smallPlan());
  store.setCollapsed(4, true);
  assert.equal(store.shownAs(5, 0), 4);
  assert.equal(store.shownAs(2, 0), 2);
  store.setCollapsed(4, false);
  store.togglePreset("critical");
  assert.equal(store.shownAs(6, 0), -1);
});

test("adjacency knows the links at either end", () => {
  const links = new Adjacency(4, [0, 1, 0], [1, 3, 3]);
  assert.deepEqual([...links.of(0)], [0, 2]);
  assert.deepEqual([...links.of(1)], [0, 1]);
  assert.deepEqual([...links.of(2)], []);
  assert.deepEqual([...links.of(3)], [1, 2]);
  assert.deepEqual([...links.within(1, 4)].sort(), [0, 1, 1, 2]);
});
