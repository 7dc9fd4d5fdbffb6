// What stands in the place of the schedule while there is none: loading, nothing there, or something went wrong.
import { html } from "../lib/dom.ts";

export function loadingNotice(words = "Loading the schedule\u2026"): HTMLElement {
  const bars = html("div", { class: "sch-skeleton", "aria-hidden": "true" });
  for (let index = 0; index < 9; index++) bars.append(html("i"));
  return html("div", { class: "sch-notice", role: "status" }, bars, html("p", {}, words));
}

export function emptyNotice(mode: "project" | "roadmap", importUrl: string | null): HTMLElement {
  const words =
    mode === "roadmap"
      ? "Nothing to draw yet. Projects and their milestones appear here as soon as one has dates."
      : "No tasks yet. A schedule begins with a list of tasks: import a plan from Microsoft Project, Primavera P6 or another tool.";
  const notice = html("div", { class: "sch-notice" }, html("p", {}, words));
  if (importUrl) notice.append(html("a", { class: "sch-button sch-primary", href: importUrl }, "Import a plan"));
  return notice;
}

const reasons: Record<number, string> = {
  401: "You are signed out. Sign in again, then come back to this page.",
  403: "You may not see this schedule. Ask its manager for access.",
  404: "This schedule does not exist, or you may not see it.",
};

export function reasonFor(status: number): string {
  if (status === 0) return "The server does not answer. Check the connection.";
  return reasons[status] ?? `The server could not send the schedule (it answered ${status}). Nothing was changed.`;
}

export function errorNotice(reason: string, retry: () => void): HTMLElement {
  const button = html("button", { type: "button", class: "sch-button" }, "Try again");
  button.addEventListener("click", retry);
  return html("div", { class: "sch-notice", role: "alert" }, html("p", {}, reason), button);
}
