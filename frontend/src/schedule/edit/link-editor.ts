// A dependency edited in place: a click on its line, or on its button in the details, opens type and lag beside it.
import { html } from "../../lib/dom.ts";
import { tieFields, type Tie, type Tied } from "./tie.ts";

export interface LinkHost {
  home: HTMLElement;
  /** `again`: opens it with what was typed, should that be refused. */
  relink(link: number, tie: Tie, again: () => void): void;
  unlink(link: number): void;
  /** Where the focus goes when it closes. */
  back(): void;
}

const ROOM = 8;

export class LinkEditor {
  private dialog: HTMLElement | null = null;

  constructor(private readonly host: LinkHost) {}

  /** `x`, `y`: a place on the screen beside which it opens. */
  open(tied: Tied, x: number, y: number, typed: Tie = tied): void {
    this.close();
    const { id, from, to, locked } = tied;
    const { type, lag, read } = tieFields(typed);
    type.disabled = lag.disabled = locked;
    const save = html("button", { class: "sch-button" }, "Change");
    const remove = html("button", { type: "button", class: "sch-button" }, "Remove");
    const close = html("button", { type: "button", class: "sch-button" }, locked ? "Close" : "Cancel");
    const form = html("form", {},
      html("p", {}, html("strong", {}, from), " \u2192 ", html("strong", {}, to)),
      html("label", {}, "Type", type),
      html("label", {}, "Lag", lag),
      html("div", { class: "sch-group" }, ...(locked ? [close] : [save, remove, close])),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const tie = read();
      const changed = tie.type !== tied.type || tie.lag !== tied.lag;
      this.leave();
      if (changed && !locked) this.host.relink(id, tie, () => this.open(tied, x, y, tie));
    });
    remove.addEventListener("click", () => {
      this.leave();
      this.host.unlink(id);
    });
    close.addEventListener("click", () => this.leave());
    const dialog = html("div", { class: "sch-link-editor", role: "dialog", "aria-label": `Link from ${from} to ${to}` }, form);
    dialog.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.leave();
    });
    dialog.addEventListener("focusout", (event) => {
      if (event.relatedTarget instanceof Node && !dialog.contains(event.relatedTarget)) this.close();
    });
    this.dialog = dialog;
    this.host.home.append(dialog);
    this.place(dialog, x, y);
    (locked ? close : type).focus();
  }

  close(): void {
    const { dialog } = this;
    this.dialog = null;
    dialog?.remove();
  }

  private leave(): void {
    this.close();
    this.host.back();
  }

  private place(dialog: HTMLElement, x: number, y: number): void {
    const home = this.host.home.getBoundingClientRect();
    const left = Math.max(ROOM, Math.min(x - home.left, home.width - dialog.offsetWidth - ROOM));
    const below = y - home.top + ROOM;
    const top = below + dialog.offsetHeight > home.height ? Math.max(ROOM, below - dialog.offsetHeight - 2 * ROOM) : below;
    dialog.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  }
}
