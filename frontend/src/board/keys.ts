// The keyboard: arrows go from card to card, Space picks one up, arrows carry it, Space puts it down, Escape puts it back.
import { spoken, factsOf } from "./card.ts";
import type { Held, Lane } from "./cards.ts";
import { wallClockNow } from "../lib/dates.ts";
import type { Moves } from "./moves.ts";
import type { BoardView } from "./view.ts";

interface Spot {
  lane: number;
  column: number;
  at: number;
}

const HELP = "Arrow keys move it, Space puts it down, Escape puts it back.";

export class Keys {
  private carried: { id: number; from: Held } | null = null;

  constructor(private readonly view: BoardView, private readonly moves: Moves) {}

  press(event: KeyboardEvent): void {
    const target = event.target as Element;
    const card = target.closest<HTMLElement>(".bd-card");
    if (!card || target !== card || event.altKey) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") this.moves.undo();
    else if (event.ctrlKey || event.metaKey) return;
    else if (!this.act(event.key, Number(card.dataset["id"]))) return;
    event.preventDefault();
  }

  private act(key: string, id: number): boolean {
    if (key === " ") this.carried ? this.putDown() : this.pickUp(id);
    else if (key === "Escape" && this.carried) this.putBack();
    else if (key === "Enter") this.carried ? this.putDown() : void this.view.menu(id);
    else if (key === "b" && !this.carried && this.moves.may(id)) void this.moves.block(id);
    else if (key === "s" && !this.carried) void this.view.askSprint(id);
    else if (this.carried) return this.carry(key);
    else return this.walk(key, id);
    return true;
  }

  private spotOf(id: number): Spot | null {
    const { board, plan } = this.view;
    for (const [lane, { cells }] of board.lanes.entries()) {
      for (const [column, rows] of cells.entries()) {
        const at = rows.findIndex((row) => plan.tasks.id[row] === id);
        if (at >= 0) return { lane, column, at };
      }
    }
    return null;
  }

  private idAt(lane: Lane | undefined, column: number, at: number): number | undefined {
    const row = lane?.cells[column]?.[at];
    return row === undefined ? undefined : this.view.plan.tasks.id[row];
  }

  private walk(key: string, id: number): boolean {
    const spot = this.spotOf(id);
    if (!spot) return false;
    const { lanes, columns } = this.view.board;
    let next: number | undefined;
    if (key === "ArrowDown" || key === "ArrowUp") {
      const step = key === "ArrowDown" ? 1 : -1;
      next = this.idAt(lanes[spot.lane], spot.column, spot.at + step);
      for (let lane = spot.lane + step; next === undefined && lanes[lane]; lane += step) {
        next = this.idAt(lanes[lane], spot.column, step > 0 ? 0 : lanes[lane]!.cells[spot.column]!.length - 1);
      }
    } else if (key === "ArrowRight" || key === "ArrowLeft") {
      const step = key === "ArrowRight" ? 1 : -1;
      for (let column = spot.column + step; next === undefined && columns[column]; column += step) {
        const length = lanes[spot.lane]!.cells[column]!.length;
        next = this.idAt(lanes[spot.lane], column, Math.min(spot.at, length - 1));
      }
    } else if (key === "Home" || key === "End") {
      const rows = lanes[spot.lane]!.cells[spot.column]!;
      next = this.idAt(lanes[spot.lane], spot.column, key === "Home" ? 0 : rows.length - 1);
    } else return false;
    if (next !== undefined) this.view.focus(next);
    return true;
  }

  private pickUp(id: number): void {
    const { view } = this;
    const row = view.plan.tasks.id.indexOf(id);
    if (!this.moves.may(id)) {
      view.say("This card is not yours to move.");
      return;
    }
    const spot = this.spotOf(id)!;
    const column = view.board.columns[spot.column]!;
    const from: Held = { id, column: column.key, before: this.idAt(view.board.lanes[spot.lane], spot.column, spot.at + 1) ?? null };
    this.carried = { id, from };
    view.hold(from);
    view.focus(id);
    view.say(`Picked up: ${spoken(factsOf(view.store, view.plan, row, wallClockNow()))}. In ${column.name}, place ${spot.at + 1}. ${HELP}`);
  }

  private carry(key: string): boolean {
    const { view } = this;
    const { id } = this.carried!;
    const spot = this.spotOf(id);
    if (!spot) return false;
    const { columns, lanes } = view.board;
    let { column, at } = spot;
    if (key === "ArrowRight" || key === "ArrowLeft") column += key === "ArrowRight" ? 1 : -1;
    else if (key === "ArrowDown" || key === "ArrowUp") at += key === "ArrowDown" ? 1 : -1;
    else return key === "Tab";
    const to = columns[column];
    if (!to || at < 0) return true;
    const others = lanes[spot.lane]!.cells[column]!.filter((row) => view.plan.tasks.id[row] !== id);
    at = Math.min(at, others.length);
    const below = others[at];
    view.hold({ id, column: to.key, before: below === undefined ? null : view.plan.tasks.id[below]! });
    view.focus(id);
    view.say(`${to.name}, place ${at + 1} of ${others.length + 1}.`);
    return true;
  }

  private putDown(): void {
    const { view } = this;
    const { from } = this.carried!;
    const held = view.held ?? from;
    this.carried = null;
    if (held.column === from.column && held.before === from.before) {
      view.hold(null);
      view.say("Put down where it was.");
      return;
    }
    view.say(`Put down in ${view.board.columns.find(({ key }) => key === held.column)?.name}.`);
    void this.moves.move(held);
  }

  private putBack(): void {
    this.carried = null;
    this.view.hold(null);
    this.view.say("Put back.");
  }
}
