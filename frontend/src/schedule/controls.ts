// Small parts that tools and menus of the schedule are made of.
import { html } from "../lib/dom.ts";

export function button(label: string, act: () => void, ...content: (Node | string)[]): HTMLButtonElement {
  const element = html("button", { type: "button", class: "sch-button", "aria-label": label, title: label }, ...content);
  element.addEventListener("click", act);
  return element;
}

/** A button with its words on it. */
export function wordButton(label: string, act: () => void): HTMLButtonElement {
  const element = html("button", { type: "button", class: "sch-button" }, label);
  element.addEventListener("click", act);
  return element;
}

/** Choices of [value, words], with one chosen. */
export function select(label: string, options: readonly (readonly [string, string])[], chosen: string, act: (value: string) => void): HTMLSelectElement {
  const element = html("select", { class: "sch-select", "aria-label": label });
  for (const [value, words] of options) element.append(html("option", { value }, words));
  element.value = chosen;
  element.addEventListener("change", () => act(element.value));
  return element;
}

export function checkbox(label: string, hint: string, checked: boolean, act: (checked: boolean) => void): HTMLLabelElement {
  const box = html("input", { type: "checkbox" });
  box.checked = checked;
  box.addEventListener("change", () => act(box.checked));
  return html("label", { title: hint }, box, label);
}

/** A menu under its button. `opened` fills it anew each time, so that it says what is. */
export function popover(label: string, ...content: Node[]): HTMLDetailsElement {
  const element = html("details", { class: "sch-popover" }, html("summary", { class: "sch-button" }, label), html("div", {}, ...content));
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !element.open) return;
    element.open = false;
    element.querySelector("summary")?.focus();
    event.stopPropagation();
  });
  element.addEventListener("focusout", (event) => {
    if (event.relatedTarget instanceof Node && !element.contains(event.relatedTarget)) element.open = false;
  });
  return element;
}

/** A menu whose content is made when it opens, and again when it changed what it shows. */
export class Menu {
  readonly element: HTMLDetailsElement;

  constructor(label: string, private readonly content: () => Node[]) {
    this.element = popover(label);
    this.element.addEventListener("toggle", () => this.element.open && this.fill());
  }

  /** The control that had the focus has it again, by its place among the controls. */
  fill(): void {
    if (!this.element.open) return;
    const home = this.element.querySelector("div")!;
    const controls = (): HTMLElement[] => [...home.querySelectorAll<HTMLElement>("button, input, select")];
    const at = controls().findIndex((control) => control === document.activeElement);
    home.replaceChildren(...this.content());
    if (at >= 0) (controls()[at] ?? controls().at(-1))?.focus();
  }
}
