// A note beside the pointer: the full name and dates of the bar under it. The details panel says the same to the keyboard.
import { formatDay, formatVariance, lastMinute } from "../lib/dates.ts";
import { html, setText } from "../lib/dom.ts";
import { floatText } from "./column-texts.ts";
import { rangeText } from "./ranges.ts";
import type { Store } from "./store.ts";
import { sureText } from "./sure.ts";

export class Tooltip {
  readonly element = html("div", { class: "sch-tooltip", "aria-hidden": "true" });
  private readonly name = html("strong");
  private readonly lines = html("span");

  constructor(private readonly store: Store) {
    this.element.append(this.name, this.lines);
    this.element.hidden = true;
  }

  show(row: number, x: number, y: number): void {
    const { store } = this;
    const { tasks } = store.payload;
    const [start, finish] = [store.start[row]!, store.finish[row]!];
    const variance = formatVariance(finish, store.baselineFinish[row]!);
    const float = floatText(store, row);
    const range = rangeText(store, row);
    setText(this.name, tasks.name[row] || "(no name)");
    const words = [
      start === finish ? formatDay(finish) : `${formatDay(start)} \u2192 ${formatDay(lastMinute(start, finish))}`,
      `${Math.round(tasks.percent[row]!)} % done`,
      tasks.critical[row] ? "critical" : float && `${float} float`,
      variance && `${variance} against baseline, in calendar days`,
      range && `estimated ${range}`,
      sureText(store, row),
    ];
    setText(this.lines, words.filter(Boolean).join(" \u00b7 "));
    this.element.hidden = false;
    const room = this.element.parentElement!.getBoundingClientRect();
    const left = Math.max(4, Math.min(x - room.left + 12, room.width - this.element.offsetWidth - 8));
    const below = y - room.top + 18;
    const top = below + this.element.offsetHeight > room.height ? y - room.top - this.element.offsetHeight - 10 : below;
    this.element.style.transform = `translate(${left}px, ${Math.max(0, top)}px)`;
  }

  hide(): void {
    this.element.hidden = true;
  }
}
