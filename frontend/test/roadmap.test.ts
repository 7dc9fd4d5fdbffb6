import assert from "node:assert/strict";
import { test } from "node:test";
import { Kind, type EditColumns, type PlanPayload } from "../src/contract.ts";
import { columnOf, mayEdit } from "../src/schedule/columns.ts";
import { whyNot } from "../src/schedule/edit/why-not.ts";
import { changesAddress, plansOn, standsAmongAll } from "../src/schedule/open-plans.ts";
import { Store } from "../src/schedule/store.ts";
import { smallPlan } from "./plan.ts";

/** The small plan as a roadmap: the first row is project 5 with the next six, the last one a milestone of project 6. */
function roadmap(open: number[]): Store {
  const plan = smallPlan();
  const kind = [...plan.tasks.kind];
  kind[0] = Kind.component;
  const tasks = { ...plan.tasks, kind, id: [-5, ...plan.tasks.id.slice(1)], may: [0, 3, 3, 3, 3, 3, 3, 0], plan: [5, 5, 5, 5, 5, 5, 5, 6] } as unknown as EditColumns;
  return new Store({ ...plan, tasks, open } as PlanPayload, "roadmap");
}

test("what is asked for names the projects that are open", () => {
  assert.equal(changesAddress("/p", { revision: 7 }), "/p/changes?since=7");
  assert.equal(changesAddress("/p", { revision: 7, open: [3, 5] }), "/p/changes?since=7&open=3,5");
  assert.equal(changesAddress("/p", { revision: 7, open: [3] }, []), "/p/changes?since=7&open=");
});

test("rows have their places where their project is open", () => {
  const store = roadmap([5]);
  assert.deepEqual([1, 2, 7].map((row) => standsAmongAll(store, row)), [true, true, false]);
  assert.equal(standsAmongAll(new Store(smallPlan()), 2), true);
});

test("all projects of a roadmap are told once, from the top, programs are none", () => {
  const { plan } = roadmap([]);
  assert.deepEqual(plansOn(plan!), [5, 6]);
  assert.deepEqual(plansOn({ ...plan!, tasks: { ...plan!.tasks, plan: [0, 6, 0, 5, 6] } }), [6, 5]);
});

test("why a cell stays closed is said by whose it is", () => {
  const store = roadmap([5]);
  const name = columnOf(store, "name")!;
  assert.equal(mayEdit(name, store, 2), true);
  assert.equal(whyNot(name, store, 0).startsWith("This is computed from the tasks"), true);
  assert.equal(whyNot(columnOf(store, "duration")!, store, 1).startsWith("This comes from the rows below"), true);
  assert.equal(whyNot(columnOf(store, "variance")!, store, 2).startsWith("This cell is not typed"), true);
  assert.equal(whyNot(name, store, 7).includes("is not yours to change: ask who manages that project"), true);
});

test("a project has no duration of its own", () => {
  const store = roadmap([]);
  const duration = columnOf(store, "duration")!;
  assert.equal(duration.text(store, 0), "");
  assert.equal(Number.isNaN(duration.value!(store, 0)), true);
});
