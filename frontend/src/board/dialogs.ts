// Questions that a move or a mark needs answered; each is one dialog and one promise.
import { html } from "../lib/dom.ts";

interface Asked {
  title: string;
  text: string;
  field?: HTMLInputElement | HTMLTextAreaElement;
  label?: string;
  choices: { value: string; label: string; primary?: boolean }[];
}

/** Resolves to the value of the button, "" where the dialog was left. */
function ask({ title, text, field, label, choices }: Asked): Promise<string> {
  const dialog = html("dialog", { class: "bd-dialog", "aria-label": title });
  const form = html("form", { method: "dialog" }, html("h2", {}, title));
  if (text) form.append(html("p", {}, text));
  if (field && label) form.append(html("label", {}, html("span", {}, label), field));
  const row = html("p", { class: "bd-choices" });
  for (const { value, label: words, primary } of choices) row.append(html("button", { type: "submit", class: primary ? "btn pri" : "btn", value }, words));
  const leave = html("button", { type: "button", class: "btn plain" }, "Cancel");
  leave.addEventListener("click", () => dialog.close(""));
  row.append(leave);
  form.append(row);
  dialog.append(form);
  document.body.append(dialog);
  const focus = document.activeElement;
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (focus instanceof HTMLElement && focus.isConnected) focus.focus();
      resolve(dialog.returnValue);
    });
    dialog.showModal();
    (field ?? row.querySelector("button"))?.focus();
  });
}

/** How far a task is that was done; null where the move is not made. */
export async function askHowFar(name: string, percent: number): Promise<number | null> {
  const field = html("input", { type: "number", class: "in", min: "0", max: "99", step: "1", required: "", value: String(Math.min(percent, 90)) });
  const text = `\u201c${name}\u201d was reported as done. Its finish is taken away.`;
  const said = await ask({ title: "How far is it really?", text, field, label: "Percent done", choices: [{ value: "move", label: "Move it back", primary: true }] });
  return said === "move" ? Math.min(99, Math.max(0, Number(field.value) || 0)) : null;
}

export async function askNotBegun(name: string, percent: number): Promise<boolean> {
  const text = `${percent} percent of \u201c${name}\u201d are reported. Putting it back as not begun takes its start and its percentage away.`;
  const said = await ask({ title: "Has it not begun?", text, choices: [{ value: "move", label: "It has not begun", primary: true }] });
  return said === "move";
}

/** The reason, "" to lift the mark, null to leave things as they are. */
export async function askReason(name: string, reason: string): Promise<string | null> {
  const field = html("textarea", { class: "in", maxlength: "500", rows: "3", required: "" });
  field.value = reason;
  const choices = [{ value: "block", label: reason ? "Save" : "Mark as blocked", primary: true }];
  const title = reason ? "What blocks it?" : "Mark as blocked";
  const said = await ask({ title, text: `\u201c${name}\u201d`, field, label: "What is it waiting for?", choices });
  return said === "block" ? field.value.trim() || null : null;
}

export function askAction(name: string, choices: { value: string; label: string }[]): Promise<string> {
  return ask({ title: name, text: "", choices });
}
