// Three-point estimates: what they say, and the thin line at the end of a bar from its optimistic to its pessimistic finish.
import { DAY } from "../lib/dates.ts";
import { firstPairAfter } from "./backdrop.ts";
import type { Store } from "./store.ts";
import type { TimeScale } from "./timescale.ts";

/** The optimistic or the pessimistic duration. */
export type End = 0 | 1;

export function endMinutes(store: Store, row: number, end: End): number {
  return store.plan?.tasks.estimate?.[row]?.[end] ?? Number.NaN;
}

export function endText(store: Store, row: number, end: End): string {
  return store.plan?.tasks.estimate?.[row]?.[end === 0 ? 2 : 3] ?? "";
}

/** "2d – 8d"; one that is open at an end says so. */
export function rangeText(store: Store, row: number): string {
  const [low, high] = [endText(store, row, 0), endText(store, row, 1)];
  if (low && high) return `${low} \u2013 ${high}`;
  return low ? `from ${low}` : high && `to ${high}`;
}

/** The minute that lies so many working minutes after another one (before it, below 0); days off do not count, of others each has the same length. */
export function workedOn(from: number, minutes: number, perDay: number, daysOff: readonly number[]): number {
  const way = Math.sign(minutes);
  let day = Math.floor((way > 0 ? from - 1 : from) / DAY);
  const clock = from - day * DAY;
  for (let left = Math.floor(Math.abs(minutes) / perDay); left > 0; left--) {
    do day += way;
    while (isOff(day, daysOff));
  }
  return day * DAY + clock + (minutes % perDay);
}

function isOff(day: number, daysOff: readonly number[]): boolean {
  const pair = firstPairAfter(daysOff, day * DAY);
  return 2 * pair < daysOff.length && daysOff[2 * pair]! <= day * DAY;
}

/** When an open task would be done at best and at worst, by the plan's calendar; null where it has no estimate. */
export function finishesOf(store: Store, row: number): [number, number] | null {
  const { plan } = store;
  const estimate = plan?.tasks.estimate?.[row];
  const [start, finish] = [store.start[row]!, store.finish[row]!];
  if (!plan || !estimate || Number.isNaN(finish) || plan.tasks.percent[row]! >= 100) return null;
  const elapsed = /\de/.test(estimate[2] + estimate[3]);
  const at = (minutes: number | null): number => {
    if (minutes === null) return finish;
    return elapsed ? start + minutes : workedOn(finish, minutes - plan.tasks.duration[row]!, plan.minutes_per_day, plan.nonworking);
  };
  const [low, high] = [Math.max(start, Math.min(finish, at(estimate[0]))), Math.max(finish, at(estimate[1]))];
  return low < high ? [low, high] : null;
}

/** Draws the line of a row, where lines are wanted; returns where it ends, NaN without one. */
export function paintRange(element: HTMLElement, store: Store, scale: TimeScale, row: number): number {
  const ends = store.showsRanges ? finishesOf(store, row) : null;
  element.hidden = !ends;
  if (!ends) return Number.NaN;
  const [from, to] = [scale.x(ends[0]), scale.x(ends[1])];
  element.style.transform = `translateX(${from.toFixed(1)}px)`;
  element.style.width = `${Math.max(3, to - from).toFixed(1)}px`;
  return to;
}
