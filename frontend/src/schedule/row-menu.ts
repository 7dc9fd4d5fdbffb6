// The menu of a row, opened where the pointer is or at the cell with the focus (menu key, Shift+F10): what can be done
// with the selected rows. Each entry says its key, so that the menu also teaches.
import { html } from "../lib/dom.ts";

export interface RowAct {
  label: string;
  keys?: string;
  act(): void;
}

export interface RowMenuHost {
  /** The row that an element belongs to, -1 for none. */
  lineUnder(element: Element): number;
  isSelected(row: number): boolean;
  select(row: number): void;
  /** What is offered now, in groups. */
  acts(): RowAct[][];
  /** Puts the focus back on the selected row. */
  back(): void;
}

export class RowMenu {
  readonly element = html("div", { class: "sch-menu", role: "menu", "aria-label": "Row" });

  constructor(private readonly host: RowMenuHost) {
    this.element.hidden = true;
    this.element.addEventListener("keydown", (event) => this.key(event));
    this.element.addEventListener("focusout", (event) => {
      if (!(event.relatedTarget instanceof Node && this.element.contains(event.relatedTarget))) this.element.hidden = true;
    });
  }

  listen(scroller: HTMLElement, signal: AbortSignal): void {
    scroller.addEventListener("contextmenu", (event) => {
      const element = event.target instanceof Element && !event.target.closest("input, a, .sch-grid-head") ? event.target : null;
      const row = element ? this.host.lineUnder(element) : -1;
      if (!element || row < 0) return;
      event.preventDefault();
      if (!this.host.isSelected(row)) this.host.select(row);
      // A key has no place of its own: the menu hangs under what has the focus.
      const { left, bottom } = element.getBoundingClientRect();
      const byKey = event.button !== 2;
      this.open(byKey ? left + 8 : event.clientX, byKey ? bottom : event.clientY);
    }, { signal });
    scroller.addEventListener("scroll", () => (this.element.hidden = true), { passive: true, signal });
  }

  private open(x: number, y: number): void {
    const { element } = this;
    const groups = this.host.acts().filter((group) => group.length);
    element.replaceChildren(...groups.flatMap((group, index) => [...(index ? [html("hr", { role: "separator" })] : []), ...group.map((act) => this.item(act))]));
    element.hidden = false;
    const room = element.parentElement!.getBoundingClientRect();
    const left = Math.max(4, Math.min(x - room.left, room.width - element.offsetWidth - 4));
    const top = Math.max(4, Math.min(y - room.top, room.height - element.offsetHeight - 4));
    element.style.transform = `translate(${left}px, ${top}px)`;
    this.items()[0]?.focus({ preventScroll: true });
  }

  private item({ label, keys, act }: RowAct): HTMLElement {
    const element = html("button", { type: "button", role: "menuitem", tabindex: "-1" }, label, ...(keys ? [html("kbd", {}, keys)] : []));
    element.addEventListener("click", () => {
      this.host.back();
      act();
    });
    return element;
  }

  private items(): HTMLElement[] {
    return [...this.element.querySelectorAll<HTMLElement>("[role=menuitem]")];
  }

  private key(event: KeyboardEvent): void {
    const items = this.items();
    const at = items.indexOf(document.activeElement as HTMLElement);
    const letter = event.key.length === 1 ? event.key.toLowerCase() : null;
    if (event.key === "ArrowDown") items[(at + 1) % items.length]?.focus();
    else if (event.key === "ArrowUp") items.at(at - 1)?.focus();
    else if (event.key === "Home") items[0]?.focus();
    else if (event.key === "End") items.at(-1)?.focus();
    else if (event.key === "Escape" || event.key === "Tab") this.host.back();
    else if (letter !== null && letter !== " ") [...items.slice(at + 1), ...items.slice(0, at + 1)].find((item) => item.textContent?.toLowerCase().startsWith(letter))?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
