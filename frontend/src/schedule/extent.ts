// How far the drawing reaches, and at which scale and place it opens.
import { Kind } from "../contract.ts";
import { DAY } from "../lib/dates.ts";
import type { Mode } from "./columns.ts";
import { figureOf } from "./confidence.ts";
import type { Store } from "./store.ts";
import { TimeScale } from "./timescale.ts";

export interface Extent {
  start: number;
  finish: number;
}

/** First start to last finish of everything drawn; null if no row has dates. */
export function extentOf(store: Store): Extent | null {
  let start = Number.POSITIVE_INFINITY;
  let finish = Number.NEGATIVE_INFINITY;
  for (const column of [store.start, store.finish, store.baselineStart, store.baselineFinish, store.deadline]) {
    for (let row = 0; row < column.length; row++) {
      const minute = column[row]!;
      if (minute < start) start = minute;
      if (minute > finish) finish = minute;
    }
  }
  if (store.showsSure && store.confidence) {
    for (let row = 0; row < store.count; row++) {
      const late = figureOf(store, row, "p80");
      if (late > finish) finish = late;
    }
  }
  return start <= finish ? { start, finish } : null;
}

/** The extent with air on both sides: more on the right, where labels stand. */
export function padded(extent: Extent): Extent {
  const span = extent.finish - extent.start;
  const left = Math.min(30 * DAY, Math.max(DAY, span * 0.03));
  const right = Math.min(400 * DAY, Math.max(2 * DAY, span * 0.14));
  return { start: Math.floor((extent.start - left) / DAY) * DAY, finish: extent.finish + right };
}

/** Pixels that the label beside a bar takes, about. */
function labelWidth(store: Store, row: number): number {
  const { name, kind } = store.payload.tasks;
  return Math.min(260, name[row]!.length * 6.4 + (kind[row] === Kind.milestone ? 110 : 40));
}

/** The whole plan in `width` pixels, each bar with its label as far as that leaves the bars most of the room. */
export function fittingScale(store: Store, extent: Extent, width: number): TimeScale {
  const { start, finish } = padded(extent);
  let pixelsPerDay = (width / (finish - start)) * DAY;
  const least = pixelsPerDay * 0.75;
  for (let place = 0; place < store.visible.length; place++) {
    const row = store.rowOf(store.visible[place]!);
    if (row >= store.count) continue;
    const days = (store.finish[row]! - start) / DAY;
    const wanted = (width - labelWidth(store, row)) / days;
    if (wanted < pixelsPerDay) pixelsPerDay = wanted;
  }
  pixelsPerDay = Math.max(least, pixelsPerDay);
  return new TimeScale(start, start + (width / pixelsPerDay) * DAY, pixelsPerDay);
}

/** Roadmaps, and plans whose weeks can still be told apart, open whole; longer plans at a scale at which they can. */
export function openingScale(store: Store, extent: Extent, width: number, mode: Mode): TimeScale {
  const whole = fittingScale(store, extent, width);
  return mode === "roadmap" || whole.pixelsPerDay >= 1.2 ? whole : whole.zoomed(4);
}
