// Ctrl-K: every page of here, and whatever has a name or a reference. A dialog with a combobox; the list comes from /api/v1/search.
import { html } from "./lib/dom.ts";

interface Hit {
  type: string;
  kind: string;
  id: number;
  name: string;
  where: string;
  url: string;
}
interface Choice {
  label: string;
  note: string;
  url: string;
}

const WAIT_MS = 120;

class Palette {
  private readonly input: HTMLInputElement;
  private readonly list: HTMLElement;
  private readonly pages: Choice[];
  private choices: Choice[] = [];
  private active = 0;
  private timer = 0;
  private asking: AbortController | null = null;

  constructor(private readonly dialog: HTMLDialogElement) {
    this.input = dialog.querySelector("input")!;
    this.list = dialog.querySelector('[role="listbox"]')!;
    const links = dialog.querySelector("template")?.content.querySelectorAll("a") ?? [];
    this.pages = [...links].map((link) => ({ label: link.textContent ?? "", note: "Page", url: link.getAttribute("href") ?? "/" }));
    this.input.addEventListener("input", () => this.later());
    this.input.addEventListener("keydown", (event) => this.press(event));
    dialog.querySelector("form")!.addEventListener("submit", (event) => {
      event.preventDefault();
      this.go();
    });
    dialog.addEventListener("click", (event) => this.click(event));
  }

  open(): void {
    if (this.dialog.open) return;
    this.input.value = "";
    this.dialog.showModal();
    this.show([...this.pages], []);
  }

  private later(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.ask(), WAIT_MS);
  }

  private async ask(): Promise<void> {
    this.asking?.abort();
    const asking = new AbortController();
    this.asking = asking;
    const text = this.input.value.trim();
    const words = text.toLowerCase();
    const pages = this.pages.filter((page) => page.label.toLowerCase().includes(words));
    if (!text) return this.show(pages, []);
    try {
      const answer = await fetch(`/api/v1/search?limit=20&q=${encodeURIComponent(text)}`, { signal: asking.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      const { items } = (await answer.json()) as { items: Hit[] };
      this.show(pages, items.map((hit) => ({ label: hit.name, note: [hit.kind, hit.where].filter(Boolean).join(" · "), url: hit.url })));
    } catch {
      if (!asking.signal.aborted) this.list.replaceChildren(html("p", { class: "nothing", role: "alert" }, "The search did not answer. Try again."));
    }
  }

  private show(pages: Choice[], hits: Choice[]): void {
    this.choices = [...hits, ...pages];
    this.active = 0;
    if (this.choices.length === 0) {
      this.list.replaceChildren(html("p", { class: "nothing", role: "option", "aria-selected": "false", "aria-disabled": "true" }, `Nothing is called “${this.input.value.trim()}”.`));
      return;
    }
    const rows = this.choices.map((choice, index) =>
      html("div", { role: "option", id: `palette-${index}`, "data-index": String(index) }, html("b", {}, choice.label), html("small", {}, choice.note)),
    );
    this.list.replaceChildren(...rows);
    this.mark();
  }

  private mark(): void {
    for (const row of this.list.querySelectorAll('[role="option"]')) {
      row.setAttribute("aria-selected", String(row.id === `palette-${this.active}`));
    }
    const row = this.list.querySelector(`#palette-${this.active}`);
    row?.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", row?.id ?? "");
  }

  private press(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || this.choices.length === 0) return;
    event.preventDefault();
    this.active = (this.active + step + this.choices.length) % this.choices.length;
    this.mark();
  }

  private click(event: MouseEvent): void {
    const target = event.target as Element;
    const row = target.closest<HTMLElement>("[data-index]");
    if (row) {
      this.active = Number(row.dataset["index"]);
      this.go();
    } else if (target === this.dialog) this.dialog.close();
  }

  private go(): void {
    const choice = this.choices[this.active];
    if (!choice) return;
    this.dialog.close();
    const before = location.href;
    location.assign(choice.url);
    // Another task of the page that is open: only the part after # differs, and the schedule reads it when it starts.
    if (new URL(choice.url, before).pathname === new URL(before).pathname && choice.url.includes("#")) location.reload();
  }
}

let palette: Palette | null = null;

export function openPalette(): void {
  const dialog = document.getElementById("palette");
  if (!(dialog instanceof HTMLDialogElement)) return;
  palette ??= new Palette(dialog);
  palette.open();
}
