import assert from "node:assert/strict";
import { test } from "node:test";
import { formatDay } from "../src/lib/dates.ts";
import { wordsOf } from "../src/shell/times.ts";

test("a day reads as in the schedule, whatever page it stands on", () => {
  assert.equal(wordsOf("2026-11-29", undefined), formatDay(Date.UTC(2026, 10, 29) / 60_000));
  assert.ok(!wordsOf("2026-11-29", "short")!.includes("2026"));
});

test("a wall clock stays what the server wrote, in a night that the reader's own zone skips too", () => {
  for (const hour of ["02", "03"]) {
    const words = wordsOf(`2026-03-29T${hour}:30`, "at")!;
    assert.ok(words.includes(`${hour}:30`));
    assert.ok(words.includes("2026"));
  }
  assert.equal(wordsOf("2026-11-29T10:15", "at-clock"), new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", timeZone: "UTC" }).format(Date.UTC(2026, 10, 29, 10, 15)));
  assert.ok(wordsOf("2026-11-29T10:15", "at-short")!.includes("10:15"));
});

test("a month is one of its year", () => {
  assert.equal(wordsOf("2027-01", "month"), new Intl.DateTimeFormat(undefined, { month: "short", year: "numeric", timeZone: "UTC" }).format(Date.UTC(2027, 0, 1)));
});

test("what is no date, and a form that nobody knows, stay as they were written", () => {
  assert.equal(wordsOf("soon", "at"), null);
  assert.equal(wordsOf("2026-11-29", "moon"), null);
  assert.equal(wordsOf("2026-11-29T10:15:00+00:00", undefined), null);
});
