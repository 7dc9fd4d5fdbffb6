import assert from "node:assert/strict";
import { test } from "node:test";
import { pull } from "../src/schedule/edit/edge-scroll.ts";
import { dropAt } from "../src/schedule/edit/row-drag.ts";
import { Unsent } from "../src/schedule/edit/unsent.ts";
import { distance, type Point } from "../src/schedule/routing.ts";
import { Store } from "../src/schedule/store.ts";
import { smallPlan } from "./plan.ts";

test("a border pulls the more the nearer the pointer, and not in between", () => {
  assert.equal(pull(500, 0, 1000), 0);
  assert.equal(pull(36, 0, 1000), 0);
  assert.ok(pull(20, 0, 1000) < 0);
  assert.ok(pull(0, 0, 1000) < pull(20, 0, 1000));
  assert.equal(pull(-400, 0, 1000), pull(0, 0, 1000));
  assert.ok(pull(990, 0, 1000) > pull(970, 0, 1000));
  assert.equal(pull(20, 0, 40), 0);
});

test("rows go before, behind or into where they are let go", () => {
  const store = new Store(smallPlan());
  const parent = store.payload.tasks.parent;
  const summary = parent.findIndex((_, row) => store.isParent(row));
  const child = summary + 1;
  const plain = parent.findIndex((_, row) => !store.isParent(row) && row > child);
  assert.deepEqual(dropAt(store, [plain], summary, 0.1), { target: summary, where: "before" });
  assert.deepEqual(dropAt(store, [plain], summary, 0.5), { target: summary, where: "parent" });
  assert.deepEqual(dropAt(store, [plain], summary, 0.9), { target: child, where: "before" });
  store.setCollapsed(summary, true);
  assert.deepEqual(dropAt(store, [plain], summary, 0.9), { target: summary, where: "after" });
  store.setCollapsed(summary, false);
  assert.deepEqual(dropAt(store, [summary], plain, 0.9), plain < store.subtreeEnd[summary]! ? null : { target: plain, where: "after" });
  assert.equal(dropAt(store, [summary], child, 0.9), null);
  assert.equal(dropAt(store, [plain], -1, 0.5), null);
});

test("a place is as far from a way as from its nearest line", () => {
  const way: Point[] = [[0, 0], [10, 0], [10, 20]];
  assert.equal(distance(way, [5, 0]), 0);
  assert.equal(distance(way, [5, 3]), 3);
  assert.equal(distance(way, [12, 10]), 2);
  assert.equal(distance(way, [13, 24]), 5);
});

test("what was not sent is found again, and nothing else", () => {
  const kept = new Map<string, string>();
  const shelf = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
  const mine = new Unsent("1", shelf);
  assert.deepEqual(mine.kept(), []);
  const change = { path: "edits" as const, body: { revision: 3, edits: [] } };
  assert.equal(mine.keep([change]), true);
  assert.deepEqual(new Unsent("1", shelf).kept(), [change]);
  assert.deepEqual(new Unsent("2", shelf).kept(), []);
  assert.equal(mine.keep([{ path: "edits", body: { text: "x".repeat(2_000_001) } }]), false);
  assert.deepEqual(mine.kept(), []);
  for (const broken of ["{", "null", "7", '[{"path": "steal", "body": {}}, 3, null]']) {
    kept.set("1", broken);
    assert.deepEqual(mine.kept(), [], broken);
  }
  const full = new Unsent("1", { ...shelf, setItem: () => { throw new Error("full"); } });
  assert.equal(full.keep([change]), false);
});
