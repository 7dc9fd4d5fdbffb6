// Days and times in the reader's own order and language, in the same words as the schedule uses.
import { formatDay } from "../lib/dates.ts";

const MINUTE_MS = 60_000;
// What the server wrote is the wall clock of the reader's time zone; formatting in UTC shows that clock unchanged.
const DAY = { timeZone: "UTC", day: "2-digit", month: "short" } as const;
const CLOCK = { hour: "2-digit", minute: "2-digit" } as const;
const forms: Record<string, Intl.DateTimeFormat> = {
  short: new Intl.DateTimeFormat(undefined, DAY),
  month: new Intl.DateTimeFormat(undefined, { timeZone: "UTC", month: "short", year: "numeric" }),
  weekday: new Intl.DateTimeFormat(undefined, { timeZone: "UTC", weekday: "long", day: "numeric", month: "long", year: "numeric" }),
  at: new Intl.DateTimeFormat(undefined, { ...DAY, year: "numeric", ...CLOCK }),
  "at-clock": new Intl.DateTimeFormat(undefined, { timeZone: "UTC", ...CLOCK }),
  "at-short": new Intl.DateTimeFormat(undefined, { ...DAY, ...CLOCK }),
};

/** The words of an element with the given `datetime` and `data-form`; null where it stays as the server wrote it. */
export function wordsOf(dateTime: string, form: string | undefined): string | null {
  const at = Date.parse(form?.startsWith("at") ? `${dateTime}Z` : dateTime);
  if (Number.isNaN(at)) return null;
  if (form !== undefined) return forms[form]?.format(at) ?? null;
  return dateTime.length === 10 ? formatDay(at / MINUTE_MS) : null;
}

export function localizeTimes(root: ParentNode): void {
  for (const time of root.querySelectorAll<HTMLTimeElement>("time:not([data-local])")) {
    time.dataset["local"] = "";
    time.textContent = wordsOf(time.dateTime, time.dataset["form"]) ?? time.textContent;
  }
}
