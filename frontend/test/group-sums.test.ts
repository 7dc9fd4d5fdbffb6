import assert from "node:assert/strict";
import { test } from "node:test";
import type { EditColumns, SchedulePayload } from "../src/contract.ts";
import { formatDay } from "../src/lib/dates.ts";
import { sumText } from "../src/schedule/group-sums.ts";
import { Store } from "../src/schedule/store.ts";
import type { Wishes } from "../src/schedule/rows-shown.ts";
import { smallPlan } from "./plan.ts";

const DAY = 1440;
const [DIG, POUR, BRICKS, PAINT] = [2, 3, 5, 7];

/** Ann digs for 16 hours; she and Bob lay bricks, she for 8 hours and he for 24; Bob pours; nobody paints. */
function grouped(wishes: Partial<Wishes>, change: (tasks: EditColumns) => void = () => undefined): Store {
  const plan = smallPlan();
  const each = <Value>(value: Value): Value[] => plan.tasks.id.map(() => value);
  const tasks = {
    ...plan.tasks, may: each(3), active: each(1), actual_work: each(null), custom: each(null), workflow: { columns: [] },
    work: [null, null, 960, 1440, null, 1920, null, 600] as (number | null)[],
    cost: [null, null, "100.10", "200.20", null, "0.05", null, null] as (string | null)[],
    resource_work: [null, null, [960], [1440], null, [480, 1440], null, null] as (number[] | null)[],
  } as unknown as EditColumns;
  change(tasks);
  const store = new Store({ ...plan, tasks, fields: [], calendars: [] } as SchedulePayload);
  store.wish(wishes);
  return store;
}

function heading(store: Store, title: string, ...columns: string[]): string[] {
  const group = [...store.visible].map((line) => store.headingOf(line)).find((each) => each?.title === title);
  return columns.map((column) => sumText(store, group!, column));
}

test("by resources, each one's own work is added up, and nothing that belongs to whole tasks is told twice", () => {
  const store = grouped({ group: "resources" });
  assert.deepEqual(heading(store, "Ann", "start", "finish", "percent", "work", "cost"), [formatDay(0), formatDay(9 * DAY - 1), "33 %", "24 h", ""]);
  assert.deepEqual(heading(store, "Bob", "work", "cost", "actual_work"), ["48 h", "", ""]);
  assert.deepEqual(heading(store, "No resources", "work", "percent"), ["10 h", "0 %"]);
});

test("a heading whose tasks stand there alone adds up their cost", () => {
  const store = grouped({ group: "resources" }, ({ resources, resource_work: shares }) => {
    [resources[BRICKS], shares[BRICKS]] = ["Bob", [1920]];
  });
  assert.deepEqual(heading(store, "Ann", "work", "cost"), ["16 h", "100.10"]);
  assert.deepEqual(heading(store, "Bob", "work", "cost"), ["56 h", "200.25"]);
});

test("by another column the work of whole tasks is added up, of those in view and active", () => {
  const store = grouped({ group: "percent" }, ({ active }) => (active[PAINT] = 0));
  assert.deepEqual(heading(store, "0 %", "start", "work", "percent"), [formatDay(5 * DAY), "32 h", "0 %"]);
  assert.deepEqual(heading(store, "100 %", "start", "finish", "work", "name"), [formatDay(0), formatDay(2 * DAY - 1), "16 h", ""]);
  store.wish({ conditions: [{ column: "name", comparison: "contains", value: "dig" }] });
  assert.deepEqual(heading(store, "100 %", "work"), ["16 h"]);
});

test("a heading of inactive tasks or of milestones alone says no more than there is", () => {
  const store = grouped({ group: "name" }, ({ active }) => (active[DIG] = 0));
  assert.deepEqual(heading(store, "Dig", "start", "work", "cost"), ["", "", ""]);
  assert.deepEqual(heading(store, "Done", "finish", "percent", "work"), [formatDay(9 * DAY), "", ""]);
});

test("sums follow the plan", () => {
  const store = grouped({ group: "resources" });
  assert.deepEqual(heading(store, "Bob", "finish"), [formatDay(9 * DAY - 1)]);
  const changed = structuredClone(store.payload);
  changed.tasks.finish[POUR] = 12 * DAY;
  store.load(changed);
  assert.deepEqual(heading(store, "Bob", "finish"), [formatDay(12 * DAY - 1)]);
});

test("numbers of a field are added up, of tasks that stand under one heading; texts and dates are not", () => {
  const values = [null, null, { 4: 0.1, 5: "9" }, { 4: 0.2 }, null, { 4: -3, 5: "8" }, null, null];
  const fields = [{ id: 4, kind: "number" }, { id: 5, kind: "text" }];
  const store = grouped({ group: "resources" }, (tasks) => (tasks.custom = values as EditColumns["custom"]));
  Object.assign(store.payload, { fields });
  assert.deepEqual(heading(store, "No resources", "custom_4", "custom_5"), ["", ""]);
  store.wish({ group: "percent" });
  assert.deepEqual(heading(store, "100 %", "custom_4", "custom_5"), ["0.1", ""]);
  assert.deepEqual(heading(store, "0 %", "custom_4", "custom_9"), ["-3", ""]);
  store.wish({ group: "name" });
  assert.deepEqual(heading(store, "Pour", "custom_4"), ["0.2"]);
});

test("a resource whose name holds a semicolon is one heading with its own work", () => {
  const store = grouped({ group: "resources" }, ({ resources }) => (resources[BRICKS] = '"Smith; Sons" [50%]; Bob'));
  assert.deepEqual(heading(store, "Smith; Sons", "work"), ["8 h"]);
  assert.deepEqual(heading(store, "Bob", "work"), ["48 h"]);
});
