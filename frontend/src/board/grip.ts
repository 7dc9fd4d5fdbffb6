// Moving cards by hand: with a mouse or a pen by dragging. Fingers scroll; they have the menu of each card, as everybody has.
import type { Held } from "./cards.ts";

export interface Table {
  scroller: HTMLElement;
  /** Whether the card is the reader's to move. */
  may(id: number): boolean;
  preview(held: Held | null): void;
  drop(held: Held): void;
}

/** A press that goes no farther is a click. */
const SLACK = 5;
const EDGE = 40;
const STEP = 14;

export class Grip {
  private pressed: { id: number; card: HTMLElement; from: Held; x: number; y: number } | null = null;
  private held: Held | null = null;
  private ghost: HTMLElement | null = null;

  constructor(private readonly table: Table) {}

  listen(signal: AbortSignal): void {
    const { scroller } = this.table;
    scroller.addEventListener("pointerdown", (event) => this.press(event), { signal });
    window.addEventListener("pointermove", (event) => this.drag(event), { signal });
    window.addEventListener("pointerup", () => this.release(true), { signal });
    window.addEventListener("pointercancel", () => this.release(false), { signal });
    window.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.held) this.release(false);
    }, { signal });
  }

  private press(event: PointerEvent): void {
    const target = event.target as Element;
    const card = target.closest<HTMLElement>(".bd-card");
    if (!card || event.button !== 0 || event.pointerType === "touch" || target.closest("button, a")) return;
    const id = Number(card.dataset["id"]);
    if (!this.table.may(id)) return;
    const next = card.nextElementSibling as HTMLElement | null;
    const from = { id, column: card.closest<HTMLElement>(".bd-cell")!.dataset["column"]!, before: next ? Number(next.dataset["id"]) : null };
    this.pressed = { id, card, from, x: event.clientX, y: event.clientY };
  }

  private drag(event: PointerEvent): void {
    if (!this.pressed) return;
    const { id, card, x, y } = this.pressed;
    if (!this.ghost) {
      if (Math.hypot(event.clientX - x, event.clientY - y) < SLACK) return;
      this.ghost = card.cloneNode(true) as HTMLElement;
      this.ghost.classList.add("bd-ghost");
      this.ghost.setAttribute("aria-hidden", "true");
      this.ghost.style.width = `${card.offsetWidth}px`;
      document.body.append(this.ghost);
    }
    this.ghost.style.translate = `${event.clientX + 8}px ${event.clientY + 8}px`;
    this.scrollAtEdges(event);
    const held = this.placeAt(id, event.clientX, event.clientY);
    if (held && (held.column !== this.held?.column || held.before !== this.held.before)) {
      this.held = held;
      this.table.preview(held);
    }
  }

  private placeAt(id: number, x: number, y: number): Held | null {
    const cell = document.elementFromPoint(x, y)?.closest<HTMLElement>(".bd-cell");
    const column = cell?.dataset["column"];
    if (!cell || column === undefined) return null;
    for (const card of cell.querySelectorAll<HTMLElement>(".bd-card")) {
      const other = Number(card.dataset["id"]);
      if (other === id) continue;
      const box = card.getBoundingClientRect();
      if (y < box.top + box.height / 2) return { id, column, before: other };
    }
    return { id, column, before: null };
  }

  private scrollAtEdges(event: PointerEvent): void {
    const { scroller } = this.table;
    const box = scroller.getBoundingClientRect();
    if (event.clientX < box.left + EDGE) scroller.scrollLeft -= STEP;
    if (event.clientX > box.right - EDGE) scroller.scrollLeft += STEP;
    if (event.clientY < box.top + EDGE) scroller.scrollTop -= STEP;
    if (event.clientY > box.bottom - EDGE) scroller.scrollTop += STEP;
  }

  private release(drop: boolean): void {
    const { held } = this;
    const from = this.pressed?.from;
    this.ghost?.remove();
    this.ghost = this.pressed = this.held = null;
    if (!held) return;
    if (drop && !(held.column === from?.column && held.before === from.before)) this.table.drop(held);
    else this.table.preview(null);
  }
}
