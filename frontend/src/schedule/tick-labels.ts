// What a tick of the header says in the width that it has.
import { toDate } from "../lib/dates.ts";
import { usualDays, type Step } from "./timescale.ts";

function formatter(options: Intl.DateTimeFormatOptions): (minute: number) => string {
  const format = new Intl.DateTimeFormat(undefined, { timeZone: "UTC", ...options });
  return (minute) => format.format(toDate(minute));
}

const longDay = formatter({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
const shortDay = formatter({ weekday: "short", day: "numeric", month: "short" });
const weekdayAndDay = formatter({ weekday: "short", day: "numeric" });
const longMonth = formatter({ month: "long", year: "numeric" });
const shortMonth = formatter({ month: "short" });
const letter = formatter({ month: "narrow" });
const hour = formatter({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** Labels from the longest, each with the width in pixels that it needs. */
function choices(step: Step): [number, (minute: number) => string][] {
  const year = (minute: number): number => toDate(minute).getUTCFullYear();
  switch (step.unit) {
    case "hour":
      return [[40, hour]];
    case "day":
      return [[180, longDay], [70, shortDay], [44, weekdayAndDay], [14, (minute) => String(toDate(minute).getUTCDate())]];
    case "week":
      return [[64, shortDay], [14, (minute) => String(toDate(minute).getUTCDate())]];
    case "month":
      return [[86, longMonth], [30, shortMonth], [12, letter]];
    case "quarter":
      return [[56, (minute) => `Q${quarter(minute)} ${year(minute)}`], [20, (minute) => `Q${quarter(minute)}`]];
    case "year":
      return step.count === 1
        ? [[32, (minute) => String(year(minute))]]
        : [[84, (minute) => `${year(minute)}\u2013${year(minute) + step.count - 1}`], [32, (minute) => String(year(minute))]];
  }
}

function quarter(minute: number): number {
  return Math.floor(toDate(minute).getUTCMonth() / 3) + 1;
}

/** The longest way of writing that fits every tick of the step at this scale; nothing for a tick cut shorter than that. */
export function tickLabeller(step: Step, pixelsPerDay: number): (minute: number, room: number) => string {
  const width = usualDays[step.unit] * step.count * pixelsPerDay;
  const all = choices(step);
  const [least, write] = all.find(([needed]) => width >= needed) ?? all.at(-1)!;
  return (minute, room) => (room < 0.9 * least ? "" : write(minute));
}
