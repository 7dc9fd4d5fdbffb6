// A field in which a task of another plan is found by name: a combobox over what the server finds for this reader.
import { html } from "../../lib/dom.ts";
import { ask } from "../ask.ts";
import { Latest } from "../panel-parts.ts";

export interface FoundTask {
  id: number;
  name: string;
  /** Its plan. */
  where: string;
}

const PAUSE = 150;
const MOST = 20;

export class TaskChoice {
  private readonly list = html("div", { class: "sch-found-tasks", role: "listbox", id: "sch-found-tasks", "aria-label": "Tasks found" });
  private readonly said = html("p", { class: "sch-hint", role: "status" });
  readonly input = html("input", {
    class: "sch-input", name: "task", autocomplete: "off", placeholder: "Part of its name", role: "combobox",
    "aria-expanded": "false", "aria-controls": this.list.id, "aria-autocomplete": "list",
  });
  readonly element = html("div", { class: "sch-task-choice" }, html("label", {}, "Task of another plan", this.input), this.list, this.said);
  private readonly latest = new Latest();
  private found: FoundTask[] = [];
  private active = 0;
  chosen: FoundTask | null = null;

  /** `outside`: the component whose tasks are not offered. */
  constructor(private readonly outside: number) {
    this.list.hidden = true;
    this.input.addEventListener("input", () => this.look());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const row = event.target instanceof Element ? event.target.closest<HTMLElement>("[role=option]") : null;
      if (row) this.choose(this.found[[...this.list.children].indexOf(row)]);
    });
  }

  /** Says what is missing, and goes there. */
  complain(): void {
    this.said.textContent = "Choose a task from the list: type a part of its name.";
    this.input.focus();
  }

  private look(): void {
    this.chosen = null;
    const words = this.input.value.trim();
    if (!words) {
      this.latest.drop();
      this.show([], "");
      return;
    }
    const asked = new URLSearchParams({ q: words, outside: String(this.outside), limit: String(MOST) });
    this.latest.ask(
      () => ask<{ items: FoundTask[] }>(`/api/v1/search?${asked}`),
      PAUSE,
      ({ items }) => this.show(items, items.length ? `${items.length === MOST ? `The first ${MOST} tasks` : items.length === 1 ? "One task" : `${items.length} tasks`} found` : `No task that you see in another plan is called \u201c${words}\u201d.`),
      (why) => this.show([], why),
    );
  }

  private show(found: FoundTask[], words: string): void {
    this.found = found;
    this.active = 0;
    this.said.textContent = words;
    this.list.replaceChildren(...found.map(({ name, where }, index) => html("div", { role: "option", id: `sch-found-${index}` }, html("span", {}, name), html("small", {}, where))));
    this.list.hidden = !found.length;
    this.input.setAttribute("aria-expanded", String(found.length > 0));
    this.mark();
  }

  private mark(): void {
    [...this.list.children].forEach((row, index) => row.setAttribute("aria-selected", String(index === this.active)));
    const row = this.list.children[this.active];
    row?.scrollIntoView({ block: "nearest" });
    if (row) this.input.setAttribute("aria-activedescendant", row.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  private choose(task: FoundTask | undefined): void {
    if (!task) return;
    this.show([], "");
    this.chosen = task;
    this.input.value = `${task.name} \u00b7 ${task.where}`;
  }

  private key(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const { length } = this.found;
    if (!length || (!step && event.key !== "Enter" && event.key !== "Escape")) return;
    event.preventDefault();
    if (step) {
      this.active = (this.active + step + length) % length;
      this.mark();
    } else if (event.key === "Enter") this.choose(this.found[this.active]);
    else this.show([], "");
  }
}
