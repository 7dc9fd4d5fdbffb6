import assert from "node:assert/strict";
import { test } from "node:test";
import { firstPairAfter } from "../src/schedule/backdrop.ts";
import { tickLabeller } from "../src/schedule/tick-labels.ts";
import { floorTo, headerLevels, nearestZoom, ticks, TimeScale, usualDays, zooms, type Step } from "../src/schedule/timescale.ts";

const DAY = 1440;
const at = (text: string): number => Date.parse(`${text}:00Z`) / 60_000;
const say = (minute: number): string => new Date(minute * 60_000).toISOString().slice(0, 16);

test("minutes to pixels and back", () => {
  const scale = new TimeScale(0, 100 * DAY, 10);
  assert.equal(scale.width, 1000);
  assert.equal(scale.x(3 * DAY), 30);
  assert.equal(scale.minuteAt(30), 3 * DAY);
});

test("no scale is wider than browsers can lay out", () => {
  assert.equal(new TimeScale(0, 8000 * 365 * DAY, 768).width, 8_000_000);
});

test("boundaries: weeks begin on Monday, quarters in their first month, before 1970 too", () => {
  assert.equal(say(floorTo({ unit: "week", count: 1 }, at("2026-01-11T23:59"))), "2026-01-05T00:00");
  assert.equal(say(floorTo({ unit: "week", count: 1 }, at("2026-01-12T00:00"))), "2026-01-12T00:00");
  assert.equal(say(floorTo({ unit: "quarter", count: 1 }, at("2026-06-30T12:00"))), "2026-04-01T00:00");
  assert.equal(say(floorTo({ unit: "year", count: 10 }, at("2026-06-30T12:00"))), "2020-01-01T00:00");
  assert.equal(say(floorTo({ unit: "week", count: 1 }, at("1969-12-31T12:00"))), "1969-12-29T00:00");
  assert.equal(say(floorTo({ unit: "hour", count: 6 }, at("2026-06-30T13:10"))), "2026-06-30T12:00");
});

test("ticks cover the window without gaps", () => {
  const months = ticks({ unit: "month", count: 1 }, at("2028-01-15T00:00"), at("2028-04-01T00:00"));
  assert.deepEqual(months.map(({ start }) => say(start)), ["2028-01-01T00:00", "2028-02-01T00:00", "2028-03-01T00:00"]);
  months.slice(1).forEach(({ start }, index) => assert.equal(start, months[index]!.finish));
  assert.equal(months[1]!.finish - months[1]!.start, 29 * DAY);
});

test("header levels grow coarser as the scale shrinks, and always fit", () => {
  const steps = [2400, 340, 180, 28, 7, 2, 0.5, 0.15, 0.01].map((pixels) => headerLevels(pixels).lower);
  assert.deepEqual(
    steps.map(({ unit, count }) => `${count} ${unit}`),
    ["1 hour", "3 hour", "6 hour", "1 day", "1 week", "1 month", "1 quarter", "1 year", "25 year"],
  );
  for (let pixels = 2400; pixels > 0.02; pixels *= 0.93) {
    const { lower } = headerLevels(pixels);
    assert.ok(usualDays[lower.unit] * lower.count * pixels >= 17, `${pixels}`);
  }
});

test("labels are as long as their tick allows", () => {
  const january = at("2026-01-01T00:00");
  const label = (step: Step, pixels: number): string => tickLabeller(step, pixels)(january, 1000);
  assert.equal(label({ unit: "month", count: 1 }, 9), new Intl.DateTimeFormat(undefined, { month: "long", year: "numeric", timeZone: "UTC" }).format(Date.UTC(2026, 0)));
  assert.equal(label({ unit: "quarter", count: 1 }, 1), "Q1 2026");
  assert.equal(label({ unit: "quarter", count: 1 }, 0.3), "Q1");
  assert.equal(label({ unit: "day", count: 1 }, 20), "1");
  assert.equal(tickLabeller({ unit: "quarter", count: 1 }, 1)(january, 30), "", "a tick that the end of the plan cuts short says nothing");
  assert.equal(label({ unit: "year", count: 10 }, 0.1), "2026\u20132035");
});

test("every named zoom is its own nearest", () => {
  assert.deepEqual(zooms.map(({ pixelsPerDay }) => nearestZoom(pixelsPerDay)), zooms.map(({ name }) => name));
});

test("days off are found by halving", () => {
  const pairs = [10, 20, 30, 40, 50, 60];
  assert.deepEqual([0, 19, 20, 35, 59, 60].map((minute) => firstPairAfter(pairs, minute)), [0, 0, 1, 1, 2, 3]);
});

test("a scale fills the screen with the days behind its end, and is left alone where it does already", () => {
  const scale = new TimeScale(3 * DAY, 13 * DAY, 10);
  assert.equal(scale.filling(80), scale);
  const filled = scale.filling(900);
  assert.deepEqual([filled.origin, filled.finish, filled.width, filled.pixelsPerDay], [3 * DAY, 93 * DAY, 900, 10]);
});
