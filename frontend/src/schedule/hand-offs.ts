// Agreements with other projects as they stand on the page: by row, by end outside of the page, and by line between two
// projects of a roadmap. The server tells them, redacted; which row and line each belongs to is found here.
import { Kind, type SchedulePayload } from "../contract.ts";
import { formatDay } from "../lib/dates.ts";

/** A card of `/components/{id}/agreements`. What the reader may not see is null. */
export interface HandOff {
  id: number;
  state: "requested" | "proposed" | "accepted" | "declined" | "withdrawn";
  /** late, at_risk, on_time, delivered, gone, or "". */
  standing: string;
  text: string;
  taker: number | null;
  successor: number | null;
  giver: number | null;
  predecessor: number | null;
  dependency: number | null;
  needed_by: string | null;
  proposed_on: string | null;
  promised_on: string | null;
  forecast: string | null;
}

export interface HandOffs {
  readonly ofRow: Map<number, HandOff[]>;
  /** By index in `outside`. */
  readonly ofEnd: Map<number, HandOff>;
  readonly ofLink: Map<number, HandOff>;
}

const STATES = { requested: "Requested", proposed: "Other day proposed", accepted: "Accepted", declined: "Declined", withdrawn: "Withdrawn" };
const STANDINGS: Record<string, string> = { late: "Late", at_risk: "At risk", on_time: "On time", delivered: "Delivered", gone: "In the trash" };
const LEVELS: Record<string, string> = { late: "red", gone: "red", at_risk: "amber", on_time: "green", delivered: "green" };
const ORDER = ["red", "amber", "", "green"];
const DAY = 1440;

export function level({ state, standing }: HandOff): string {
  if (state === "declined") return "red";
  return LEVELS[standing] ?? (state === "accepted" ? "" : "amber");
}

/** What stands for several: the one that is in the most trouble. */
export function worst(found: readonly HandOff[]): HandOff | undefined {
  return found.toSorted((one, other) => ORDER.indexOf(level(one)) - ORDER.indexOf(level(other)))[0];
}

/** What a line says that stands for several: it is dashed as long as one of them is open. */
function leastSettled(one: HandOff, other: HandOff | undefined): HandOff {
  const order: HandOff["state"][] = ["declined", "requested", "proposed", "accepted"];
  return other && order.indexOf(other.state) < order.indexOf(one.state) ? other : one;
}

export function stateWords({ state, standing }: HandOff): string {
  const known = STANDINGS[standing];
  return state === "accepted" && known ? known : known ? `${STATES[state]}, ${known.toLocaleLowerCase()}` : STATES[state];
}

/** The minute after a day: what is promised for a day may come until it ends. */
export function endOf(day: string | null): number {
  return day === null ? Number.NaN : Date.parse(`${day}T00:00:00Z`) / 60_000 + DAY;
}

/** The days of a hand-off in the order in which they come up. */
export function dayWords({ state, needed_by: needed, proposed_on: proposed, promised_on: promised, forecast }: HandOff): string[] {
  const words = (name: string, day: string | null): string[] => (day === null ? [] : [`${name} ${formatDay(endOf(day) - DAY)}`]);
  return [...words("needed by", needed), ...words("proposed", state === "proposed" ? proposed : null), ...words("promised", promised), ...words("forecast", forecast)];
}

export function handOffsOn(cards: readonly HandOff[], payload: SchedulePayload): HandOffs {
  const { tasks, links, outside } = payload;
  const place = rowsOf(tasks);
  const found: HandOffs = { ofRow: new Map(), ofEnd: new Map(), ofLink: new Map() };
  const between = new Map<string, number>();
  links.from.forEach((from, link) => between.set(`${from} ${links.to[link]}`, link));
  // In the order in which they came about, as the ends outside are.
  for (const card of cards.filter(({ state }) => state !== "withdrawn").toSorted((one, other) => one.id - other.id)) {
    const [from, to] = [place(card.predecessor, card.giver), place(card.successor, card.taker)];
    for (const row of new Set([from, to])) if (row >= 0) found.ofRow.set(row, [...(found.ofRow.get(row) ?? []), card]);
    const link = between.get(`${from} ${to}`);
    if (from >= 0 && to >= 0 && link !== undefined) found.ofLink.set(link, leastSettled(card, found.ofLink.get(link)));
    else {
      const end = outside.row.findIndex((row, index) => !found.ofEnd.has(index) && isEndOf(card, outside, index, row === from ? 0 : row === to ? 1 : -1));
      if (end >= 0) found.ofEnd.set(end, card);
    }
  }
  return found;
}

/** `incoming`: the side on which the row of the end stands in the hand-off. A hidden end is known by its row alone. */
function isEndOf(card: HandOff, outside: SchedulePayload["outside"], index: number, incoming: number): boolean {
  if (outside.incoming[index] !== incoming) return false;
  const id = outside.id?.[index] ?? null;
  const other = incoming ? card.giver : card.taker;
  return id === null ? other === null : id === card.dependency;
}

/** The row of a task, or on a roadmap that of its component. */
function rowsOf(tasks: SchedulePayload["tasks"]): (task: number | null, component: number | null) => number {
  const ofTask = new Map<number, number>();
  const ofComponent = new Map<number, number>();
  tasks.id.forEach((id, row) => (tasks.kind[row] === Kind.component ? ofComponent.set(Math.abs(id), row) : ofTask.set(id, row)));
  return (task, component) => (task === null ? undefined : ofTask.get(task)) ?? (component === null ? undefined : ofComponent.get(component)) ?? -1;
}
