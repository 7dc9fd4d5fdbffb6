// What was typed into a form and did not arrive, because its sender was signed out meanwhile, is put back where it was.
import { html } from "../lib/dom.ts";

const KEY = "headway.typed";
const KINDS = "textarea, select, input:not([type=hidden]):not([type=password]):not([type=file])";

interface Typed {
  person: string;
  path: string;
  action: string;
  fields: [name: string, value: string, checked: boolean][];
  /** True: it was sent and did not arrive. */
  lost: boolean;
}

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

export function watchTyped(): void {
  const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null") as Typed | null;
  const { person } = document.body.dataset;
  if (kept && person === undefined) keep({ ...kept, lost: true });
  else if (kept?.lost && kept.person === person) putBack(kept);
  else sessionStorage.removeItem(KEY);
  document.addEventListener("submit", ({ target, defaultPrevented }) => {
    if (!(target instanceof HTMLFormElement) || defaultPrevented || person === undefined || target.method !== "post") return;
    const fields = fieldsOf(target).map((field): Typed["fields"][0] => [field.name, field.value, isOn(field)]);
    if (fields.length) keep({ person, path: location.pathname + location.search, action: target.action, fields, lost: false });
  });
}

function keep(typed: Typed): void {
  sessionStorage.setItem(KEY, JSON.stringify(typed));
}

function fieldsOf(form: HTMLFormElement): Field[] {
  return [...form.querySelectorAll<Field>(KINDS)].filter((field) => field.name);
}

function isOn(field: Field): boolean {
  return field instanceof HTMLInputElement && field.checked;
}

function putBack(typed: Typed): void {
  if (typed.path !== location.pathname + location.search) {
    say("What you typed before you were signed out was not sent.", html("a", { class: "link", href: typed.path }, "Go back to it"));
    return;
  }
  sessionStorage.removeItem(KEY);
  const form = [...document.forms].find((each) => each.action === typed.action && each.method === "post");
  if (!form) return;
  const left = [...typed.fields];
  for (const field of fieldsOf(form)) {
    const place = left.findIndex(([name, value]) => name === field.name && (!isChoice(field) || value === field.value));
    if (place < 0) continue;
    const [, value, checked] = left.splice(place, 1)[0]!;
    if (isChoice(field)) (field as HTMLInputElement).checked = checked;
    else field.value = value;
  }
  for (let above = form.parentElement; above; above = above.parentElement) if (above instanceof HTMLDetailsElement) above.open = true;
  form.scrollIntoView({ block: "center" });
  fieldsOf(form)[0]?.focus({ preventScroll: true });
  say("You were signed out meanwhile: what you typed is back in the form, and not sent yet.");
}

function isChoice(field: Field): boolean {
  return field instanceof HTMLInputElement && (field.type === "checkbox" || field.type === "radio");
}

function say(text: string, more?: HTMLElement): void {
  const toast = html("div", { class: "toast error" }, html("p", {}, text));
  if (more) toast.append(more);
  const close = html("button", { class: "btn plain", "data-dismiss": "", type: "button" }, "Dismiss");
  toast.append(close);
  document.querySelector(".toasts")?.append(toast);
}
