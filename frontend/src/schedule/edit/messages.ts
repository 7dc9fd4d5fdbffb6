// What the server said to an edit, below the drawing: short, with what can be done about it.
import { html } from "../../lib/dom.ts";
import { icon } from "../../lib/icons.ts";
import type { Refusal, State } from "./session.ts";

interface Act {
  label: string;
  act: () => void;
}

const LASTS = 8000;

export class Messages {
  readonly element = html("div", { class: "sch-messages", role: "status", "aria-live": "polite" });
  readonly state = html("output", { class: "sch-state" });
  private timer = 0;
  private last: [State, number, () => void] | null = null;
  /** What the server is still at, beside what is saved. */
  private beside = "";

  say(text: string, acts: Act[] = [], kind: "done" | "wrong" = "done"): void {
    const message = html("div", { class: "sch-message", "data-kind": kind, ...(kind === "wrong" ? { role: "alert" } : {}) }, html("p", {}, text));
    for (const { label, act } of acts) {
      const button = html("button", { type: "button", class: "sch-button" }, label);
      button.addEventListener("click", () => {
        this.clear();
        act();
      });
      message.append(button);
    }
    const close = html("button", { type: "button", class: "sch-button", "aria-label": "Dismiss" }, icon("close"));
    close.addEventListener("click", () => this.clear());
    message.append(close);
    this.element.replaceChildren(message);
    window.clearTimeout(this.timer);
    if (kind === "done") this.timer = window.setTimeout(() => this.clear(), LASTS);
  }

  refuse(refusal: Refusal, acts: Act[]): void {
    const said = [refusal.title, refusal.detail, refusal.id === "stale" ? "" : refusal.remedy].filter(Boolean);
    this.say(said.map((each) => (/[.!?\u2026]$/.test(each) ? each : `${each}.`)).join(" "), acts, "wrong");
  }

  clear(): void {
    window.clearTimeout(this.timer);
    this.element.replaceChildren();
  }

  /** Of a plan so large that its dates are stored after the edit that moved them. */
  storing(waiting: number, stored: number): void {
    const share = Math.floor((100 * stored) / (waiting || 1));
    this.beside = waiting ? `. Storing ${waiting.toLocaleString()} new dates: ${share} %` : "";
    if (this.last) this.show(...this.last);
  }

  show(state: State, waiting: number, retry: () => void): void {
    this.last = [state, waiting, retry];
    const unsent = waiting ? `Not sent yet: ${waiting} ${waiting === 1 ? "change" : "changes"}. ` : "";
    const words: Record<State, string> = {
      saved: `Saved${this.beside}`,
      saving: "Saving\u2026",
      offline: `${unsent}The server does not answer.`,
      "signed-out": `${unsent}You are signed out: sign in in another tab.`,
      gone: "This plan is no longer there for you.",
    };
    this.state.dataset["state"] = state;
    const again = html("button", { type: "button", class: "sch-button" }, "Try now");
    again.addEventListener("click", retry);
    this.state.replaceChildren(words[state], ...(state === "offline" || state === "signed-out" ? [again] : []));
  }
}
