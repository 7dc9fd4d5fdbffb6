import assert from "node:assert/strict";
import { test } from "node:test";
import { withColors } from "../src/chart/colors.ts";
import { merged, withDefaults } from "../src/chart/defaults.ts";
import { tableOf } from "../src/chart/table.ts";
import { formatDay, formatDuration, formatVariance, lastMinute } from "../src/lib/dates.ts";

test("durations in the plan's own days", () => {
  assert.deepEqual([0, 2400, 720, 240, 30, -960].map((minutes) => formatDuration(minutes, 480)), ["0 d", "5 d", "1.5 d", "4 h", "30 min", "\u22122 d"]);
  assert.equal(formatDuration(2400, 600), "4 d");
  assert.equal(formatDuration(Number.NaN, 480), "");
});

test("variance says late with plus and early with minus", () => {
  assert.deepEqual([3, -2, 0, 0.25].map((days) => formatVariance(days * 1440, 0)), ["+3 d", "\u22122 d", "0 d", "+6 h"]);
  assert.equal(formatVariance(5, Number.NaN), "");
});

test("work that ends at midnight ended on the day before", () => {
  assert.equal(formatDay(lastMinute(0, 1440)), formatDay(0));
  assert.equal(lastMinute(1440, 1440), 1440);
});

test("tokens become colors everywhere in an option", () => {
  const option = { a: "var(--red)", b: [{ c: "color-mix(in oklab, var(--ink) 20%, transparent)" }, 3, null], d: "plain" };
  assert.deepEqual(withColors(option, (color) => `<${color}>`), {
    a: "<var(--red)>",
    b: [{ c: "<color-mix(in oklab, var(--ink) 20%, transparent)>" }, 3, null],
    d: "plain",
  });
});

test("what a page says about a chart wins over the house look", () => {
  assert.deepEqual(merged({ a: { b: 1, c: 2 }, d: [1] }, { a: { c: 3 }, d: [2] }), { a: { b: 1, c: 3 }, d: [2] });
  const option = withDefaults({ xAxis: { type: "category", axisLabel: { color: "red" } }, series: [] }, true);
  assert.equal(option["animation"], false);
  assert.equal(option["legend"], undefined);
  const axis = option["xAxis"] as { axisLabel: { color: string; fontSize: number } };
  assert.deepEqual([axis.axisLabel.color, axis.axisLabel.fontSize], ["red", 11]);
});

test("a category chart reads as a table of categories by series", () => {
  const table = tableOf({
    xAxis: { type: "category", data: ["Jan", "Feb"] },
    yAxis: { type: "value" },
    series: [{ name: "Plan", data: [1, { value: 2, url: "/c/1/" }] }, { name: "Fact", data: [3, null] }],
  });
  assert.deepEqual(table.head, ["", "Plan", "Fact"]);
  assert.deepEqual(table.rows.map((row) => row.map(({ text }) => text)), [["Jan", "1", "3"], ["Feb", "2", ""]]);
  assert.equal(table.rows[1]![1]!.url, "/c/1/");
});

test("points and heat maps read as a table of points", () => {
  const points = tableOf({ xAxis: { name: "Done" }, yAxis: { name: "Late" }, series: [{ data: [{ name: "Grid", value: [35, -4] }] }] });
  assert.deepEqual(points.head, ["", "Done", "Late"]);
  assert.deepEqual(points.rows[0]!.map(({ text }) => text), ["Grid", "35", "-4"]);
  const heat = tableOf({ xAxis: { data: ["Low", "High"] }, yAxis: { data: ["Rare"] }, series: [{ name: "Risks", data: [[1, 0, 7]] }] });
  assert.deepEqual(heat.rows[0]!.map(({ text }) => text), ["Risks", "High", "Rare", "7"]);
});
