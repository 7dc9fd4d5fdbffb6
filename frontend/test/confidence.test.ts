import assert from "node:assert/strict";
import { test } from "node:test";
import type { EditColumns, PlanPayload } from "../src/contract.ts";
import { criticality, p80 } from "../src/schedule/column-list.ts";
import { columnsOf } from "../src/schedule/columns.ts";
import { isOld, noteOn, RowConfidence, type RowsTold } from "../src/schedule/confidence.ts";
import { Store } from "../src/schedule/store.ts";
import { smallPlan } from "./plan.ts";

const DAY = 1440;
const [POUR, PAINT] = [3, 7];

function plan(more: Partial<PlanPayload> = {}): PlanPayload {
  const plain = smallPlan();
  const tasks = { ...plain.tasks, may: plain.tasks.id.map(() => 1) } as unknown as EditColumns;
  return { ...plain, tasks, fields: [], calendars: [], ...more } as unknown as PlanPayload;
}

function told(store: Store, more: Partial<RowsTold> = {}): RowsTold {
  const { id } = store.payload.tasks;
  return { ids: [id[POUR]!, id[PAINT]!], p50: [20 * DAY, 30 * DAY], p80: [21 * DAY, 34 * DAY], criticality: [12.5, null], reason: "", old: false, waiting: false, ...more };
}

test("figures stand at the rows of their tasks, and nowhere else", () => {
  const store = new Store(plan(), "project");
  assert.equal(p80.text(store, POUR), "");
  assert.equal(noteOn(store), "Being asked for.");
  store.showConfidence(new RowConfidence(told(store), store.payload.revision));
  assert.equal(p80.value!(store, POUR), 21 * DAY - 1, "what ends at midnight ended on the day before");
  assert.equal(criticality.text(store, POUR), "12.5 %");
  assert.equal(criticality.text(store, PAINT), "");
  assert.equal(p80.text(store, 0), "");
  assert.equal(noteOn(store), "");
});

test("rows are filtered by a figure as soon as it is there", () => {
  const store = new Store(plan(), "project");
  store.wish({ conditions: [{ column: "criticality", comparison: "above", value: "10" }] });
  assert.equal(store.hits, 0);
  store.showConfidence(new RowConfidence(told(store), store.payload.revision));
  assert.equal(store.hits, 1);
  assert.ok(store.isHit(POUR));
});

test("what belongs to an earlier state of the plan is told as old", () => {
  const store = new Store(plan(), "project");
  store.showConfidence(new RowConfidence(told(store), store.payload.revision));
  assert.equal(isOld(store), false);
  store.load({ ...store.payload, revision: store.payload.revision + 1 });
  assert.equal(isOld(store), true);
  assert.ok(noteOn(store).includes("earlier state"));
  store.showConfidence(new RowConfidence(told(store, { ids: [], p50: [], p80: [], criticality: [], old: false, reason: "All work is done." }), store.payload.revision));
  assert.equal(isOld(store), false);
  assert.equal(noteOn(store), "All work is done.");
});

test("a plan for reading only does not offer them, and a branch says that it is not simulated", () => {
  const offered = (store: Store): boolean => columnsOf(store).some(({ key }) => key === "p80");
  assert.equal(offered(new Store(smallPlan(), "project")), false);
  assert.equal(offered(new Store(plan(), "project")), true);
  assert.ok(noteOn(new Store(plan({ branch: { id: 4 } }), "project")).includes("branch"));
});
