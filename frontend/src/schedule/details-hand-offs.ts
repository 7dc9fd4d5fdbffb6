// Of the selected row: what was agreed about it with other projects, each a way to the agreement.
import { Kind } from "../contract.ts";
import { html } from "../lib/dom.ts";
import { dayWords, level, stateWords, type HandOff } from "./hand-offs.ts";
import type { PanelHost } from "./side-panels.ts";

export function handOffsOf({ store }: PanelHost, row: number): Node[] {
  const cards = store.handOffs?.ofRow.get(row) ?? [];
  if (!cards.length) return [];
  const title = html("h3", {}, "Hand-offs", html("span", { class: "sch-count" }, String(cards.length)));
  return [title, html("ul", { class: "sch-hand-offs" }, ...cards.map((card) => item(store, row, card)))];
}

function item(store: PanelHost["store"], row: number, card: HandOff): HTMLElement {
  const other = otherEnd(store, row, card);
  const way = html("a", { class: "sch-goto", href: `/hand-offs/${card.id}/` }, other.words);
  if (other.hidden) way.classList.add("sch-hidden-end");
  const state = html("span", { "data-health": level(card) || "none" }, html("span", { class: "sch-shape", "aria-hidden": "true" }), stateWords(card));
  return html("li", {}, way, state, html("small", {}, dayWords(card).join(" \u00b7 ")));
}

/** What is handed over, or what waits for it, in words that the reader may read. */
function otherEnd({ payload, handOffs }: PanelHost["store"], row: number, card: HandOff): { words: string; hidden: boolean } {
  const { outside, tasks } = payload;
  const end = [...(handOffs?.ofEnd ?? [])].find(([, each]) => each === card)?.[0];
  const gives = tasks.kind[row] === Kind.component ? Math.abs(tasks.id[row]!) === card.giver : tasks.id[row] === card.predecessor;
  const far = gives ? card.successor : card.predecessor;
  const place = far === null ? -1 : tasks.id.indexOf(far);
  const hidden = (gives ? card.taker : card.giver) === null;
  const name = place >= 0 ? tasks.name[place]! : !hidden && end !== undefined ? outside.label[end]! : card.text || (hidden ? "A task that you may not see" : "A task that is not named yet");
  return { words: `${gives ? "For" : "From"}: ${name}`, hidden };
}
