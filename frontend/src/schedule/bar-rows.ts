// The right half: one lane per row in view with its bar, baseline, deadline, label, ends outside the page, and the
// chevron that stands at the edge when the bar is out of view.
import { Kind } from "../contract.ts";
import { formatDay, lastMinute } from "../lib/dates.ts";
import { html, setText } from "../lib/dom.ts";
import { paintGhost } from "./ghosts.ts";
import { stateWords, worst } from "./hand-offs.ts";
import { makePromise, paintAgreed, paintPromise } from "./promises.ts";
import { paintRange } from "./ranges.ts";
import { paintSure } from "./sure.ts";
import type { Store } from "./store.ts";
import type { TimeScale } from "./timescale.ts";

export interface Lane {
  element: HTMLElement;
  bar: HTMLElement;
  /** Drawn out, it becomes a dependency. */
  knob: HTMLElement;
  done: HTMLElement;
  baseline: HTMLElement;
  /** Where the bar stood before, while that is compared. */
  ghost: HTMLElement;
  deadline: HTMLElement;
  /** From the optimistic to the pessimistic finish. */
  range: HTMLElement;
  /** From the P50 to the P80 finish. */
  sure: HTMLElement;
  /** The day promised for a hand-off. */
  promise: HTMLElement;
  label: HTMLElement;
  shape: HTMLElement;
  text: HTMLElement;
  /** Dependencies that come from outside, left of the bar, and that go outside, after the label. */
  incoming: HTMLElement;
  outgoing: HTMLElement;
  chevron: HTMLButtonElement;
  line: number;
  /** Pixels from the left of the drawing. NaN without dates. */
  left: number;
  right: number;
}

export function makeLane(): Lane {
  const done = html("div", { class: "sch-done" });
  const bar = html("div", { class: "sch-bar" }, done);
  const knob = html("div", { class: "sch-knob" });
  const baseline = html("div", { class: "sch-baseline" });
  const ghost = html("div", { class: "sch-earlier" });
  const deadline = html("div", { class: "sch-deadline" });
  const range = html("div", { class: "sch-range" });
  const sure = html("div", { class: "sch-sure" });
  const promise = makePromise();
  const shape = html("span", { class: "sch-shape" });
  const text = html("span");
  const outgoing = html("span", { class: "sch-outside sch-outgoing" });
  const label = html("div", { class: "sch-label" }, shape, text, outgoing);
  const incoming = html("div", { class: "sch-outside sch-incoming" });
  const chevron = html("button", { type: "button", class: "sch-chevron", tabindex: "-1" });
  chevron.hidden = true;
  const element = html("div", { class: "sch-lane" }, chevron, baseline, ghost, bar, range, sure, knob, deadline, promise, label, incoming);
  return {
    element, bar, knob, done, baseline, ghost, deadline, range, sure, promise, label, shape, text, incoming, outgoing, chevron,
    line: -1, left: Number.NaN, right: Number.NaN,
  };
}

/** Half of a milestone's diamond, in pixels. */
export const DIAMOND = 6.5;

export function paintLane(lane: Lane, store: Store, scale: TimeScale, place: number, rowHeight: number): void {
  const line = store.visible[place]!;
  const row = store.rowOf(line);
  const { tasks } = store.payload;
  const kind = tasks.kind[row]!;
  lane.line = line;
  lane.element.style.transform = `translateY(${place * rowHeight}px)`;
  const heading = row >= store.count;
  lane.element.toggleAttribute("data-heading", heading);
  lane.element.toggleAttribute("data-context", !store.isHit(row));
  lane.element.toggleAttribute("data-off-path", store.isOffPath(row));
  lane.left = lane.right = Number.NaN;
  if (heading) return;
  lane.element.dataset["kind"] = String(kind);
  lane.element.dataset["health"] = tasks.health[row]!;
  lane.element.toggleAttribute("data-critical", tasks.critical[row] === 1);
  lane.element.toggleAttribute("data-selected", store.isSelected(line));
  paintBar(lane, store, scale, row, kind);
  paintBaseline(lane, store, scale, row, kind);
  paintGhost(lane.ghost, store, scale, row);
  paintDeadline(lane, store, scale, row);
  paintPromise(lane.promise, store, scale, row);
  paintOutside(lane, store, row);
}

function paintBar(lane: Lane, store: Store, scale: TimeScale, row: number, kind: number): void {
  const start = store.start[row]!;
  const finish = store.finish[row]!;
  const dated = !Number.isNaN(start) && !Number.isNaN(finish);
  lane.bar.hidden = lane.label.hidden = !dated;
  lane.knob.hidden = !dated || !store.editable;
  lane.range.hidden = lane.sure.hidden = true;
  lane.left = lane.right = Number.NaN;
  if (!dated) return;
  const { tasks } = store.payload;
  const x = scale.x(start);
  const point = kind === Kind.milestone;
  const width = point ? 2 * DIAMOND : Math.max(3, scale.x(finish) - x);
  lane.left = point ? x - DIAMOND : x;
  lane.right = lane.left + width;
  lane.bar.style.transform = `translateX(${lane.left.toFixed(1)}px)`;
  lane.bar.style.width = `${width.toFixed(1)}px`;
  lane.knob.style.transform = `translateX(${(lane.right + 1).toFixed(1)}px)`;
  lane.done.style.width = `${Math.min(100, Math.max(0, tasks.percent[row]!))}%`;
  const ends = [lane.right, paintRange(lane.range, store, scale, row), paintSure(lane.sure, store, scale, row)];
  const end = Math.max(...ends.filter((each) => !Number.isNaN(each)));
  lane.label.style.transform = `translateX(${(end + 11).toFixed(1)}px)`;
  lane.shape.hidden = !tasks.health[row];
  const name = tasks.name[row] || "(no name)";
  setText(lane.text, point ? `${name} \u00b7 ${formatDay(finish)}` : name);
}

function paintBaseline(lane: Lane, store: Store, scale: TimeScale, row: number, kind: number): void {
  const start = store.baselineStart[row]!;
  const finish = store.baselineFinish[row]!;
  const has = !Number.isNaN(finish) && (kind === Kind.milestone || !Number.isNaN(start));
  lane.baseline.hidden = !has;
  if (!has) return;
  const point = kind === Kind.milestone;
  const x = point ? scale.x(finish) - 4 : scale.x(start);
  lane.baseline.style.transform = `translateX(${x.toFixed(1)}px)`;
  lane.baseline.style.width = `${(point ? 8 : Math.max(2, scale.x(finish) - x)).toFixed(1)}px`;
}

function paintDeadline(lane: Lane, store: Store, scale: TimeScale, row: number): void {
  const deadline = store.deadline[row]!;
  lane.deadline.hidden = Number.isNaN(deadline);
  if (lane.deadline.hidden) return;
  lane.deadline.style.transform = `translateX(${(scale.x(deadline) - 5).toFixed(1)}px)`;
  lane.deadline.toggleAttribute("data-missed", store.finish[row]! > deadline);
}

function paintOutside(lane: Lane, store: Store, row: number): void {
  const all = store.outsideOf.get(row) ?? [];
  const { incoming } = store.payload.outside;
  paintStub(lane.incoming, store, all.filter((index) => incoming[index] === 1));
  paintStub(lane.outgoing, store, all.filter((index) => incoming[index] !== 1));
  lane.incoming.style.transform = Number.isNaN(lane.left) ? "" : `translateX(calc(${(lane.left - 2).toFixed(1)}px - 100%))`;
}

function paintStub(element: HTMLElement, store: Store, ends: number[]): void {
  element.hidden = ends.length === 0;
  if (element.hidden) {
    element.replaceChildren();
    return;
  }
  const { label, url, date } = store.payload.outside;
  const [first] = ends;
  const when = date[first!] ?? Number.NaN;
  const card = worst(ends.flatMap((end) => store.handOffs?.ofEnd.get(end) ?? []));
  paintAgreed(element, card);
  const agreed = card && (card.state !== "accepted" || card.standing) ? `${stateWords(card)}: ` : "";
  const words = agreed + label[first!]! + (Number.isNaN(when) ? "" : ` \u00b7 ${formatDay(when)}`) + (ends.length > 1 ? ` +${ends.length - 1}` : "");
  const address = url[first!]!;
  element.replaceChildren(
    address ? html("a", { href: address, tabindex: "-1", title: words }, words) : html("span", { title: words }, words),
  );
}

/** Shows at which edge a bar waits that is out of view, and with which date. */
export function paintChevron(lane: Lane, store: Store, from: number, to: number): void {
  const before = lane.right < from + 2;
  const after = lane.left > to - 2;
  lane.chevron.hidden = !before && !after;
  lane.element.toggleAttribute("data-away", !lane.chevron.hidden);
  if (lane.chevron.hidden) return;
  const row = store.rowOf(lane.line);
  const start = store.start[row]!;
  const day = formatDay(before ? lastMinute(start, store.finish[row]!) : start);
  lane.chevron.dataset["edge"] = before ? "left" : "right";
  setText(lane.chevron, before ? `\u2039 ${day}` : `${day} \u203a`);
}
