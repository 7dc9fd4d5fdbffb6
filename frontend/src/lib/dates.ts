// Times are minutes since 1970-01-01T00:00 of the plan's own wall clock; formatting in UTC shows that clock unchanged.

export const DAY = 1440;

const day = new Intl.DateTimeFormat(undefined, { timeZone: "UTC", day: "2-digit", month: "short", year: "numeric" });
const weekday = new Intl.DateTimeFormat(undefined, {
  timeZone: "UTC", weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit",
});
const number = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
const known = new Map<number, string>();

export function toDate(minutes: number): Date {
  return new Date(minutes * 60_000);
}

/** "05 Jan 2026", in the reader's order. Intl takes microseconds per date, a scroll shows thousands: days are remembered. */
export function formatDay(minutes: number): string {
  if (Number.isNaN(minutes)) return "";
  const whole = Math.floor(minutes / DAY);
  let text = known.get(whole);
  if (text === undefined) {
    if (known.size > 20_000) known.clear();
    text = day.format(whole * DAY * 60_000);
    known.set(whole, text);
  }
  return text;
}

/** "5 – 16 Jan 2026", as short as the locale has it; one day alone where it is one. */
export function formatSpan(first: number, last: number): string {
  if (Number.isNaN(first) || Number.isNaN(last)) return formatDay(last);
  return day.formatRange(toDate(Math.min(first, last)), toDate(last));
}

/** "Mon, 5 Jan 2026, 08:00". */
export function formatMoment(minutes: number): string {
  return Number.isNaN(minutes) ? "" : weekday.format(toDate(minutes));
}

/** As people type it and every locale reads it: "2026-03-14 08:00". */
export function isoMoment(minutes: number): string {
  return Number.isNaN(minutes) ? "" : toDate(minutes).toISOString().slice(0, 16).replace("T", " ");
}

/** Plans occupy [start, finish): work that ends at midnight ended on the day before. */
export function lastMinute(start: number, finish: number): number {
  return finish > start ? finish - 1 : finish;
}

/** With a true minus, as wide as a figure. */
function signed(value: number): string {
  return value < 0 ? `\u2212${number.format(-value)}` : number.format(value);
}

/** Working time: "5 d", "2.5 d", "4 h", "30 min". */
export function formatDuration(minutes: number, minutesPerDay: number): string {
  if (Number.isNaN(minutes)) return "";
  const size = Math.abs(minutes);
  if (size === 0 || size >= minutesPerDay) return `${signed(minutes / minutesPerDay)} d`;
  return size >= 60 ? `${signed(minutes / 60)} h` : `${signed(minutes)} min`;
}

/** Work in hours, as people count it: "12.5 h". */
export function formatWork(minutes: number | null): string {
  return minutes === null ? "" : `${number.format(minutes / 60)} h`;
}

/** Finish against baseline, in calendar days: "+3 d" is late, "−2 d" early, "0 d" as planned. */
export function formatVariance(finish: number, baselineFinish: number): string {
  const difference = (finish - baselineFinish) / DAY;
  if (Number.isNaN(difference)) return "";
  const days = Math.abs(difference) < 1 ? difference : Math.round(difference);
  if (days === 0) return "0 d";
  const size = Math.abs(days) < 1 ? `${number.format(Math.abs(days) * 24)} h` : `${number.format(Math.abs(days))} d`;
  return (days > 0 ? "+" : "\u2212") + size;
}

/** Minutes of the reader's wall clock: the place of the line "today". */
export function wallClockNow(now = new Date()): number {
  return Math.floor(now.getTime() / 60_000) - now.getTimezoneOffset();
}
