import assert from "node:assert/strict";
import { test } from "node:test";
import { boardOf, initials, peopleOf, timingOf, type Wish } from "../src/board/cards.ts";
import type { PlanPayload } from "../src/contract.ts";
import { Sprints } from "../src/board/sprints.ts";
import { Store } from "../src/schedule/store.ts";
import { smallPlan } from "./plan.ts";

const DAY = 1440;
const columns = [
  { key: "to-do", name: "To do", kind: "todo", limit: null },
  { key: "doing", name: "Doing", kind: "doing", limit: 2 },
  { key: "done", name: "Done", kind: "done", limit: null },
] as const;

/** Cards of the small plan: Dig (done), Pour, Bricks, Done (milestone), Paint. */
function board(changes: Partial<PlanPayload["tasks"]> = {}): { store: Store; plan: PlanPayload } {
  const plan = smallPlan();
  const all = <T>(value: T): T[] => plan.tasks.id.map(() => value);
  const tasks = {
    ...plan.tasks, active: all(1), owner: all(""), priority: all(500), board_rank: all(null), blocked_reason: all(""), blocked_since: all(null), sprint: all(null), may: all(3),
    board_column: ["to-do", "to-do", "done", "doing", "to-do", "to-do", "to-do", "to-do"], ...changes,
  };
  const payload = { ...plan, tasks, workflow: { refuses: false, columns: [...columns] }, mine: [15] } as unknown as PlanPayload;
  return { store: new Store(payload), plan: payload };
}

const every = new Sprints([], false, "");
const wish = (more: Partial<Wish> = {}): Wish => ({ lanes: "none", only: "all", text: "", ...more });
const names = (plan: PlanPayload, rows: number[]): string[] => rows.map((row) => plan.tasks.name[row]!);

test("leaf tasks are cards in the columns where the server says they stand", () => {
  const { store, plan } = board();
  const { lanes, counts, all } = boardOf(store, plan, wish(), every, null, 0);
  assert.deepEqual(lanes[0]!.cells.map((rows) => names(plan, rows)), [["Bricks", "Done", "Paint"], ["Pour"], ["Dig"]]);
  assert.deepEqual(counts, [3, 1, 1]);
  assert.equal(all, 5);
});

test("ranks below zero stand above the outline, others below", () => {
  const { store, plan } = board({ board_rank: [null, null, null, null, null, 4, null, -1] });
  assert.deepEqual(names(plan, boardOf(store, plan, wish(), every, null, 0).lanes[0]!.cells[0]!), ["Paint", "Done", "Bricks"]);
});

test("an inactive task has no card", () => {
  const { store, plan } = board({ active: [1, 1, 1, 1, 1, 0, 1, 1] });
  assert.equal(boardOf(store, plan, wish(), every, null, 0).all, 4);
});

test("a held card stands where it is on its way to", () => {
  const { store, plan } = board();
  const held = { id: 13, column: "to-do", before: 16 };
  const { lanes, counts } = boardOf(store, plan, wish(), every, held, 0);
  assert.deepEqual(names(plan, lanes[0]!.cells[0]!), ["Bricks", "Pour", "Done", "Paint"]);
  assert.deepEqual(counts, [4, 0, 1]);
  assert.deepEqual(names(plan, boardOf(store, plan, wish(), every, { ...held, before: null }, 0).lanes[0]!.cells[0]!), ["Bricks", "Done", "Paint", "Pour"]);
});

test("filters hide cards, limits go on to count them", () => {
  const { store, plan } = board({ blocked_reason: ["", "", "", "No crane", "", "", "", ""] });
  const shown = (more: Partial<Wish>, now = 0): string[] => boardOf(store, plan, wish(more), every, null, now).lanes.flatMap(({ cells }) => names(plan, cells.flat()));
  assert.deepEqual(shown({ only: "mine" }), ["Bricks"]);
  assert.deepEqual(shown({ only: "unassigned" }), ["Done", "Paint"]);
  assert.deepEqual(shown({ only: "blocked" }), ["Pour"]);
  assert.deepEqual(shown({ only: "late" }, 10 * DAY), ["Bricks", "Done", "Pour"]);
  assert.deepEqual(shown({ text: "walls" }), ["Bricks", "Done"]);
  assert.deepEqual(boardOf(store, plan, wish({ text: "nothing" }), every, null, 0).counts, [3, 1, 1]);
});

test("lanes by who does it, by summary and by priority", () => {
  const { store, plan } = board({ owner: ["", "", "", "", "", "", "", "Ann"], priority: [500, 500, 900, 500, 500, 100, 500, 500] });
  const titles = (lanes: Wish["lanes"]): string[] => boardOf(store, plan, wish({ lanes }), every, null, 0).lanes.map(({ title, count }) => `${title} ${count}`);
  assert.deepEqual(titles("assignee"), ["Ann 3", "Bob 1", "Nobody yet 1"]);
  assert.deepEqual(titles("summary"), ["Without a summary task 1", "1.1 Foundation 2", "1.2 Walls 2"]);
  assert.deepEqual(titles("priority"), ["High priority 1", "Normal priority 3", "Low priority 1"]);
});

test("how a card stands against its dates, worst first", () => {
  const none = new Array<number | null>(8).fill(null);
  const { store, plan } = board({ deadline: [...none.slice(0, 5), 8 * DAY, null, null], baseline_finish: [...none.slice(0, 7), 19 * DAY] });
  const word = (row: number, now: number): string => timingOf(store, plan, row, now).word;
  assert.equal(word(2, 30 * DAY), "Done");
  assert.equal(word(5, 30 * DAY), "Overdue 21 d");
  assert.equal(word(5, 0), "1 d past its deadline");
  assert.equal(word(7, 0), "Late 3 d");
  assert.equal(word(3, 0), "Critical");
  assert.equal(word(6, 0), "No float");
});

test("who answers for a task comes before who works on it, once", () => {
  const { plan } = board({ owner: ["", "", "", "", "", "Bob", "", ""] });
  assert.deepEqual(peopleOf(plan, 5), ["Bob", "Ann"]);
  plan.tasks.resources[5] = "Ann [50%]; Crane [2]; Electricians [200%]";
  assert.deepEqual(peopleOf(plan, 5), ["Bob", "Ann", "Crane [2]", "Electricians"]);
  assert.equal(initials("Ingrid von Solheim"), "IS");
  assert.equal(initials("Developers"), "D");
});

test("5,000 cards are sorted and laned within a frame or two", () => {
  const count = 5000;
  const fill = <T>(make: (row: number) => T): T[] => Array.from({ length: count }, (_, row) => make(row));
  const { plan } = board();
  const tasks = Object.fromEntries(Object.entries(plan.tasks).map(([name, column]) => [name, fill((row) => (column as unknown[])[row % 8 === 0 ? 7 : 5])])) as unknown as PlanPayload["tasks"];
  Object.assign(tasks, { id: fill((row) => row + 1), parent: fill(() => -1), level: fill(() => 0), board_rank: fill((row) => (row % 3 ? null : row - 2500)) });
  const payload = { ...plan, tasks, links: { id: [], from: [], to: [], type: [], lag: [], critical: [] } };
  const store = new Store(payload);
  const began = performance.now();
  const { all } = boardOf(store, payload, wish({ lanes: "assignee" }), every, null, 0);
  assert.equal(all, count);
  assert.ok(performance.now() - began < 250, `${performance.now() - began} ms`);
});

test("a sprint shows its cards, the backlog those in none that are not done", () => {
  const { store, plan } = board({ sprint: [null, null, 7, 7, null, 9, null, null] });
  const open = [{ id: 7, name: "Sprint 4", state: "running" as const }, { id: 9, name: "Sprint 5", state: "planned" as const }];
  const shown = (wanted: string): string[] => boardOf(store, plan, wish(), new Sprints(open, true, "", wanted), null, 0).lanes[0]!.cells.flatMap((rows) => names(plan, rows));
  assert.deepEqual(shown(""), ["Bricks", "Done", "Paint", "Pour", "Dig"]);
  assert.deepEqual(shown("7"), ["Pour", "Dig"]);
  assert.deepEqual(shown("9"), ["Bricks"]);
  assert.deepEqual(shown("backlog"), ["Done", "Paint"]);
  assert.deepEqual(shown("8"), shown(""), "a sprint that is not open");
});

test("a card can go into every open sprint but its own, and to the backlog; only for those who may", () => {
  const { plan } = board({ sprint: [null, null, 7, null, null, null, null, null] });
  const open = [{ id: 7, name: "Sprint 4", state: "running" as const }, { id: 9, name: "Sprint 5", state: "planned" as const }];
  const sprints = new Sprints(open, true, "");
  assert.deepEqual(sprints.ways(plan, 2).map((into) => into?.name ?? "Backlog"), ["Sprint 5", "Backlog"]);
  assert.deepEqual(sprints.ways(plan, 3).map((into) => into?.name ?? "Backlog"), ["Sprint 4", "Sprint 5"]);
  assert.deepEqual(new Sprints(open, false, "").ways(plan, 2), []);
});
