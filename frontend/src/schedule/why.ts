// "Why this date?": the engine's explanation of a date, as sentences that lead to the tasks they speak of.
import { html } from "../lib/dom.ts";
import { ask } from "./ask.ts";

interface Step {
  text: string;
  cause: string;
  task: number;
  component: number;
  component_name: string;
}

/** A part of the details panel that asks when it is opened. */
export function whyPanel(task: number, component: number, goTo: (task: number) => void): HTMLElement {
  const element = html("details", { class: "sch-why" }, html("summary", {}, "Why these dates?"));
  element.addEventListener("toggle", () => {
    if (element.open && element.childElementCount === 1) void fill(element, task, component, goTo);
  });
  return element;
}

async function fill(element: HTMLElement, task: number, component: number, goTo: (task: number) => void): Promise<void> {
  const waiting = html("p", { class: "sch-hint", role: "status" }, "Asking\u2026");
  element.append(waiting);
  try {
    const { steps } = await ask<{ steps: Step[] }>(`/api/v1/tasks/${task}/why?of=start`);
    waiting.replaceWith(html("ol", {}, ...steps.map((step) => sentence(step, component, goTo))));
  } catch (error) {
    waiting.textContent = error instanceof Error ? error.message : String(error);
    element.addEventListener("toggle", () => waiting.remove(), { once: true });
  }
}

function sentence(step: Step, component: number, goTo: (task: number) => void): HTMLElement {
  const item = html("li", { "data-cause": step.cause });
  if (step.component === component) {
    const button = html("button", { type: "button", class: "sch-goto" }, step.text);
    button.addEventListener("click", () => goTo(step.task));
    item.append(button);
  } else item.append(html("a", { class: "sch-goto", href: `/c/${step.component}/schedule/#task-${step.task}` }, `${step.component_name}: ${step.text}`));
  return item;
}
