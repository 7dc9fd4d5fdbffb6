import assert from "node:assert/strict";
import { test } from "node:test";
import { Kind } from "../src/contract.ts";
import { dayWords, endOf, handOffsOn, level, stateWords, worst, type HandOff } from "../src/schedule/hand-offs.ts";
import { Store } from "../src/schedule/store.ts";
import { smallPlan } from "./plan.ts";

function card(values: Partial<HandOff>): HandOff {
  return {
    id: 1, state: "requested", standing: "", text: "", taker: 1, successor: 17, giver: 2, predecessor: 90, dependency: 50,
    needed_by: null, proposed_on: null, promised_on: null, forecast: null, ...values,
  };
}

test("a hand-off stands at its row and at the end outside that it is about", () => {
  const plan = smallPlan();
  plan.outside = { id: [49, 50], row: [7, 7], incoming: [1, 1], type: [0, 0], lag: ["", ""], label: ["A", "B"], date: [null, null], url: ["", ""] };
  const found = handOffsOn([card({}), card({ id: 2, state: "withdrawn" })], plan);
  assert.deepEqual([...found.ofRow].map(([row, cards]) => [row, cards.map(({ id }) => id)]), [[7, [1]]]);
  assert.deepEqual([...found.ofEnd.keys()], [1]);
});

test("hidden ends are told apart by row and side alone, each taken once", () => {
  const plan = smallPlan();
  plan.outside = { id: [null, null, null], row: [7, 7, 7], incoming: [0, 1, 1], type: [0, 0, 0], lag: ["", "", ""], label: ["", "", ""], date: [null, null, null], url: ["", "", ""] };
  const hidden = { giver: null, predecessor: null, dependency: null };
  const found = handOffsOn([card({ ...hidden, id: 5 }), card({ ...hidden, id: 4, state: "declined" })], plan);
  assert.deepEqual([...found.ofEnd].map(([end, { id }]) => [end, id]), [[1, 4], [2, 5]]);
});

test("what a plan gives stands at the row that delivers", () => {
  const plan = smallPlan();
  plan.outside = { id: [50], row: [5], incoming: [0], type: [0], lag: [""], label: ["X > Y"], date: [null], url: ["/c/9/"] };
  const found = handOffsOn([card({ taker: 9, successor: 70, giver: 1, predecessor: 15 })], plan);
  assert.deepEqual([[...found.ofRow.keys()], [...found.ofEnd.keys()]], [[5], [0]]);
});

test("on a roadmap the line between two projects has the state of what is least settled", () => {
  const plan = smallPlan();
  plan.tasks.kind = plan.tasks.kind.map(() => Kind.component);
  plan.tasks.id = [-1, -2, -3, -4, -5, -6, -7, -8];
  const between = { giver: 3, predecessor: 600, taker: 4, successor: 700 };
  const found = handOffsOn([card({ ...between, id: 1, state: "accepted", standing: "late" }), card({ ...between, id: 2, dependency: 51 })], plan);
  assert.deepEqual([...found.ofLink].map(([link, { id }]) => [link, id]), [[0, 2]]);
  assert.deepEqual([...found.ofRow.keys()], [2, 3]);
});

test("trouble is told first, in words with days", () => {
  const cards = [card({ id: 1, state: "accepted", standing: "on_time" }), card({ id: 2 }), card({ id: 3, state: "declined" }), card({ id: 4, state: "accepted", standing: "late" })];
  assert.deepEqual(cards.map(level), ["green", "amber", "red", "red"]);
  assert.equal(worst(cards)?.id, 3);
  assert.equal(worst([]), undefined);
  assert.deepEqual(cards.map(stateWords), ["On time", "Requested", "Declined", "Late"]);
  assert.equal(stateWords(card({ state: "proposed", standing: "late" })), "Other day proposed, late");
  assert.deepEqual(dayWords(card({ needed_by: "2026-03-01", proposed_on: "2026-03-09" })).map((words) => words.split(" ")[0]), ["needed"]);
  assert.equal(endOf("1970-01-02"), 2 * 1440);
  assert.ok(Number.isNaN(endOf(null)));
});

test("hand-offs follow their rows when others come and go", () => {
  const store = new Store(smallPlan());
  store.showHandOffs([card({ successor: 13 })]);
  assert.deepEqual([...store.handOffs!.ofRow.keys()], [3]);
  const plan = smallPlan();
  plan.tasks.id = [10, 11, 13, 12, 14, 15, 16, 17];
  store.load(plan);
  assert.deepEqual([...store.handOffs!.ofRow.keys()], [2]);
});
