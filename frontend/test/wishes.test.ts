import assert from "node:assert/strict";
import { test } from "node:test";
import type { SchedulePayload } from "../src/contract.ts";
import { conditionWords, faultOf } from "../src/schedule/conditions.ts";
import { noWishes } from "../src/schedule/rows-shown.ts";
import { Store } from "../src/schedule/store.ts";
import { smallPlan } from "./plan.ts";

const DAY = 1440;

function shown(store: Store): string[] {
  return [...store.visible].map((row) => store.headingOf(row)?.title.toUpperCase() ?? store.payload.tasks.name[store.rowOf(row)]!);
}

test("a filter keeps what stands above its hits, as context", () => {
  const store = new Store(smallPlan());
  store.wish({ conditions: [{ column: "resources", comparison: "contains", value: "ann" }] });
  assert.deepEqual(shown(store), ["Build", "Foundation", "Dig", "Walls", "Bricks"]);
  assert.deepEqual([...store.visible].map((row) => store.isHit(row)), [false, false, true, false, true]);
  assert.equal(store.hits, 2);
  store.wish(noWishes);
  assert.equal(store.visible.length, 8);
});

test("all conditions and questions have to be true", () => {
  const store = new Store(smallPlan());
  store.wish({ conditions: [{ column: "duration", comparison: "above", value: "2" }, { column: "resources", comparison: "filled", value: "" }] });
  assert.deepEqual(shown(store), ["Build", "Foundation", "Pour", "Walls", "Bricks"]);
  store.togglePreset("unfinished");
  store.wish({ conditions: [...store.wishes.conditions, { column: "resources", comparison: "is", value: "BOB" }] });
  assert.deepEqual(shown(store), ["Build", "Foundation", "Pour"]);
});

test("days are compared as days, and the finish is the last day worked on", () => {
  const store = new Store(smallPlan());
  const on = (column: string, value: string): string[] => {
    store.wish({ conditions: [{ column, comparison: "is", value }] });
    return [...store.visible].filter((row) => store.isHit(row)).map((row) => store.payload.tasks.name[row]!);
  };
  assert.deepEqual(on("start", "1970-01-03"), ["Pour"]);
  assert.deepEqual(on("finish", "1970-01-02"), ["Dig"]);
  assert.deepEqual(on("finish", "1970-01-10"), ["Done"]);
});

test("late is unfinished, and behind baseline or deadline", () => {
  const plan = smallPlan();
  plan.tasks.baseline_finish = [null, null, 1 * DAY, 4 * DAY, null, 9 * DAY, null, null];
  plan.tasks.deadline = [null, null, null, null, null, null, 8 * DAY, null];
  const store = new Store(plan);
  store.togglePreset("late");
  assert.deepEqual([...store.visible].filter((row) => store.isHit(row)).map((row) => plan.tasks.name[row]), ["Pour", "Done"]);
});

test("a condition that cannot be asked is refused in words and filters nothing", () => {
  const store = new Store(smallPlan());
  assert.equal(faultOf(store, { column: "duration", comparison: "above", value: "long" }), "Type a number.");
  assert.equal(faultOf(store, { column: "start", comparison: "is", value: "soon" }), "Choose a day.");
  assert.equal(faultOf(store, { column: "name", comparison: "contains", value: " " }), "Type what to compare with.");
  assert.equal(faultOf(store, { column: "gone", comparison: "empty", value: "" }), "This column is not there any more.");
  assert.equal(conditionWords(store, { column: "duration", comparison: "above", value: "5" }), "Duration is more than 5 days");
  store.wish({ conditions: [{ column: "gone", comparison: "is", value: "x" }] });
  assert.equal(store.visible.length, 8);
});

test("sorting keeps parents before what is below them and folds with them; nothing comes last both ways", () => {
  const store = new Store(smallPlan());
  store.wish({ sort: { column: "name", descending: true } });
  assert.deepEqual(shown(store), ["Paint", "Build", "Walls", "Done", "Bricks", "Foundation", "Pour", "Dig"]);
  store.setCollapsed(4, true);
  assert.deepEqual(shown(store), ["Paint", "Build", "Walls", "Foundation", "Pour", "Dig"]);
  store.setCollapsed(4, false);
  store.wish({ sort: { column: "resources", descending: false } });
  assert.deepEqual(shown(store).slice(1, 4), ["Foundation", "Dig", "Pour"]);
  assert.deepEqual(shown(store).slice(5, 7), ["Bricks", "Done"]);
  store.wish({ sort: { column: "resources", descending: true } });
  assert.deepEqual(shown(store).slice(1, 4), ["Foundation", "Pour", "Dig"]);
  assert.deepEqual(shown(store).slice(5, 7), ["Bricks", "Done"]);
});

test("groups have headings that fold, and leave the summaries out", () => {
  const store = new Store(smallPlan());
  store.wish({ group: "resources" });
  assert.deepEqual(shown(store), ["ANN", "Dig", "Bricks", "BOB", "Pour", "Bricks", "NO RESOURCES", "Done", "Paint"]);
  assert.deepEqual([...store.visible].map((row) => store.depth(row)), [0, 1, 1, 0, 1, 1, 0, 1, 1]);
  store.setCollapsed(store.visible[0]!, true);
  assert.deepEqual(shown(store).slice(0, 2), ["ANN", "BOB"]);
  store.select(2);
  assert.deepEqual(shown(store).slice(0, 2), ["ANN", "Dig"]);
  assert.equal(store.above(2), store.visible[0]);
  store.select(store.visible[0]!);
  assert.equal(store.task, -1);
  assert.deepEqual(store.selectedRows(), []);
});

test("what is edited stays in view until the filter is set anew, and numbers stay the plan's", () => {
  const store = new Store(smallPlan());
  store.wish({ conditions: [{ column: "name", comparison: "is", value: "dig" }] });
  store.select(2);
  store.hold([2]);
  const plan = smallPlan();
  plan.tasks.name[2] = "Drill";
  store.load(plan);
  assert.deepEqual(shown(store), ["Build", "Foundation", "Drill"]);
  assert.equal(store.selected, 2);
  store.wish({});
  assert.deepEqual(shown(store), []);
});

test("find looks only at what the filter lets through, in the order of the page", () => {
  const store = new Store(smallPlan());
  store.wish({ sort: { column: "name", descending: true } });
  store.find("b");
  const names = [...store.matches].map((row) => store.payload.tasks.name[row]);
  assert.deepEqual(names, ["Build", "Bricks", "Pour"]);
  store.select(store.nextMatch(1));
  store.select(store.nextMatch(1));
  assert.equal(store.payload.tasks.name[store.selected], "Bricks");
  store.togglePreset("critical");
  store.find("paint");
  assert.equal(store.matches.length, 0);
});

/** 100,000 rows: a hundred summaries with tasks below. */
function bigPlan(): SchedulePayload {
  const count = 100_000;
  const rows = Array.from({ length: count }, (_, row) => row);
  const plan = smallPlan();
  const parent = rows.map((row) => (row % 1000 === 0 ? -1 : row - (row % 1000)));
  const none = rows.map(() => null);
  return {
    ...plan,
    tasks: {
      id: rows, parent, level: parent.map((above) => (above < 0 ? 1 : 2)), kind: parent.map((above) => (above < 0 ? 2 : 0)),
      wbs: rows.map(String), name: rows.map((row) => `Task ${(row * 7919) % count}`), start: rows.map((row) => (row * 31) % 90_000), finish: rows.map((row) => ((row * 31) % 90_000) + DAY),
      baseline_start: none, baseline_finish: none, deadline: none, percent: rows.map((row) => row % 101), duration: rows.map((row) => (row * 13) % 9600), total_float: rows.map((row) => row % 480),
      critical: rows.map((row) => Number(row % 10 === 0)), resources: rows.map((row) => `Person ${row % 40}`), health: rows.map(() => ""),
    },
    links: { id: [], from: [], to: [], type: [], lag: [], critical: [] },
    outside: { row: [], incoming: [], type: [], lag: [], label: [], date: [], url: [] },
  };
}

test("a hundred thousand rows are filtered, sorted, grouped and searched without a wait", () => {
  const store = new Store(bigPlan());
  const timed = (act: () => void): number => {
    const begun = performance.now();
    act();
    return performance.now() - begun;
  };
  const took = {
    filter: timed(() => store.wish({ conditions: [{ column: "name", comparison: "contains", value: "99" }] })),
    sortByNumber: timed(() => store.wish({ ...noWishes, sort: { column: "start", descending: true } })),
    sortByWords: timed(() => store.wish({ ...noWishes, sort: { column: "name", descending: false } })),
    group: timed(() => store.wish({ ...noWishes, group: "resources" })),
    find: timed(() => store.find("task 4242")),
  };
  assert.equal(store.visible.length, 100_000 - 100 + 40);
  for (const [what, milliseconds] of Object.entries(took)) assert.ok(milliseconds < 5000, `${what} took ${Math.round(milliseconds)} ms`);
});
