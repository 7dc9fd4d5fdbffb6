import assert from "node:assert/strict";
import { test } from "node:test";
import type { EditColumns, PlanPayload } from "../src/contract.ts";
import { formatDay } from "../src/lib/dates.ts";
import { criticality, p80 } from "../src/schedule/column-list.ts";
import { columnsOf } from "../src/schedule/columns.ts";
import { addressOf, isOffered, isOld, noteOn, RowConfidence, type RowsTold } from "../src/schedule/confidence.ts";
import { sureText } from "../src/schedule/sure.ts";
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

test("a plan for reading only does not offer them as columns, and a link for strangers only what it lets be seen", () => {
  const offered = (store: Store): boolean => columnsOf(store).some(({ key }) => key === "p80");
  assert.equal(offered(new Store(smallPlan(), "project")), false);
  assert.equal(offered(new Store(plan(), "project")), true);
  const shared = (more: object): Store => new Store({ ...smallPlan(), shared: true, ...more }, "project");
  assert.equal(isOffered(shared({})), false);
  assert.equal(isOffered(shared({ shows_confidence: true })), true);
  assert.equal(isOffered(new Store(smallPlan(), "project")), false);
});

test("each page asks for its own figures: a plan, a branch, a roadmap with what is open on it, a link", () => {
  const { component } = plan();
  assert.equal(addressOf(new Store(plan(), "project")), `/api/v1/components/${component.id}/confidence/tasks`);
  assert.equal(addressOf(new Store(plan({ branch: { id: 4 } }), "project")), "/api/v1/branches/4/confidence/tasks");
  assert.equal(addressOf(new Store(plan({ open: [7, 9] }), "roadmap")), `/api/v1/roadmaps/${component.id}/confidence/tasks?open=7,9`);
  assert.equal(addressOf(new Store({ ...smallPlan(), shared: true, shows_confidence: true }, "project")), "confidence.json");
});

test("a row says P50 and P80 in words where they are wanted, and which of them are of an earlier state", () => {
  const store = new Store(plan(), "project");
  store.showConfidence(new RowConfidence(told(store, { earlier: [false, true] }), store.payload.revision));
  assert.equal(sureText(store, POUR), "");
  store.showsSure = true;
  assert.equal(sureText(store, POUR), `P50 ${formatDay(20 * DAY - 1)}, P80 ${formatDay(21 * DAY - 1)}`);
  assert.ok(sureText(store, PAINT).endsWith(", of an earlier state"));
  assert.equal(sureText(store, 0), "");
  store.load({ ...store.payload, revision: store.payload.revision + 1 });
  assert.ok(sureText(store, POUR).endsWith(", of an earlier state"));
});
