import assert from "node:assert/strict";
import { test } from "node:test";
import { rangeInView, VirtualRows } from "../src/lib/virtual-rows.ts";
import { columnsOf, fittingColumns, fullWidth, withColumn, type Chosen } from "../src/schedule/columns.ts";
import { placeAfter } from "../src/schedule/keyboard.ts";
import { Store } from "../src/schedule/store.ts";
import { smallPlan } from "./plan.ts";

test("the range in view, at the top, in the middle and at the end", () => {
  assert.deepEqual(rangeInView(0, 280, 28, 1000), { first: 0, end: 10 });
  assert.deepEqual(rangeInView(14, 280, 28, 1000), { first: 0, end: 11 });
  assert.deepEqual(rangeInView(2800, 280, 28, 1000, 6), { first: 94, end: 116 });
  assert.deepEqual(rangeInView(27_720, 280, 28, 1000, 6), { first: 984, end: 1000 });
  assert.deepEqual(rangeInView(50_000, 280, 28, 100), { first: 100, end: 100 });
  assert.deepEqual(rangeInView(-50, 280, 28, 100), { first: 0, end: 10 });
  assert.deepEqual(rangeInView(0, 280, 28, 0, 6), { first: 0, end: 0 });
});

interface Fake {
  shows: number;
}

test("rows are recycled: scrolling through everything makes only as many as a view holds", () => {
  let made = 0;
  const rows = new VirtualRows<Fake>(() => ({ shows: ++made }), (row, index) => (row.shows = index), (row) => (row.shows = -1));
  for (let first = 0; first < 5000; first += 7) rows.show({ first, end: first + 20 }, 6000);
  assert.equal(made, 20);
  assert.deepEqual([...rows.shown.keys()].sort((a, b) => a - b), Array.from({ length: 20 }, (_, index) => 4998 + index));
  for (const [index, row] of rows.shown) assert.equal(row.shows, index);
});

test("the row with the focus stays while the view moves on", () => {
  const rows = new VirtualRows<Fake>(() => ({ shows: 0 }), (row, index) => (row.shows = index), (row) => (row.shows = -1));
  rows.show({ first: 0, end: 10 }, 1000);
  const kept = rows.shown.get(4);
  rows.pinned = 4;
  rows.show({ first: 500, end: 510 }, 1000);
  assert.equal(rows.shown.get(4), kept);
  assert.equal(rows.shown.size, 11);
  rows.pinned = -1;
  rows.show({ first: 500, end: 510 }, 1000);
  assert.equal(rows.shown.has(4), false);
  assert.equal(kept?.shows, -1);
});

test("columns give way whole, in order of importance, unless the reader chose", () => {
  const store = new Store(smallPlan());
  const usual = { columns: null, widths: {} };
  const keys = (width: number, chosen: Chosen = usual): string[] => fittingColumns(store, width, chosen).map(({ key }) => key);
  assert.deepEqual(keys(136), ["name"]);
  assert.deepEqual(keys(240), ["name", "finish"]);
  assert.deepEqual(keys(580), ["name", "duration", "start", "finish", "float"]);
  assert.equal(keys(fullWidth(store, usual)).length, 9);
  const chosen = { columns: ["finish", "name", "nobody", "baseline_start", "percent"], widths: { finish: 200 } };
  assert.deepEqual(keys(580, chosen), ["finish", "name", "baseline_start", "percent"]);
  assert.deepEqual(keys(480, chosen), ["finish", "name"]);
  assert.equal(fittingColumns(store, 580, chosen)[0]!.width, 200);
});

test("keys lead to places inside the plan", () => {
  assert.equal(placeAfter("ArrowDown", 3, 10, 5), 4);
  assert.equal(placeAfter("ArrowDown", 9, 10, 5), 9);
  assert.equal(placeAfter("PageUp", 3, 10, 5), 0);
  assert.equal(placeAfter("End", 3, 10, 5), 9);
  assert.equal(placeAfter("Home", 3, 10, 5), 0);
  assert.equal(placeAfter("x", 3, 10, 5), -1);
});

test("numbers of rows have room, also those of ten thousand and more", () => {
  const plain = smallPlan();
  const tasks = { ...plain.tasks, may: plain.tasks.id.map(() => 1) };
  const width = (count: number): number => {
    const store = new Store({ ...plain, tasks }, "project");
    store.count = count;
    return columnsOf(store).find(({ key }) => key === "number")?.width ?? 0;
  };
  assert.equal(width(9_999), 44);
  assert.equal(width(10_000), 52);
  assert.equal(width(100_000), 60);
});

test("a column that is added is seen: at the end where there is room, else before others", () => {
  const store = new Store(smallPlan());
  const usual = { columns: null, widths: {} };
  const wide = withColumn(store, 2000, usual, "baseline_finish");
  assert.equal(wide.at(-1), "baseline_finish");
  const narrow = withColumn(store, 580, usual, "baseline_finish");
  assert.ok(narrow.includes("baseline_finish") && narrow.at(-1) !== "baseline_finish");
  assert.ok(fittingColumns(store, 580, { columns: narrow, widths: {} }).some(({ key }) => key === "baseline_finish"));
  assert.deepEqual(narrow.filter((key) => key !== "baseline_finish"), wide.filter((key) => key !== "baseline_finish"));
  assert.equal(withColumn(store, 136, usual, "baseline_finish").at(-1), "baseline_finish", "nowhere is room for it");
});
