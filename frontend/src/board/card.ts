// One card: an element that is drawn again only where what it shows is different.
import { Kind, type PlanPayload } from "../contract.ts";
import { formatDay, formatSpan, lastMinute } from "../lib/dates.ts";
import { html } from "../lib/dom.ts";
import { icon } from "../lib/icons.ts";
import type { Store } from "../schedule/store.ts";
import { initials, peopleOf, stateOf, timingOf, type Timing } from "./cards.ts";

const MOST_FACES = 4;

export interface CardFacts {
  id: number;
  name: string;
  path: string;
  milestone: boolean;
  dates: string;
  timing: Timing;
  percent: number;
  people: string[];
  blocked: string;
  since: string;
  movable: boolean;
  done: boolean;
  /** Name of its sprint, where the board shows cards of several. */
  sprint: string;
}

export function factsOf(store: Store, plan: PlanPayload, row: number, now: number, sprint = ""): CardFacts {
  const { tasks } = plan;
  const above = tasks.parent[row]!;
  const milestone = tasks.kind[row] === Kind.milestone;
  const last = lastMinute(store.start[row]!, store.finish[row]!);
  return {
    id: tasks.id[row]!,
    name: tasks.name[row] || "(no name)",
    path: [tasks.wbs[row], above < 0 ? "" : tasks.name[above]].filter(Boolean).join(" \u00b7 "),
    milestone,
    dates: milestone ? formatDay(last) : formatSpan(store.start[row]!, last),
    timing: timingOf(store, plan, row, now),
    percent: Math.round(tasks.percent[row]!),
    people: peopleOf(plan, row),
    blocked: tasks.blocked_reason[row]!,
    since: tasks.blocked_since[row] === null ? "" : formatDay(tasks.blocked_since[row]!),
    movable: (tasks.may[row]! & 2) === 2,
    done: stateOf(plan, row) === "done",
    sprint,
  };
}

/** What a card says to somebody who hears it. */
export function spoken(facts: CardFacts): string {
  return [
    facts.milestone ? `Milestone ${facts.name}` : facts.name,
    facts.timing.word,
    facts.blocked && `Blocked: ${facts.blocked}`,
    facts.dates,
    facts.sprint,
    facts.percent > 0 && !facts.done && `${facts.percent} percent done`,
    facts.people.length ? facts.people.join(", ") : "nobody assigned",
  ].filter(Boolean).join(". ");
}

export class Card {
  readonly element = html("li", { class: "bd-card", tabindex: "-1" });
  private drawn = "";

  constructor(private readonly menu: (id: number) => void) {}

  draw(facts: CardFacts): void {
    const now = JSON.stringify(facts);
    if (now === this.drawn) return;
    this.drawn = now;
    const { element } = this;
    element.dataset["id"] = String(facts.id);
    element.dataset["shape"] = facts.timing.shape;
    element.toggleAttribute("data-blocked", facts.blocked !== "");
    element.toggleAttribute("data-movable", facts.movable);
    element.setAttribute("aria-label", spoken(facts));
    const more = html("button", { type: "button", class: "bd-more", tabindex: "-1", "aria-label": `Actions for ${facts.name}` }, "\u22ef");
    more.addEventListener("click", () => this.menu(facts.id));
    const parts: Node[] = [html("p", { class: "bd-path" }, facts.path || "\u00a0"), html("p", { class: "bd-name" }, facts.milestone ? `\u25c6 ${facts.name}` : facts.name), more];
    if (facts.blocked) parts.push(html("p", { class: "bd-blocked" }, icon("close"), html("span", {}, html("strong", {}, "Blocked"), `${facts.since ? ` since ${facts.since}` : ""}: ${facts.blocked}`)));
    parts.push(this.foot(facts));
    if (facts.percent > 0 && !facts.done) {
      const bar = html("i", { class: "bd-bar", "aria-hidden": "true" }, html("i"));
      (bar.firstChild as HTMLElement).style.width = `${facts.percent}%`;
      parts.push(bar);
    }
    element.replaceChildren(...parts);
  }

  private foot(facts: CardFacts): HTMLElement {
    const foot = html("p", { class: "bd-foot" });
    if (facts.timing.word) foot.append(html("span", { class: "bd-timing" }, facts.timing.word));
    foot.append(html("span", { class: "bd-dates" }, facts.dates));
    if (facts.sprint) foot.append(html("span", { class: "bd-sprint" }, facts.sprint));
    if (facts.percent > 0 && !facts.done) foot.append(html("span", {}, `${facts.percent} %`));
    const faces = html("span", { class: "bd-faces" });
    for (const name of facts.people.slice(0, MOST_FACES)) faces.append(html("abbr", { title: name }, initials(name)));
    if (facts.people.length > MOST_FACES) faces.append(html("abbr", { title: facts.people.slice(MOST_FACES).join(", ") }, `+${facts.people.length - MOST_FACES}`));
    foot.append(faces);
    return foot;
  }
}
