import assert from "node:assert/strict";
import { test } from "node:test";
import { elsewhere, periodAt, periodWords, plansIn, resourceWords, stepFor, topOf, type Load } from "../src/schedule/load-periods.ts";

const DAY = 1440;
const HOUR = 60;
const monday = 29459520;
const load: Load = {
  revision: 3,
  step: "week",
  edges: [0, 7, 14, 21].map((day) => monday + day * DAY),
  resources: { id: [7, 9], name: ["Anna", "Crane"], units: [1, 2], work: [92 * HOUR, 8 * HOUR], other: [0, 0], over: [12 * HOUR, 0] },
  chosen: 7,
  work: [40 * HOUR, 52 * HOUR, 0],
  others: [],
  over: [0, 12 * HOUR, 0],
  capacity: [40 * HOUR, 40 * HOUR, 32 * HOUR],
};

test("periods are as fine as their bars stay wide enough", () => {
  assert.deepEqual([1008, 28, 7, 2, 0.5, 0.15, 0.005].map(stepFor), ["day", "day", "week", "week", "month", "quarter", "year"]);
});

test("a minute lies in the period that it begins", () => {
  const at = (day: number): number => periodAt(load.edges, monday + day * DAY);
  assert.deepEqual([-0.1, 0, 6.99, 7, 20.99, 21].map(at), [-1, 0, 0, 1, 2, -1]);
  assert.equal(periodAt([], monday), -1);
  assert.equal(periodAt([monday], monday), -1);
});

test("the axis holds work and capacity, and never nothing", () => {
  assert.ok(topOf(load) > 52 * HOUR);
  assert.ok(topOf({ work: [], others: [], capacity: [] }) > 0);
  assert.ok(topOf({ work: [HOUR], others: [], capacity: [8 * HOUR] }) > 8 * HOUR);
});

test("beside a branch the live plan is told, and the axis holds it", () => {
  const branch: Load = { ...load, live: { work: [60 * HOUR, 52 * HOUR, 0], over: [20 * HOUR, 12 * HOUR, 0] } };
  assert.ok(topOf(branch) > 60 * HOUR);
  assert.ok(periodWords(branch, 0).endsWith(": 40 h of 40 h; 60 h in the live plan"));
  assert.ok(periodWords(branch, 1).endsWith("12 h too much; 52 h in the live plan"));
});

test("a period says its figures, and what is too much only where it is", () => {
  assert.ok(periodWords(load, 0).endsWith(": 40 h of 40 h"));
  assert.ok(periodWords(load, 1).endsWith(": 52 h of 40 h, 12 h too much"));
  assert.ok(periodWords({ ...load, step: "day" }, 0).length < periodWords(load, 0).length);
});

test("the choice tells who is asked for too much, and of the others how much they do", () => {
  assert.deepEqual([resourceWords(load, 0), resourceWords(load, 1)], ["Anna, 12 h too much", "Crane, 8 h"]);
});

test("what other plans ask stands above the work, and its plans are named, the most first", () => {
  const others = [{ id: 3, name: "Tower", work: [8 * HOUR, 0, 4 * HOUR] }, { id: 4, name: "Bridge", work: [12 * HOUR, 60 * HOUR, 0] }];
  const shared: Load = { ...load, others };
  assert.ok(topOf(shared) > 112 * HOUR);
  assert.deepEqual([0, 1, 2].map((period) => elsewhere(shared, period) / HOUR), [20, 60, 4]);
  assert.deepEqual(plansIn(shared, 0).map(({ id }) => id), [4, 3]);
  assert.deepEqual(plansIn(shared, 2).map(({ id }) => id), [3]);
  assert.ok(periodWords(shared, 0).endsWith(": 60 h of 40 h; 20 h in Bridge and 1 more plan"));
  assert.ok(periodWords(shared, 1).endsWith(": 112 h of 40 h, 12 h too much; 60 h in Bridge"));
});
