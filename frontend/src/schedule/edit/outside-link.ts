// A link with a task of another plan. In a branch it is tried: nobody is asked before the branch is merged.
import { html } from "../../lib/dom.ts";
import type { Store } from "../store.ts";
import { TaskChoice } from "./task-choice.ts";
import { tieFields, type Tie } from "./tie.ts";

export interface OutsideLink extends Tie {
  predecessor: number;
  successor: number;
}

export interface OutsideLinkHost {
  store: Store;
  home: HTMLElement;
  /** `again`: opens it with what was typed, should that be refused. */
  link(link: OutsideLink, again: () => void): void;
  /** Where the focus goes when it closes. */
  back(): void;
}

const HINTS = {
  tried: "Only this branch has the link, with all that follows from it. Merged, it is in the plan, and whoever answers for the other plan is asked to promise the day, unless that is you.",
  live: "The link counts at once, and whoever answers for the other plan is asked to promise the day, unless that is you.",
};

/** What opens the dialog: in a branch a link is tried. */
export function outsideLinkLabel(store: Store): string {
  return store.plan?.branch ? "Try a link with another plan\u2026" : "Link with another plan\u2026";
}

export function askForOutsideLink(host: OutsideLinkHost, row: number): void {
  const { component, tasks } = host.store.payload;
  const task = tasks.id[row]!;
  const tried = host.store.plan?.branch !== undefined;
  const choice = new TaskChoice(component.id);
  const waits = html("select", { class: "sch-select", name: "direction" }, html("option", { value: "waits" }, "Waits for the other task"), html("option", { value: "leads" }, "The other task waits for it"));
  const { type, lag, read } = tieFields();
  const cancel = html("button", { type: "button", class: "sch-button" }, "Cancel");
  const form = html("form", {},
    html("h2", { id: "sch-outside-title" }, `${tried ? "Try a link of" : "Link"} \u201c${tasks.name[row] || "(no name)"}\u201d ${tried ? "with" : "with a task of"} another plan`),
    html("label", {}, "This task", waits),
    choice.element,
    html("div", { class: "sch-beside" }, html("label", {}, "Type", type), html("label", {}, "Lag", lag)),
    html("p", { class: "sch-hint" }, tried ? HINTS.tried : HINTS.live),
    html("div", { class: "sch-group" }, html("button", { class: "sch-button" }, tried ? "Try" : "Link"), cancel),
  );
  const dialog = html("dialog", { class: "sch-outside-link", "aria-labelledby": "sch-outside-title" }, form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const other = choice.chosen?.id;
    if (other === undefined) {
      choice.complain();
      return;
    }
    const [predecessor, successor] = waits.value === "waits" ? [other, task] : [task, other];
    dialog.close();
    host.link({ predecessor: predecessor!, successor: successor!, ...read() }, () => show(lag));
  });
  cancel.addEventListener("click", () => dialog.close());
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  dialog.addEventListener("close", () => {
    dialog.remove();
    host.back();
  });
  const show = (first: HTMLElement): void => {
    host.home.append(dialog);
    dialog.showModal();
    first.focus();
  };
  show(choice.input);
}
