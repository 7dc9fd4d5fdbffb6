// The panel about the selected row: dates, float, baseline, and what it waits for and holds up, as ways to go there.
import { Kind } from "../contract.ts";
import { formatDay, formatDuration, formatMoment, formatVariance, formatWork, lastMinute } from "../lib/dates.ts";
import { html } from "../lib/dom.ts";
import { icon } from "../lib/icons.ts";
import { DetailsFields } from "./details-fields.ts";
import { outsideLinkLabel } from "./edit/outside-link.ts";
import { tiedOutside, tieText } from "./edit/tie.ts";
import { handOffsOf } from "./details-hand-offs.ts";
import { floatText, healthWords } from "./column-texts.ts";
import type { PanelHost, SidePanel } from "./side-panels.ts";
import type { Store } from "./store.ts";
import { sureText } from "./sure.ts";
import { whyPanel } from "./why.ts";

const kinds = ["Task", "Milestone", "Summary", "Component"];
/** More neighbors than this are counted, not listed. */
const MOST_NEIGHBORS = 60;

export class Details implements SidePanel {
  readonly key = "details";
  readonly label = "Details";
  readonly hint = "Details of the selected row";
  readonly icon = "panel";
  readonly element = html("aside", { class: "sch-details", "aria-label": "Details of the selected row" });

  private readonly store: Store;
  /** Stays as the reader opened it, as long as it is about the same task of the same plan. */
  private why: { about: string; element: HTMLElement } | null = null;

  private readonly fields: DetailsFields;

  constructor(private readonly host: PanelHost) {
    this.store = host.store;
    this.fields = new DetailsFields(host);
  }

  private goTo(row: number): void {
    this.host.goTo(row);
  }

  show(): void {
    const { store } = this;
    if (this.fields.typing(store.task)) return;
    const hadFocus = this.element.contains(document.activeElement);
    const close = html("button", { type: "button", class: "sch-button sch-close", "aria-label": "Close details" }, icon("close"));
    close.addEventListener("click", () => store.showPanel(null));
    this.element.replaceChildren(close, ...this.content(store.task));
    if (hadFocus) close.focus();
  }

  private content(row: number): Node[] {
    if (row < 0) return [html("p", { class: "sch-hint" }, "Select a row to see its dates, its float and its dependencies.")];
    const { store } = this;
    const { tasks } = store.payload;
    const kind = tasks.kind[row]!;
    const heading = html("h2", {}, tasks.name[row] || "(no name)");
    const below = html("p", { class: "sch-hint" }, [tasks.wbs[row], kinds[kind]].filter(Boolean).join(" \u00b7 "));
    if (tasks.critical[row]) below.append(" \u00b7 ", html("strong", { class: "sch-critical-word" }, "Critical"));
    const jump = html("button", { type: "button", class: "sch-button" }, "Show in drawing");
    jump.addEventListener("click", () => this.goTo(row));
    const actions = html("p", { class: "sch-actions" }, jump);
    if (kind === Kind.component) actions.append(html("a", { class: "sch-button", href: `/c/${Math.abs(tasks.id[row]!)}/` }, "Open"));
    else if (!this.store.payload.shared) actions.append(html("a", { class: "sch-button", href: `/talk/task/${tasks.id[row]}/` }, "Comments"));
    const { outsideLinks } = this.host;
    if (outsideLinks && store.mode === "project" && ((store.plan?.tasks.may[row] ?? 0) & 1)) {
      const ask = html("button", { type: "button", class: "sch-button" }, outsideLinkLabel(store));
      ask.addEventListener("click", () => outsideLinks.ask(row));
      actions.append(ask);
    }
    const why = kind === Kind.component || this.store.payload.shared ? [] : [this.whyOf(tasks.id[row]!)];
    return [heading, below, actions, this.facts(row), ...this.fields.show(row), ...why, ...this.neighbors(row, true), ...this.neighbors(row, false), ...handOffsOf(this.host, row)];
  }

  private whyOf(task: number): HTMLElement {
    const { component, revision } = this.store.payload;
    const about = `${task} ${revision}`;
    if (this.why?.about === about) return this.why.element;
    const goTo = (other: number): void => {
      const at = this.store.payload.tasks.id.indexOf(other);
      if (at >= 0) this.goTo(at);
    };
    this.why = { about, element: whyPanel(task, component.id, goTo) };
    return this.why.element;
  }

  private facts(row: number): HTMLElement {
    const { store } = this;
    const { tasks, minutes_per_day: perDay } = store.payload;
    const kind = tasks.kind[row]!;
    const [start, finish] = [store.start[row]!, store.finish[row]!];
    const facts: [string, string][] = [
      ["Health", healthWords[tasks.health[row]!] ?? ""],
      ["Start", kind === Kind.milestone ? "" : formatMoment(start)],
      [kind === Kind.milestone ? "Date" : "Finish", formatMoment(finish)],
      ["Duration", kind === Kind.milestone ? "" : formatDuration(tasks.duration[row]!, perDay)],
      ["Done", `${Math.round(tasks.percent[row]!)} %`],
      ["Total float", floatText(store, row)],
      ["Baseline start", kind === Kind.milestone ? "" : formatDay(store.baselineStart[row]!)],
      ["Baseline finish", formatDay(lastMinute(store.baselineStart[row]!, store.baselineFinish[row]!))],
      ["Slip, in calendar days", formatVariance(finish, store.baselineFinish[row]!)],
      ["How sure", sureText(store, row)],
      ["Deadline", formatDay(store.deadline[row]!) + (finish > store.deadline[row]! ? " (missed)" : "")],
      ["Blocked", store.plan?.tasks.blocked_reason[row] ?? ""],
      ["Actual work", formatWork(store.plan?.tasks.actual_work[row] ?? null)],
    ];
    const list = html("dl");
    for (const [term, value] of facts) if (value) list.append(html("div", {}, html("dt", {}, term), html("dd", {}, value)));
    return list;
  }

  private neighbors(row: number, incoming: boolean): Node[] {
    const { store } = this;
    const { links } = store.payload;
    const mine = incoming ? links.to : links.from;
    const other = incoming ? links.from : links.to;
    const found = [...store.links.of(row)].filter((link) => mine[link] === row);
    const items = found.slice(0, MOST_NEIGHBORS).map((link) => this.neighbor(link, other[link]!));
    const outside = (store.outsideOf.get(row) ?? []).filter((index) => (store.payload.outside.incoming[index] === 1) === incoming);
    items.push(...outside.map((index) => this.outside(index)));
    if (found.length > MOST_NEIGHBORS) items.push(html("li", {}, `and ${found.length - MOST_NEIGHBORS} more`));
    const title = html("h3", {}, incoming ? "Predecessors" : "Successors", html("span", { class: "sch-count" }, String(found.length + outside.length)));
    if (!items.length) items.push(html("li", { class: "sch-hint" }, incoming ? "Waits for nothing." : "Nothing waits for it."));
    return [title, html("ul", {}, ...items)];
  }

  private neighbor(link: number, row: number): HTMLElement {
    const { links, tasks } = this.store.payload;
    const button = html("button", { type: "button", class: "sch-goto" }, tasks.name[row] || "(no name)");
    button.addEventListener("click", () => this.goTo(row));
    const day = formatDay(lastMinute(this.store.start[row]!, this.store.finish[row]!));
    const item = html("li", {}, button, html("small", {}, `${tieText(links.type[link]!, links.lag[link])} \u00b7 ${day}`));
    item.toggleAttribute("data-critical", links.critical[link] === 1);
    const { editLink } = this.host;
    if (editLink) item.append(editButton(tasks.name[row] || "(no name)", (button) => editLink(link, button)));
    return item;
  }

  private outside(index: number): HTMLElement {
    const { outside } = this.store.payload;
    const address = outside.url[index]!;
    const label = outside.label[index]!;
    const day = formatDay(outside.date[index] ?? Number.NaN);
    const words = [tieText(outside.type[index]!, outside.lag[index]), "outside", day].filter(Boolean).join(" \u00b7 ");
    const item = html("li", {}, address ? html("a", { class: "sch-goto", href: address }, label) : html("span", { class: "sch-hidden-end" }, label), html("small", {}, words));
    const { outsideLinks } = this.host;
    const tied = tiedOutside(this.store, index);
    if (outsideLinks && tied) item.append(editButton(label, (button) => outsideLinks.edit(tied, button)));
    return item;
  }
}

function editButton(name: string, edit: (button: HTMLElement) => void): HTMLElement {
  const button = html("button", { type: "button", class: "sch-button sch-edit-link", "aria-label": `Edit the link with ${name}` }, icon("edit"));
  button.addEventListener("click", () => edit(button));
  return button;
}
