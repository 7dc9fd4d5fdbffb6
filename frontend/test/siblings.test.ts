import assert from "node:assert/strict";
import { test } from "node:test";
import { Siblings } from "../src/schedule/siblings.ts";
import { Store } from "../src/schedule/store.ts";
import { smallPlan } from "./plan.ts";

function told(store: Store): string[] {
  const siblings = new Siblings(store);
  return [...store.visible].map((_, at) => {
    const { place, of } = siblings.at(at);
    return `${place}/${of}`;
  });
}

test("a row is told among its siblings, wherever they stand", () => {
  const store = new Store(smallPlan());
  assert.deepEqual(told(store), ["1/2", "1/2", "1/2", "2/2", "2/2", "1/2", "2/2", "2/2"]);
});

test("folding leaves the siblings, filters and groups count what is shown", () => {
  const store = new Store(smallPlan());
  const siblings = new Siblings(store);
  assert.deepEqual(siblings.at(7), { place: 2, of: 2 });
  store.setCollapsed(1, true);
  assert.deepEqual([siblings.at(1), siblings.at(2)], [{ place: 1, of: 2 }, { place: 2, of: 2 }]);
  store.setCollapsed(1, false);
  store.togglePreset("critical");
  assert.deepEqual(told(store), ["1/1", "1/2", "1/1", "2/2", "1/1"]);
  store.togglePreset("critical");
  store.wish({ group: "critical" });
  store.wish({ group: "resources" });
  const groups = told(store);
  const headings = [...store.visible].flatMap((row, at) => (store.headingOf(row) ? [groups[at]] : []));
  assert.deepEqual(headings, headings.map((_, index) => `${index + 1}/${headings.length}`));
});
