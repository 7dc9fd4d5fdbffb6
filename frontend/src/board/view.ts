// Draws the board and keeps the focus: elements of cards are kept by the task, and only what is in sight exists.
import type { PlanPayload } from "../contract.ts";
import { wallClockNow } from "../lib/dates.ts";
import { html, oncePerFrame } from "../lib/dom.ts";
import type { Lost } from "../schedule/edit/lost-rights.ts";
import { Messages } from "../schedule/edit/messages.ts";
import { Session } from "../schedule/edit/session.ts";
import type { Store } from "../schedule/store.ts";
import { boardOf, type Board, type Held, type Lane, type Wish } from "./cards.ts";
import { Card, factsOf } from "./card.ts";
import { askAction } from "./dialogs.ts";
import { Grip } from "./grip.ts";
import { Keys } from "./keys.ts";
import { Moves } from "./moves.ts";
import type { Sprints } from "./sprints.ts";
import { Toolbar } from "./toolbar.ts";

/** Cards of one cell, and lanes, that are drawn before somebody asks for more. */
const FEW = { plain: 40, laned: 8, lanes: 20 };

export class BoardView {
  readonly element = html("div", { class: "bd" });
  readonly scroller = html("div", { class: "bd-scroller" });
  board!: Board;
  held: Held | null = null;
  /** The card that the Tab key leads to. */
  current = -1;
  private readonly live = html("div", { class: "away", role: "status", "aria-live": "assertive" });
  private readonly messages = new Messages();
  private readonly wish: Wish = { lanes: "none", only: "all", text: "" };
  private readonly cards = new Map<number, Card>();
  /** How many more cards were asked for, by cell; and lanes. */
  private readonly more = new Map<string, number>();
  private readonly session: Session;
  private readonly moves: Moves;
  private readonly toolbar: Toolbar;
  private readonly stopped = new AbortController();
  private readonly redraw = oncePerFrame(() => this.draw());

  constructor(readonly store: Store, url: string, csrf: string, shape: string, readonly sprints: Sprints, lost: (lost: Lost) => void) {
    this.session = new Session(store, url, csrf, {
      state: (state, waiting) => this.messages.show(state, waiting, () => this.session.retry()),
      storing: (waiting, stored) => this.messages.storing(waiting, stored),
      answered: () => undefined,
      lost: (refusal, _, plan) => lost({ refusal, plan, typed: this.moves.typed }),
    });
    this.moves = new Moves(store, this.session, {
      tell: (text, undo) => this.messages.say(text, undo && this.plan.undo ? [{ label: "Undo", act: () => this.moves.undo() }] : []),
      refused: (refusal) => this.messages.refuse(refusal, []),
      hold: (held) => this.hold(held),
    });
    this.toolbar = new Toolbar(this.wish, () => this.filtered(), () => this.moves.undo(), this.messages.state, shape, sprints);
    this.element.append(this.toolbar.element, this.scroller, this.messages.element, this.live);
  }

  get plan(): PlanPayload {
    return this.store.payload as PlanPayload;
  }

  start(): void {
    const { signal } = this.stopped;
    this.session.start();
    this.store.listen((change) => {
      if (change !== "rows") return;
      this.redraw();
      document.body.dispatchEvent(new CustomEvent("hw-plan"));
    });
    new Grip({
      scroller: this.scroller,
      may: (id) => this.moves.may(id),
      preview: (held) => this.hold(held),
      drop: (held) => void this.moves.move(held),
    }).listen(signal);
    const keys = new Keys(this, this.moves);
    this.scroller.addEventListener("keydown", (event) => keys.press(event), { signal });
    this.scroller.addEventListener("focusin", (event) => {
      const id = (event.target as Element).closest<HTMLElement>(".bd-card")?.dataset["id"];
      if (id !== undefined) this.setCurrent(Number(id));
    }, { signal });
    this.draw();
  }

  stop(): void {
    this.stopped.abort();
    this.session.stop();
  }

  hold(held: Held | null): void {
    this.held = held;
    this.draw();
  }

  say(text: string): void {
    this.live.textContent = text;
  }

  async menu(id: number): Promise<void> {
    const { plan } = this;
    const row = plan.tasks.id.indexOf(id);
    if (row < 0) return;
    this.focus(id);
    const here = plan.tasks.board_column[row];
    const choices = [{ value: "open", label: "Open in the schedule" }, { value: "talk", label: "Comments" }];
    if (this.moves.may(id)) {
      const blocked = plan.tasks.blocked_reason[row] !== "";
      choices.unshift(
        ...plan.workflow.columns.filter(({ key }) => key !== here).map(({ key, name }) => ({ value: `to ${key}`, label: `Move to ${name}` })),
        { value: "block", label: blocked ? "Change what blocks it" : "Mark as blocked" },
        ...(blocked ? [{ value: "unblock", label: "No longer blocked" }] : []),
      );
    }
    const ways = this.sprints.ways(plan, row);
    choices.push(...ways.map((into, at) => ({ value: `into ${at}`, label: into ? `Put into ${into.name}` : "Put into the backlog" })));
    const said = await askAction(plan.tasks.name[row]!, choices);
    if (said.startsWith("into ")) this.moves.putInto(id, ways[Number(said.slice(5))]!);
    else if (said.startsWith("to ")) await this.moves.move({ id, column: said.slice(3), before: null });
    else if (said === "block") await this.moves.block(id);
    else if (said === "unblock") this.moves.unblock(id);
    else if (said === "open") location.assign(`/t/${id}/`);
    else if (said === "talk") location.assign(`/talk/task/${id}/`);
  }

  async askSprint(id: number): Promise<void> {
    const row = this.plan.tasks.id.indexOf(id);
    const ways = this.sprints.ways(this.plan, row);
    if (!ways.length) return;
    const said = await askAction(`Where does \u201c${this.plan.tasks.name[row]}\u201d go?`, ways.map((into, at) => ({ value: String(at), label: into?.name ?? "Backlog" })));
    if (said) this.moves.putInto(id, ways[Number(said)]!);
  }

  focus(id: number): void {
    this.setCurrent(id);
    const element = this.cards.get(id)?.element;
    element?.focus({ preventScroll: true });
    element?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  private setCurrent(id: number): void {
    this.cards.get(this.current)?.element.setAttribute("tabindex", "-1");
    this.current = id;
    this.cards.get(id)?.element.setAttribute("tabindex", "0");
  }

  private filtered(): void {
    this.more.clear();
    this.draw();
    this.say(`${this.board.shown} cards`);
  }

  draw(): void {
    const focused = (document.activeElement as HTMLElement | null)?.closest<HTMLElement>(".bd-card")?.dataset["id"];
    const { scrollLeft, scrollTop } = this.scroller;
    const now = wallClockNow();
    this.board = boardOf(this.store, this.plan, this.wish, this.sprints, this.held, now);
    this.scroller.style.setProperty("--columns", String(this.board.columns.length));
    const laned = this.wish.lanes !== "none";
    const most = FEW.lanes + (this.more.get("lanes") ?? 0);
    const drawn = new Set<number>();
    const parts: Node[] = [this.heads()];
    for (const lane of this.board.lanes.slice(0, most)) parts.push(this.lane(lane, laned, drawn, now));
    const left = this.board.lanes.length - most;
    if (left > 0) parts.push(this.asks(`Show ${Math.min(left, FEW.lanes)} more of ${left} lanes`, "lanes", FEW.lanes));
    if (!this.board.shown) parts.push(html("p", { class: "bd-nothing" }, this.board.all ? "No card matches this filter." : "No cards yet: they are the tasks of the plan, and appear as soon as it has some."));
    this.scroller.replaceChildren(...parts);
    this.scroller.scrollTo(scrollLeft, scrollTop);
    for (const id of this.cards.keys()) if (!drawn.has(id)) this.cards.delete(id);
    if (!drawn.has(this.current)) this.setCurrent(drawn.values().next().value ?? -1);
    else this.setCurrent(this.current);
    if (focused !== undefined && drawn.has(Number(focused))) this.focus(Number(focused));
    this.toolbar.show(this.board.shown, this.board.all, this.plan.undo?.label ?? null);
  }

  private heads(): HTMLElement {
    const row = html("div", { class: "bd-heads" });
    this.board.columns.forEach((column, index) => {
      const count = this.board.counts[index]!;
      const over = column.limit !== null && count > column.limit;
      const number = html("span", { class: "bd-count" }, column.limit === null ? count.toLocaleString() : `${count.toLocaleString()} / ${column.limit.toLocaleString()}`);
      const head = html("h2", { class: "bd-head", id: `bd-head-${index}` }, html("span", {}, column.name), number);
      if (over) head.append(html("strong", { class: "bd-over" }, "\u25b2 over its limit"));
      row.append(head);
    });
    return row;
  }

  private lane(lane: Lane, laned: boolean, drawn: Set<number>, now: number): HTMLElement {
    const section = html("section", { class: "bd-lane" });
    if (laned) {
      section.setAttribute("aria-label", lane.title);
      section.append(html("h3", { class: "bd-lane-title" }, html("span", {}, lane.title), html("span", { class: "mute" }, lane.count.toLocaleString())));
    }
    const cells = html("div", { class: "bd-cells" });
    lane.cells.forEach((rows, index) => cells.append(this.cell(lane, rows, index, laned, drawn, now)));
    section.append(cells);
    return section;
  }

  private cell(lane: Lane, rows: number[], index: number, laned: boolean, drawn: Set<number>, now: number): HTMLElement {
    const column = this.board.columns[index]!;
    const key = `${lane.key}\n${column.key}`;
    const most = (laned ? FEW.laned : FEW.plain) + (this.more.get(key) ?? 0);
    const list = html("ul", { class: "bd-cards", "aria-labelledby": `bd-head-${index}` });
    rows.forEach((row, at) => {
      const id = this.plan.tasks.id[row]!;
      if (at >= most && id !== this.held?.id) return;
      const card = this.cards.get(id) ?? new Card((task) => void this.menu(task));
      this.cards.set(id, card);
      card.draw(factsOf(this.store, this.plan, row, now, this.sprints.shown ? "" : this.sprints.nameOf(this.plan.tasks.sprint[row]!)));
      card.element.toggleAttribute("data-held", id === this.held?.id);
      drawn.add(id);
      list.append(card.element);
    });
    const cell = html("div", { class: "bd-cell", "data-column": column.key, "data-kind": column.kind }, list);
    if (rows.length > most) cell.append(this.asks(`Show ${Math.min(FEW.plain, rows.length - most)} more of ${(rows.length - most).toLocaleString()}`, key, FEW.plain));
    return cell;
  }

  private asks(label: string, key: string, count: number): HTMLElement {
    const button = html("button", { type: "button", class: "btn bd-asks" }, label);
    button.addEventListener("click", () => {
      this.more.set(key, (this.more.get(key) ?? 0) + count);
      this.draw();
    });
    return button;
  }
}
