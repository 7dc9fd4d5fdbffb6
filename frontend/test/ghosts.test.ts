import assert from "node:assert/strict";
import { test } from "node:test";
import { ghostsOf } from "../src/schedule/ghosts.ts";
import { Store } from "../src/schedule/store.ts";
import { smallPlan } from "./plan.ts";

const others = { id: [13, 12, 99], start: [100, null, 5], finish: [200, 50, 6] };

test("other dates stand in the rows of their tasks, and what is not on the page is left out", () => {
  const { start, finish } = ghostsOf(others, [11, 12, 13]);
  assert.deepEqual([...start], [Number.NaN, Number.NaN, 100]);
  assert.deepEqual([...finish], [Number.NaN, 50, 200]);
});

test("ghosts follow their tasks when rows come and go, and vanish when told", () => {
  const store = new Store(smallPlan());
  store.showGhosts(others);
  assert.equal(store.ghosts?.start[3], 100);
  const plan = smallPlan();
  for (const column of Object.values(plan.tasks) as unknown[][]) column.splice(2, 1);
  plan.tasks.parent = [-1, 0, 1, 0, 3, 3, -1];
  plan.links = { id: [], from: [], to: [], type: [], lag: [], critical: [] };
  plan.outside = { row: [], incoming: [], type: [], lag: [], label: [], date: [], url: [] };
  store.load(plan);
  assert.equal(store.ghosts?.start[2], 100);
  store.showGhosts(null);
  assert.equal(store.ghosts, null);
});
