import assert from "node:assert/strict";
import { test } from "node:test";
import { namesIn } from "../src/lib/assigned.ts";

test("those who work on a task are told apart, with their units left out", () => {
  assert.deepEqual(namesIn("Anna [50%]; Crane"), ["Anna", "Crane"]);
  assert.deepEqual(namesIn("Anna [12.5%]"), ["Anna"]);
  assert.deepEqual(namesIn(""), [""]);
  assert.deepEqual(namesIn('Pipe 5"; Pipe 6"'), ['Pipe 5"', 'Pipe 6"']);
});

test("a name in quotes may hold what parts names otherwise", () => {
  assert.deepEqual(namesIn('"Smith; Sons" [50%]; Crane'), ["Smith; Sons", "Crane"]);
  assert.deepEqual(namesIn('Crane; """Big; Mike"""'), ["Crane", '"Big; Mike"']);
  assert.deepEqual(namesIn('"Team [50%]"; "Team [50%]" [20%]'), ["Team [50%]", "Team [50%]"]);
});
