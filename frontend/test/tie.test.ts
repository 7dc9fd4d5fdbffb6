import assert from "node:assert/strict";
import { test } from "node:test";
import { tiedOutside, tiedRows, tieText } from "../src/schedule/edit/tie.ts";
import { Store } from "../src/schedule/store.ts";
import { smallPlan } from "./plan.ts";

test("a link is told as it is typed behind a predecessor", () => {
  assert.deepEqual([tieText(0, ""), tieText(1, "+2d"), tieText(3, "-50%"), tieText(2, undefined)], ["FS", "SS+2d", "SF-50%", "FF"]);
});

test("a link with another plan is edited from the end that waits or leads, and not where its other end is hidden", () => {
  const plan = smallPlan();
  plan.tasks.name[7] = "";
  plan.outside = { id: [50, -3, null], row: [6, 7, 7], incoming: [1, 0, 1], type: [0, 2, 0], lag: ["+2d", "-1w", ""], label: ["Tower > Beams", "Bridge > Paint", "Hidden task"], date: [null, null, null], url: ["/c/9/", "/c/8/", ""] };
  const store = new Store(plan, "project");
  assert.deepEqual(tiedOutside(store, 0), { id: 50, from: "Tower > Beams", to: plan.tasks.name[6], type: "FS", lag: "+2d", locked: false });
  assert.deepEqual(tiedOutside(store, 1), { id: -3, from: "(no name)", to: "Bridge > Paint", type: "FF", lag: "-1w", locked: false });
  assert.equal(tiedOutside(store, 2), null);
});

test("a link between two rows is read only where the row that waits may not be changed", () => {
  const plan = smallPlan();
  plan.links.type[0] = 1;
  plan.links.lag[0] = "+4h";
  const store = new Store(plan, "project");
  const [from, to] = [plan.links.from[0]!, plan.links.to[0]!];
  assert.deepEqual(tiedRows(store, 0, true), { id: plan.links.id[0], from: plan.tasks.name[from], to: plan.tasks.name[to], type: "SS", lag: "+4h", locked: true });
});
