// What the panels about the whole plan have in common: heading with a way out, ways to rows, answers that arrive late.
import { html } from "../lib/dom.ts";
import { icon } from "../lib/icons.ts";
import type { PanelHost } from "./side-panels.ts";

export function panelHead(title: string, close: () => void): Node[] {
  const out = html("button", { type: "button", class: "sch-button sch-close", "aria-label": `Close ${title.toLowerCase()}` }, icon("close"));
  out.addEventListener("click", close);
  return [out, html("h2", {}, title)];
}

/** A button that leads to the row of a task; plain words where the task is not on this page. */
export function wayTo(host: PanelHost, task: number | null, words: string): HTMLElement {
  const known = task !== null && host.store.payload.tasks.id.includes(task);
  if (!known) return html("span", {}, words);
  const button = html("button", { type: "button", class: "sch-goto" }, words);
  button.addEventListener("click", () => {
    const row = host.store.payload.tasks.id.indexOf(task);
    if (row >= 0) host.goTo(row);
  });
  return button;
}

/** Only the last of several questions may answer, and what is asked in quick succession is asked once. */
export class Latest {
  private number = 0;
  private timer = 0;

  /** Whatever was asked, nobody waits for the answer any more. */
  drop(): void {
    this.number++;
    window.clearTimeout(this.timer);
  }

  ask<Answer>(question: () => Promise<Answer>, after: number, answered: (answer: Answer) => void, failed: (why: string) => void): void {
    const mine = ++this.number;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      question().then(
        (answer) => mine === this.number && answered(answer),
        (error: unknown) => mine === this.number && failed(error instanceof Error ? error.message : String(error)),
      );
    }, after);
  }
}
