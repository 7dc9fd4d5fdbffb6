import assert from "node:assert/strict";
import { test } from "node:test";
import { days, difference, howFar, sinceWords, whoAndWhen } from "../src/schedule/moved-words.ts";

test("movements say how far and which way", () => {
  assert.deepEqual([days(3), days(-0.5), days(0)], ["+3 d", "\u22120.5 d", ""]);
  assert.deepEqual([howFar(1), howFar(-2), howFar(0), howFar(null)], [
    "1 working day later", "2 working days earlier", "as before", "not known",
  ]);
  assert.equal(difference("3 d", "6 d"), "3 d \u2192 6 d");
});

test("a cause names who and when as far as they are known", () => {
  assert.equal(whoAndWhen({ who: "Maja", at: "2026-11-27T14:05:00+00:00" }).startsWith(" \u2013 Maja, "), true);
  assert.equal(whoAndWhen({ who: "Maja", at: null }), " \u2013 Maja");
  assert.equal(whoAndWhen({ who: "", at: null }), "");
});

test("a day is the end of that day, anything else the instant that was compared", () => {
  assert.equal(sinceWords({ kind: "day", name: "the end of 9 May 2026", at: "2026-05-10T00:00:00Z" }), "The plan at the end of 9 May 2026");
  assert.equal(sinceWords({ kind: "baseline", name: "the baseline \u201cAgreed\u201d", at: "2026-05-10T00:00:00Z" }).startsWith("The baseline \u201cAgreed\u201d, "), true);
});
