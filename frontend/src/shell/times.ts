// Days in the reader's own order and language, in the same words as the schedule uses.
import { formatDay } from "../lib/dates.ts";

const MINUTE_MS = 60_000;
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });

export function localizeTimes(root: ParentNode): void {
  for (const time of root.querySelectorAll<HTMLTimeElement>("time:not([data-local])")) {
    time.dataset["local"] = "";
    const at = Date.parse(time.dateTime);
    if (Number.isNaN(at)) continue;
    if (time.dateTime.length === 10) time.textContent = formatDay(at / MINUTE_MS);
    else if (time.hasAttribute("data-clock")) time.textContent = clock.format(at);
  }
}
