import assert from "node:assert/strict";
import { test } from "node:test";
import { TypeAhead } from "../src/schedule/edit/type-ahead.ts";

const press = (ahead: TypeAhead, ...keys: string[]): boolean[] => keys.map((key) => ahead.waits(true) && ahead.key({ key, ctrlKey: false, metaKey: false, altKey: false }));

test("what is typed while a row is on its way is kept for it", () => {
  const ahead = new TypeAhead();
  assert.equal(ahead.waits(true), false, "nothing is awaited");
  ahead.begin();
  assert.deepEqual(press(ahead, "D", "i", "h", "Backspace", "g", " ", "Shift", "2"), new Array(8).fill(true));
  assert.deepEqual(ahead.end(), ["Dig 2"]);
  assert.equal(ahead.waits(true), false);
});

test("Enter ends a name; what follows is for the row behind it", () => {
  const ahead = new TypeAhead();
  ahead.begin();
  press(ahead, "Enter", "D", "i", "g", "Enter", "Enter", "x");
  assert.deepEqual(ahead.end(), ["Dig", "x"]);
  ahead.begin("x");
  press(ahead, "y", "Enter");
  assert.deepEqual(ahead.end(), ["xy", ""]);
});

test("whoever goes elsewhere, or whose row will not come, types where they are", () => {
  const ahead = new TypeAhead();
  ahead.begin();
  assert.deepEqual(press(ahead, "D", "ArrowDown", "x"), [true, false, false]);
  ahead.begin();
  assert.equal(ahead.key({ key: "z", ctrlKey: true, metaKey: false, altKey: false }), false);
  assert.equal(ahead.waits(false), false, "offline, or refused");
  assert.equal(ahead.waits(true), false);
});
