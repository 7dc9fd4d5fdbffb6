import assert from "node:assert/strict";
import { test } from "node:test";
import type { EditColumns, PlanPayload } from "../src/contract.ts";
import { columnOf, mayEdit } from "../src/schedule/columns.ts";
import { snapped } from "../src/schedule/edit/bar-drag.ts";
import { linesOf, toTsv } from "../src/schedule/edit/clipboard.ts";
import { whyNot } from "../src/schedule/edit/why-not.ts";
import { linksText } from "../src/schedule/column-texts.ts";
import { Store } from "../src/schedule/store.ts";
import { smallPlan } from "./plan.ts";

test("copied ranges are what spreadsheets read", () => {
  assert.equal(toTsv([["a", "b\tc"], ['say "x"', "d\ne"]]), 'a\t"b\tc"\n"say ""x"""\t"d\ne"');
});

test("line ends within quotes are no lines", () => {
  assert.equal(linesOf('a\t"b\nc"\nd'), 2);
  assert.equal(linesOf("a\nb\n"), 2);
  assert.equal(linesOf(""), 0);
});

test("predecessors are told by the numbers of their rows", () => {
  const plan = smallPlan();
  plan.links.lag = ["+2d", "", "", "-50%"];
  const store = new Store(plan);
  assert.equal(linksText(store, 3, "predecessors"), "3FS+2d");
  assert.equal(linksText(store, 5, "predecessors"), "4");
  assert.equal(linksText(store, 7, "predecessors"), "3SS-50%");
});

test("cells open to those who may change them, dates of summaries to nobody", () => {
  const plan = smallPlan();
  const tasks = { ...plan.tasks, may: [1, 1, 3, 2, 1, 0, 1, 1] } as unknown as EditColumns;
  const store = new Store({ ...plan, tasks } as PlanPayload);
  const of = (key: string) => columnOf(store, key)!;
  assert.equal(mayEdit(of("name"), store, 2), true);
  assert.equal(mayEdit(of("name"), store, 3), false);
  assert.equal(mayEdit(of("percent"), store, 3), true);
  assert.equal(mayEdit(of("percent"), store, 5), false);
  assert.equal(mayEdit(of("start"), store, 0), false);
  assert.equal(mayEdit(of("name"), store, 0), true);
  assert.equal(mayEdit(of("duration"), store, 6), false);
  assert.equal(mayEdit(of("float"), store, 2), false);
  assert.equal(mayEdit(of("name"), new Store(plan), 2), false);
});

test("a milestone takes no work, and of fixed work nobody says that it is not effort-driven", () => {
  const plan = smallPlan();
  const each = <Value>(value: Value): Value[] => plan.tasks.id.map(() => value);
  const tasks = { ...plan.tasks, may: each(1), work: each(0), task_type: each("fixed_units"), effort_driven: each(0) } as unknown as EditColumns;
  tasks.task_type[3] = "fixed_work";
  const store = new Store({ ...plan, tasks } as PlanPayload);
  const [DIG, POUR, DONE] = [2, 3, 6];
  for (const key of ["duration", "work", "task_type", "effort_driven"]) {
    const column = columnOf(store, key)!;
    assert.deepEqual([column.text(store, DONE), mayEdit(column, store, DONE), mayEdit(column, store, DIG)], ["", false, true], key);
    assert.ok(whyNot(column, store, DONE).startsWith("A milestone takes neither time nor work"));
  }
  const driven = columnOf(store, "effort_driven")!;
  assert.deepEqual([driven.text(store, DIG), driven.text(store, POUR), mayEdit(driven, store, POUR)], ["No", "Yes", false]);
  assert.ok(whyNot(driven, store, POUR).startsWith("Fixed work stays"));
});

test("a bar falls on whole days where days are small", () => {
  assert.equal(snapped(3 * 1440 + 900, 20), 4 * 1440);
  assert.equal(snapped(605, 2), 600);
});
