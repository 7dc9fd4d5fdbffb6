// How sure a finish is, in the drawing: a line from the P50 to the P80 finish, and the same in words.
import { formatDay, lastMinute } from "../lib/dates.ts";
import { figureOf, isOld } from "./confidence.ts";
import type { Store } from "./store.ts";
import type { TimeScale } from "./timescale.ts";

/** Whether the figures of a row belong to an earlier state of the plan. */
function isEarlier(store: Store, row: number): boolean {
  return isOld(store) || store.confidence?.isEarlier(store.payload.tasks.id[row]!) === true;
}

/** "P50 3 Mar 2028, P80 9 Mar 2028"; "" where nothing is known, or nobody wants to know. */
export function sureText(store: Store, row: number): string {
  if (!store.showsSure) return "";
  const [p50, p80] = [figureOf(store, row, "p50"), figureOf(store, row, "p80")];
  if (Number.isNaN(p50) || Number.isNaN(p80)) return "";
  const day = (minute: number): string => formatDay(lastMinute(store.start[row]!, minute));
  return `P50 ${day(p50)}, P80 ${day(p80)}${isEarlier(store, row) ? ", of an earlier state" : ""}`;
}

/** Draws the line of a row, where lines are wanted; returns where it ends, NaN without one. */
export function paintSure(element: HTMLElement, store: Store, scale: TimeScale, row: number): number {
  const [p50, p80] = store.showsSure ? [figureOf(store, row, "p50"), figureOf(store, row, "p80")] : [Number.NaN, Number.NaN];
  element.hidden = Number.isNaN(p50) || Number.isNaN(p80);
  if (element.hidden) return Number.NaN;
  const [from, to] = [scale.x(p50), scale.x(p80)];
  element.style.transform = `translateX(${from.toFixed(1)}px)`;
  element.style.width = `${Math.max(3, to - from).toFixed(1)}px`;
  element.toggleAttribute("data-old", isEarlier(store, row));
  return Math.max(to, from + 3);
}
