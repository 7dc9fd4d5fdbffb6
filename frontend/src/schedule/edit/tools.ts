// The buttons of editing, left of the others.
import { html } from "../../lib/dom.ts";
import { icon } from "../../lib/icons.ts";
import type { Store } from "../store.ts";
import type { Commands } from "./commands.ts";

type Drawing = Parameters<typeof icon>[0];

export class EditTools {
  readonly element = html("div", { class: "sch-group", role: "group", "aria-label": "Edit" });
  private readonly buttons: { element: HTMLButtonElement; label: string; when: () => boolean }[] = [];
  private readonly undo: HTMLButtonElement;
  private readonly redo: HTMLButtonElement;

  constructor(
    private readonly store: Store,
    commands: Commands,
    insert: () => void,
  ) {
    const mayChange = (): boolean => commands.mayChange(store.rowOf(store.selected));
    const one = (): boolean => store.selected >= 0 && mayChange();
    this.undo = this.add("Undo", "Ctrl+Z", "undo", () => commands.undo(), () => Boolean(store.plan?.undo));
    this.redo = this.add("Redo", "Ctrl+Y", "redo", () => commands.redo(), () => Boolean(store.plan?.redo));
    this.add("Add a task below", "Ctrl+Enter", "add", insert, mayChange);
    this.add("Delete", "Ctrl+Delete", "trash", () => commands.remove(), one);
    this.add("Outdent", "Alt+Shift+\u2190", "outdent", () => commands.outdent(), one);
    this.add("Indent", "Alt+Shift+\u2192", "indent", () => commands.indent(), one);
    this.add("Move up", "Alt+Shift+\u2191", "up", () => commands.shift(-1), one);
    this.add("Move down", "Alt+Shift+\u2193", "down", () => commands.shift(1), one);
    this.add("Link the selected tasks one behind the other", "", "link", () => commands.chain(), () => store.anchor >= 0);
  }

  show(): void {
    for (const { element, when } of this.buttons) {
      const off = !when();
      if (element.disabled !== off) element.disabled = off;
    }
    const { plan } = this.store;
    this.undo.title = plan?.undo ? `Undo: ${plan.undo.label} (Ctrl+Z)` : "Nothing to undo";
    this.redo.title = plan?.redo ? `Redo: ${plan.redo.label} (Ctrl+Y)` : "Nothing to redo";
  }

  private add(label: string, keys: string, drawing: Drawing, act: () => void, when: () => boolean): HTMLButtonElement {
    const element = html("button", { type: "button", class: "sch-button", "aria-label": label, title: keys ? `${label} (${keys})` : label }, icon(drawing));
    element.addEventListener("click", act);
    this.buttons.push({ element, label, when });
    this.element.append(element);
    return element;
  }
}
