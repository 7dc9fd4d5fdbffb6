import assert from "node:assert/strict";
import { test } from "node:test";
import type { Answer, EditColumns, Estimate, PlanPayload } from "../src/contract.ts";
import { optimistic, pessimistic } from "../src/schedule/column-list.ts";
import { mayEdit } from "../src/schedule/columns.ts";
import { merged } from "../src/schedule/merge.ts";
import { finishesOf, rangeText, workedOn } from "../src/schedule/ranges.ts";
import { Store } from "../src/schedule/store.ts";
import { smallPlan } from "./plan.ts";

const DAY = 1440;
const PER_DAY = 480;
/** Saturday and Sunday of two weeks; the first day is a Thursday. */
const WEEKENDS = [2, 4, 9, 11].map((day) => day * DAY);
const at = (day: number, hour: number): number => day * DAY + hour * 60;
const [POUR, BRICKS, DONE, PAINT] = [3, 5, 6, 7];

function planWith(estimate?: (Estimate | null)[]): PlanPayload {
  const plan = smallPlan();
  const may = plan.tasks.id.map(() => 1);
  const tasks = { ...plan.tasks, may, ...(estimate ? { estimate } : {}) } as unknown as EditColumns;
  return { ...plan, tasks, nonworking: WEEKENDS, fields: [], calendars: [] } as unknown as PlanPayload;
}

function estimates(row: number, estimate: Estimate): (Estimate | null)[] {
  return smallPlan().tasks.id.map((_, index) => (index === row ? estimate : null));
}

test("working days are counted over weekends, both ways", () => {
  assert.equal(workedOn(at(1, 17), PER_DAY, PER_DAY, WEEKENDS), at(4, 17));
  assert.equal(workedOn(at(1, 17), 3 * PER_DAY, PER_DAY, WEEKENDS), at(6, 17));
  assert.equal(workedOn(at(4, 17), -PER_DAY, PER_DAY, WEEKENDS), at(1, 17));
  assert.equal(workedOn(at(5, 12), 6 * PER_DAY, PER_DAY, WEEKENDS), at(13, 12));
  assert.equal(workedOn(at(1, 12), 120, PER_DAY, []), at(1, 14));
  assert.equal(workedOn(2 * DAY, PER_DAY, PER_DAY, WEEKENDS), 5 * DAY, "what ends at midnight ended on the day before");
});

test("a line goes from the finish at best to the finish at worst, and never behind the finish", () => {
  const store = new Store(planWith(estimates(PAINT, [480, 4 * 480, "1d", "4d"])), "project");
  assert.deepEqual(finishesOf(store, PAINT), [21 * DAY, 24 * DAY]);
  const stale = new Store(planWith(estimates(PAINT, [480, 480, "1d", "1d"])), "project");
  assert.deepEqual(finishesOf(stale, PAINT), [21 * DAY, 22 * DAY]);
  const open = new Store(planWith(estimates(PAINT, [null, 3 * 480, "", "3d"])), "project");
  assert.deepEqual(finishesOf(open, PAINT), [22 * DAY, 23 * DAY]);
});

test("day and night is counted from the start", () => {
  const store = new Store(planWith(estimates(PAINT, [DAY, 5 * DAY, "1ed", "5ed"])), "project");
  assert.deepEqual(finishesOf(store, PAINT), [21 * DAY, 25 * DAY]);
});

test("nothing is drawn of a task that is done, or without estimate", () => {
  const store = new Store(planWith(estimates(2, [480, 4 * 480, "1d", "4d"])), "project");
  assert.equal(finishesOf(store, 2), null);
  assert.equal(finishesOf(store, POUR), null);
  assert.equal(finishesOf(new Store(planWith(), "project"), POUR), null);
});

test("an estimate is said in words, also with one end", () => {
  const words = (estimate: Estimate): string => rangeText(new Store(planWith(estimates(POUR, estimate)), "project"), POUR);
  assert.equal(words([480, 960, "1d", "2d"]), "1d \u2013 2d");
  assert.equal(words([480, null, "1d", ""]), "from 1d");
  assert.equal(words([null, 960, "", "2d"]), "to 2d");
  assert.equal(rangeText(new Store(planWith(), "project"), POUR), "");
});

test("both ends are columns with numbers, typed in tasks alone", () => {
  const store = new Store(planWith(estimates(BRICKS, [480, null, "1d", ""])), "project");
  assert.deepEqual([optimistic.text(store, BRICKS), pessimistic.text(store, BRICKS)], ["1d", ""]);
  assert.deepEqual([optimistic.value!(store, BRICKS), pessimistic.value!(store, BRICKS)], [480, Number.NaN]);
  assert.equal(optimistic.edit!(store.plan!, store, BRICKS), "1d");
  assert.deepEqual([0, BRICKS, DONE].map((row) => mayEdit(optimistic, store, row)), [false, true, false]);
});

test("a plan without estimates takes the first one from an answer", () => {
  const plan = planWith();
  const told = {
    revision: 2, since: 1, rows: 8, whole: null, tasks: { row: [3], id: [13], parent: [1], version: [2], may: [1], estimate: [[480, null, "1d", ""]] },
    links: { id: [], from: [], to: [], type: [], lag: [], critical: [] }, removed: { tasks: [], links: [] }, outside: plan.outside,
    nonworking: null, status_date: null, workflow: { refuses: false, columns: [] }, undo: null, redo: null,
  } as unknown as Answer;
  const now = merged(plan, told);
  assert.deepEqual(now.tasks.estimate, [null, null, null, [480, null, "1d", ""], null, null, null, null]);
  assert.equal(now.tasks.name[3], "Pour");
});
