import assert from "node:assert/strict";
import { test } from "node:test";
import type { EditColumns, PlanPayload } from "../src/contract.ts";
import { contoursOf, contourText } from "../src/schedule/contours.ts";
import { merged } from "../src/schedule/merge.ts";
import { Store } from "../src/schedule/store.ts";
import { smallPlan } from "./plan.ts";

const POUR = 3;

function plan(contours?: (string[] | null)[]): PlanPayload {
  const plain = smallPlan();
  const all = <Value>(value: Value): Value[] => plain.tasks.id.map(() => value);
  const tasks = { ...plain.tasks, may: all(1), resources: all('Ann; "Bo; Sons" [50%]; Sand'), resource_work: all([480, 240, 0]), ...(contours ? { contours } : {}) };
  return { ...plain, tasks: tasks as unknown as EditColumns, fields: [], calendars: [] } as unknown as PlanPayload;
}

test("who works on a task has a contour, flat where none is told; material has none", () => {
  const flat = [{ name: "Ann", contour: "flat" }, { name: "Bo; Sons", contour: "flat" }];
  assert.deepEqual(contoursOf(new Store(plan(), "project"), POUR), flat);
  assert.deepEqual(contoursOf(new Store(plan(), "project"), 0), [], "a summary has nobody");
  const told = plan(smallPlan().tasks.id.map((_, row) => (row === POUR ? ["bell", "flat", "flat"] : null)));
  assert.equal(contoursOf(new Store(told, "project"), POUR)[0]!.contour, "bell");
});

test("another contour of one is typed with those of the others", () => {
  const people = [{ name: "Ann", contour: "bell" }, { name: "Bo; Sons", contour: "contoured" }, { name: "Cy", contour: "flat" }];
  assert.equal(contourText(people, "Cy", "late_peak"), 'Ann [Bell]; "Bo; Sons" [By hand]; Cy [Late peak]');
  assert.equal(contourText(people, "Ann", "flat"), '"Bo; Sons" [By hand]');
});

test("the first contour of a plan comes with an answer", () => {
  const before = plan();
  const { tasks, links } = before;
  const told = { row: [POUR], id: [tasks.id[POUR]!], parent: [tasks.parent[POUR]!], version: [2], may: [1], contours: [["bell", "flat", "flat"]] };
  const none = { id: [], from: [], to: [], type: [], lag: [], critical: [] };
  const answer = { whole: null, revision: 9, since: 1, rows: tasks.id.length, tasks: told, links: none, removed: { tasks: [], links: [] }, outside: before.outside, nonworking: null, status_date: null, workflow: before.workflow, undo: null, redo: null };
  const after = merged({ ...before, tasks: { ...tasks, version: tasks.id.map(() => 1) }, links } as PlanPayload, answer as never);
  assert.deepEqual(after.tasks.contours![POUR], ["bell", "flat", "flat"]);
  assert.equal(after.tasks.contours![POUR + 1], null);
});
