import assert from "node:assert/strict";
import { test } from "node:test";
import { Link } from "../src/contract.ts";
import { LinksInView, type Window } from "../src/schedule/links-in-view.ts";
import { arrowHead, pathData, route, sidesOf } from "../src/schedule/routing.ts";
import { Store } from "../src/schedule/store.ts";
import { smallPlan } from "./plan.ts";

const DAY = 1440;
const all: Window = { first: 0, end: 8, from: 0, to: 30 * DAY };
const numbers = (links: { link: number }[]): number[] => links.map(({ link }) => link).sort((a, b) => a - b);

test("each link type ties its own sides", () => {
  assert.deepEqual(sidesOf(Link.FS), [1, -1]);
  assert.deepEqual(sidesOf(Link.SS), [-1, -1]);
  assert.deepEqual(sidesOf(Link.FF), [1, 1]);
  assert.deepEqual(sidesOf(Link.SF), [-1, 1]);
});

test("finish to start with room takes one bend beside the predecessor", () => {
  const points = route({ x: 100, y: 14, side: 1 }, { x: 160, y: 70, side: -1 }, 14);
  assert.deepEqual(points, [[100, 14], [107, 14], [107, 70], [160, 70]]);
});

test("finish to start without room goes through the gap above the successor", () => {
  const points = route({ x: 100, y: 14, side: 1 }, { x: 100, y: 42, side: -1 }, 14);
  assert.deepEqual(points, [[100, 14], [107, 14], [107, 28], [93, 28], [93, 42], [100, 42]]);
});

test("a successor above is entered through the gap below it", () => {
  const points = route({ x: 100, y: 70, side: 1 }, { x: 90, y: 14, side: -1 }, 14);
  assert.deepEqual(points, [[100, 70], [107, 70], [107, 28], [83, 28], [83, 14], [90, 14]]);
});

test("start to start leaves and arrives on the left", () => {
  const points = route({ x: 50, y: 14, side: -1 }, { x: 90, y: 42, side: -1 }, 14);
  assert.deepEqual(points, [[50, 14], [43, 14], [43, 28], [83, 28], [83, 42], [90, 42]]);
  const level = route({ x: 50, y: 14, side: -1 }, { x: 50, y: 42, side: -1 }, 14);
  assert.deepEqual(level, [[50, 14], [43, 14], [43, 42], [50, 42]]);
});

test("every segment is horizontal or vertical, whatever the type and place", () => {
  for (const from of [1, -1] as const) {
    for (const to of [1, -1] as const) {
      for (const [x, y] of [[0, 40], [200, 40], [0, -40], [200, -40], [100, 40]] as const) {
        const points = route({ x: 100, y: 0, side: from }, { x, y, side: to }, 14);
        points.slice(1).forEach(([px, py], index) => {
          const [qx, qy] = points[index]!;
          assert.ok(px === qx || py === qy, `${from} ${to} ${x} ${y}`);
        });
        assert.deepEqual(points.at(-1), [x, y]);
        const [beforeX, beforeY] = points.at(-2)!;
        assert.equal(beforeY, y);
        assert.equal(Math.sign(beforeX - x), to);
      }
    }
  }
});

test("path data rounds corners, the arrow's tip touches the bar", () => {
  assert.equal(pathData([[0, 0], [10, 0], [10, 20]], 3), "M0 0L7 0Q10 0 10 3L10 20");
  assert.equal(arrowHead({ x: 50, y: 14, side: -1 }), "M50 14l-5 -3.5v7z");
});

test("a dependency is drawn if the bar at one of its ends is in view", () => {
  const view = new LinksInView(new Store(smallPlan()));
  assert.deepEqual(numbers(view.of(all)), [0, 1, 2, 3]);
  // Only Paint in view: the link from Dig is drawn, the three others begin and end elsewhere.
  assert.deepEqual(numbers(view.of({ ...all, first: 7, end: 8 })), [3]);
  // Rows in view, but their bars are not: nothing.
  assert.deepEqual(numbers(view.of({ ...all, from: 12 * DAY, to: 15 * DAY })), []);
});

test("the selected task's dependencies are drawn wherever the view is", () => {
  const store = new Store(smallPlan());
  const view = new LinksInView(store);
  store.select(5);
  const drawn = view.of({ ...all, from: 12 * DAY, to: 15 * DAY });
  assert.deepEqual(numbers(drawn), [1, 2]);
  assert.deepEqual(drawn.map(({ selected }) => selected), [true, true]);
});

test("a collapsed summary carries the links that leave it, and none that it hides wholly", () => {
  const store = new Store(smallPlan());
  const view = new LinksInView(store);
  store.setCollapsed(1, true);
  assert.deepEqual(
    view.of(all).map(({ link, from, to }) => [link, from, to]).sort((a, b) => a[0]! - b[0]!),
    [[1, 1, 5], [2, 5, 6], [3, 1, 7]],
  );
  store.setCollapsed(1, false);
  assert.deepEqual(numbers(view.of(all)), [0, 1, 2, 3]);
});
