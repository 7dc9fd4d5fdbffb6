// In a row's lane: the day that was promised for a hand-off, held against its forecast; and its state at the line that
// leads outside.
import { html } from "../lib/dom.ts";
import { dayWords, endOf, level, stateWords, worst, type HandOff } from "./hand-offs.ts";
import type { Store } from "./store.ts";
import type { TimeScale } from "./timescale.ts";

export function makePromise(): HTMLElement {
  return html("div", { class: "sch-promise" });
}

/** A mark at the promised day, with a line to the forecast where that lies behind it. */
export function paintPromise(element: HTMLElement, store: Store, scale: TimeScale, row: number): void {
  const card = worst((store.handOffs?.ofRow.get(row) ?? []).filter(({ promised_on: day }) => day !== null));
  element.hidden = card === undefined;
  if (!card) return;
  const [promised, forecast] = [scale.x(endOf(card.promised_on)), scale.x(endOf(card.forecast))];
  element.dataset["level"] = level(card);
  element.title = [stateWords(card), ...dayWords(card)].join(" \u00b7 ");
  element.style.transform = `translateX(${(promised - 1).toFixed(1)}px)`;
  element.style.width = `${(forecast > promised ? forecast - promised : 0).toFixed(1)}px`;
}

/** Says at the line to a task outside what was agreed about it: dashed while it is not accepted. */
export function paintAgreed(element: HTMLElement, card: HandOff | undefined): void {
  element.toggleAttribute("data-open", card !== undefined && card.state !== "accepted");
  element.dataset["level"] = card ? level(card) : "";
}
