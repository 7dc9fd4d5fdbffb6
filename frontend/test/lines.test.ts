import assert from "node:assert/strict";
import { test } from "node:test";
import type { SchedulePayload } from "../src/contract.ts";
import { LinksInView } from "../src/schedule/links-in-view.ts";
import { noWishes } from "../src/schedule/rows-shown.ts";
import { Store } from "../src/schedule/store.ts";
import { smallPlan } from "./plan.ts";

const BRICKS = 5;

function grouped(change: (plan: SchedulePayload) => void = () => undefined): Store {
  const plan = smallPlan();
  change(plan);
  const store = new Store(plan);
  store.wish({ group: "resources" });
  return store;
}

/** Headings in capitals, tasks by name, as they stand on the page. */
function shown(store: Store): string[] {
  return [...store.visible].map((line) => store.headingOf(line)?.title.toUpperCase() ?? store.payload.tasks.name[store.rowOf(line)]!);
}

/** The lines of a task, top to bottom. */
function linesOf(store: Store, row: number): number[] {
  return [...store.visible].filter((line) => store.rowOf(line) === row);
}

test("a task of several people stands under each of them, one of nobody under nobody", () => {
  const store = grouped((plan) => (plan.tasks.resources[BRICKS] = "Ann [50%]; Bob; Crane [12.5%]"));
  assert.deepEqual(shown(store), ["ANN", "Dig", "Bricks", "BOB", "Pour", "Bricks", "CRANE", "Bricks", "NO RESOURCES", "Done", "Paint"]);
  assert.deepEqual([...store.visible].map((line) => store.position[line]), [...store.visible].map((_, place) => place));
  assert.equal(new Set(store.visible).size, store.visible.length);
  assert.equal(linesOf(store, BRICKS)[0], BRICKS);
});

test("one of its lines is selected; what is done is done to the task, once", () => {
  const store = grouped();
  const [first, second] = linesOf(store, BRICKS);
  store.select(second!);
  assert.equal(store.task, BRICKS);
  assert.deepEqual(store.selectedRows(), [BRICKS]);
  assert.deepEqual([store.isSelected(first!), store.isSelected(second!)], [false, true]);
  assert.equal(store.above(second!), [...store.visible].find((line) => store.headingOf(line)?.title === "Bob"));
  assert.equal(store.lineAt(BRICKS), second);
  assert.equal(store.lineAt(2), 2);
  store.select(store.visible[1]!);
  store.extendTo(store.visible.at(-1)!);
  assert.deepEqual(store.selectedRows().map((row) => store.payload.tasks.name[row]), ["Dig", "Bricks", "Pour", "Done", "Paint"]);
});

test("what is pasted goes to the tasks below the first selected line, each once", () => {
  const store = grouped();
  store.select(linesOf(store, BRICKS)[1]!);
  assert.deepEqual(store.selectedRows(true), [BRICKS, 6, 7]);
  store.extendTo(store.visible[1]!);
  assert.deepEqual(store.selectedRows(true), [2, BRICKS, 3, 6, 7]);
});

test("the line that is selected stays when the plan changes, and the task when its group is gone", () => {
  const store = grouped();
  store.select(linesOf(store, BRICKS)[1]!);
  const plan = smallPlan();
  plan.tasks.resources[2] = "Ann; Bob; Zoe";
  store.load(plan);
  assert.equal(store.task, BRICKS);
  assert.equal(store.payload.tasks.name[BRICKS], "Bricks");
  assert.equal(store.headingOf(store.above(store.selected))?.title, "Bob");
  plan.tasks.resources[BRICKS] = "Ann";
  store.load(structuredClone(plan));
  assert.equal(store.selected, BRICKS);
  store.wish(noWishes);
  assert.equal(store.selected, BRICKS);
  assert.deepEqual(store.visible.length, 8);
});

test("a heading stays selected under its name, whatever its number", () => {
  const store = grouped();
  store.select([...store.visible].find((line) => store.headingOf(line)?.title === "Bob")!);
  store.wish({ conditions: [{ column: "resources", comparison: "is", value: "bob" }] });
  assert.equal(store.headingOf(store.selected)?.title, "Bob");
  store.wish({ conditions: [{ column: "resources", comparison: "is", value: "ann" }] });
  assert.equal(store.selected, -1);
});

test("find goes through all lines of a task and opens the group that folds one away", () => {
  const store = grouped();
  store.find("bricks");
  assert.deepEqual([...store.matches], linesOf(store, BRICKS));
  const bob = [...store.visible].find((line) => store.headingOf(line)?.title === "Bob")!;
  store.setCollapsed(bob, true);
  assert.equal(linesOf(store, BRICKS).length, 1);
  store.select(store.nextMatch(1));
  store.select(store.nextMatch(1));
  assert.equal(store.above(store.selected), bob);
  assert.equal(store.isCollapsed(bob), false);
  store.select(store.nextMatch(1));
  assert.equal(store.selected, BRICKS);
});

test("sorting holds in each group", () => {
  const store = grouped();
  store.wish({ sort: { column: "start", descending: true } });
  assert.deepEqual(shown(store), ["ANN", "Bricks", "Dig", "BOB", "Bricks", "Pour", "NO RESOURCES", "Paint", "Done"]);
});

test("a link is drawn at the lines nearest to each other, once between two lines", () => {
  const store = grouped((plan) => (plan.tasks.resources[3] = "Ann; Bob"));
  const whole = { first: 0, end: store.visible.length, from: 0, to: 1e9 };
  const drawn = new LinksInView(store).of(whole).filter(({ link }) => link === 1);
  const titles = drawn.map(({ from, to }) => [from, to].map((line) => store.headingOf(store.above(line))?.title));
  assert.deepEqual(titles, [["Ann", "Ann"], ["Bob", "Bob"]]);
});

test("without groups nothing has further lines", () => {
  const store = new Store(smallPlan());
  assert.equal(store.position.length, store.count);
  assert.deepEqual([...store.visible].map((line) => store.rowOf(line)), [...store.visible]);
});
