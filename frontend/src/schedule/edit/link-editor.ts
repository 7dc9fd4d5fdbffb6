// A dependency edited in place: a click on its line, or on its button in the details, opens type and lag beside it.
import { html } from "../../lib/dom.ts";
import type { Store } from "../store.ts";

export interface LinkHost {
  store: Store;
  home: HTMLElement;
  mayChange(row: number): boolean;
  relink(link: number, type: string, lag: string): void;
  unlink(link: number): void;
  /** Where the focus goes when it closes. */
  back(): void;
}

export const TYPES: [string, string][] = [
  ["FS", "Finish to start"],
  ["SS", "Start to start"],
  ["FF", "Finish to finish"],
  ["SF", "Start to finish"],
];
const ROOM = 8;

export class LinkEditor {
  private dialog: HTMLElement | null = null;

  constructor(private readonly host: LinkHost) {}

  /** `x`, `y`: a place on the screen beside which it opens. */
  open(link: number, x: number, y: number): void {
    this.close();
    const { links, tasks } = this.host.store.payload;
    const id = links.id[link]!;
    const [from, to] = [links.from[link]!, links.to[link]!];
    const type = html("select", { class: "sch-select", name: "type" });
    for (const [value, words] of TYPES) type.append(html("option", { value }, words));
    type.value = TYPES[links.type[link]!]![0];
    const lag = html("input", { class: "sch-input", name: "lag", placeholder: "+2d, -4h, +50%", autocomplete: "off", size: "9" });
    lag.value = links.lag[link]!;
    const locked = !this.host.mayChange(to);
    type.disabled = lag.disabled = locked;
    const save = html("button", { class: "sch-button" }, "Change");
    const remove = html("button", { type: "button", class: "sch-button" }, "Remove");
    const close = html("button", { type: "button", class: "sch-button" }, locked ? "Close" : "Cancel");
    const name = (row: number): string => tasks.name[row] || "(no name)";
    const form = html("form", {},
      html("p", {}, html("strong", {}, name(from)), " \u2192 ", html("strong", {}, name(to))),
      html("label", {}, "Type", type),
      html("label", {}, "Lag", lag),
      html("div", { class: "sch-group" }, ...(locked ? [close] : [save, remove, close])),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const changed = type.value !== TYPES[links.type[link]!]![0] || lag.value.trim() !== links.lag[link];
      this.leave();
      if (changed && !locked) this.host.relink(id, type.value, lag.value.trim());
    });
    remove.addEventListener("click", () => {
      this.leave();
      this.host.unlink(id);
    });
    close.addEventListener("click", () => this.leave());
    const dialog = html("div", { class: "sch-link-editor", role: "dialog", "aria-label": `Link from ${name(from)} to ${name(to)}` }, form);
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
