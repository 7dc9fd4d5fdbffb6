// Minutes to pixels and back, and which ticks a header of two levels shows at a scale. Pure: no document here.
import { DAY, toDate } from "../lib/dates.ts";

export type Unit = "hour" | "day" | "week" | "month" | "quarter" | "year";
export interface Step {
  unit: Unit;
  count: number;
}
export interface Tick {
  start: number;
  finish: number;
}

const HOUR = 60;
/** Usual length in days: what a header level needs is reckoned with it, so that all its labels look alike. */
export const usualDays: Record<Unit, number> = { hour: 1 / 24, day: 1, week: 7, month: 30.4, quarter: 91.3, year: 365.25 };
/** Lower header level, its least width in pixels, and the level above it; the finest that fits is shown. */
const levels: { step: Step; above: Step; least: number }[] = [
  { step: { unit: "hour", count: 1 }, above: { unit: "day", count: 1 }, least: 40 },
  { step: { unit: "hour", count: 3 }, above: { unit: "day", count: 1 }, least: 40 },
  { step: { unit: "hour", count: 6 }, above: { unit: "day", count: 1 }, least: 40 },
  { step: { unit: "day", count: 1 }, above: { unit: "month", count: 1 }, least: 17 },
  { step: { unit: "week", count: 1 }, above: { unit: "month", count: 1 }, least: 21 },
  { step: { unit: "month", count: 1 }, above: { unit: "year", count: 1 }, least: 22 },
  { step: { unit: "quarter", count: 1 }, above: { unit: "year", count: 1 }, least: 22 },
  { step: { unit: "year", count: 1 }, above: { unit: "year", count: 10 }, least: 32 },
  { step: { unit: "year", count: 5 }, above: { unit: "year", count: 50 }, least: 40 },
  { step: { unit: "year", count: 25 }, above: { unit: "year", count: 100 }, least: 40 },
  { step: { unit: "year", count: 100 }, above: { unit: "year", count: 1000 }, least: 0 },
];

/** Named scales of the toolbar, in pixels per day. */
export const zooms: readonly { name: string; pixelsPerDay: number }[] = [
  { name: "Hours", pixelsPerDay: 1008 },
  { name: "Days", pixelsPerDay: 28 },
  { name: "Weeks", pixelsPerDay: 7 },
  { name: "Months", pixelsPerDay: 2 },
  { name: "Quarters", pixelsPerDay: 0.5 },
  { name: "Years", pixelsPerDay: 0.15 },
];

/** Browsers lose exactness, then the element, beyond some 16 million pixels. */
const WIDEST = 8_000_000;

export class TimeScale {
  readonly pixelsPerDay: number;
  readonly width: number;

  constructor(
    readonly origin: number,
    readonly finish: number,
    pixelsPerDay: number,
  ) {
    const span = Math.max(1, finish - origin) / DAY;
    this.pixelsPerDay = Math.min(Math.max(pixelsPerDay, 0.005), 2400, WIDEST / span);
    this.width = Math.ceil(span * this.pixelsPerDay);
  }

  x(minute: number): number {
    return ((minute - this.origin) / DAY) * this.pixelsPerDay;
  }

  minuteAt(x: number): number {
    return this.origin + (x / this.pixelsPerDay) * DAY;
  }

  zoomed(pixelsPerDay: number): TimeScale {
    return new TimeScale(this.origin, this.finish, pixelsPerDay);
  }

  /** At least so wide: days go on behind the plan instead of leaving a part of the screen empty. */
  filling(width: number): TimeScale {
    return this.width >= width ? this : new TimeScale(this.origin, this.minuteAt(width), this.pixelsPerDay);
  }
}

export function headerLevels(pixelsPerDay: number): { lower: Step; upper: Step } {
  const fits = levels.find(({ step, least }) => usualDays[step.unit] * step.count * pixelsPerDay >= least) ?? levels.at(-1)!;
  return { lower: fits.step, upper: fits.above };
}

export function nearestZoom(pixelsPerDay: number): string {
  const distance = (other: number): number => Math.abs(Math.log(other / pixelsPerDay));
  return zooms.reduce((best, zoom) => (distance(zoom.pixelsPerDay) < distance(best.pixelsPerDay) ? zoom : best)).name;
}

function monthStart(year: number, month: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month, 1);
  return date.getTime() / 60_000;
}

/** The last boundary of the step at or before the minute. Weeks begin on Monday. */
export function floorTo(step: Step, minute: number): number {
  const { unit, count } = step;
  if (unit === "hour") return Math.floor(minute / (HOUR * count)) * HOUR * count;
  if (unit === "day") return Math.floor(minute / DAY) * DAY;
  // 1970-01-01 was a Thursday: day 4 was the first Monday.
  if (unit === "week") return (Math.floor((minute / DAY - 4) / 7) * 7 + 4) * DAY;
  const date = toDate(minute);
  const year = date.getUTCFullYear();
  if (unit === "month") return monthStart(year, date.getUTCMonth());
  if (unit === "quarter") return monthStart(year, Math.floor(date.getUTCMonth() / 3) * 3);
  return monthStart(Math.floor(year / count) * count, 0);
}

/** The next boundary after one that `floorTo` gave. */
export function nextAfter(step: Step, boundary: number): number {
  const { unit, count } = step;
  if (unit === "hour") return boundary + HOUR * count;
  if (unit === "day") return boundary + DAY;
  if (unit === "week") return boundary + 7 * DAY;
  const date = toDate(boundary);
  const months = unit === "month" ? 1 : unit === "quarter" ? 3 : 12 * count;
  return monthStart(date.getUTCFullYear(), date.getUTCMonth() + months);
}

/** Every tick that touches [from, to). */
export function ticks(step: Step, from: number, to: number): Tick[] {
  const found: Tick[] = [];
  for (let start = floorTo(step, from); start < to; ) {
    const finish = nextAfter(step, start);
    found.push({ start, finish });
    start = finish;
  }
  return found;
}
