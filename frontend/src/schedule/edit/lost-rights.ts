// A reader who may change less than when the page was loaded, because a role has ended: the page is read anew, says so,
// and keeps what was typed to be copied.
import type { PlanPayload } from "../../contract.ts";
import { html } from "../../lib/dom.ts";
import type { Refusal } from "./session.ts";

export interface Lost {
  refusal: Refusal;
  /** What was typed and is not stored, in words. */
  typed: string[];
  /** The plan as the reader has it now; null where it is not there for them any more. */
  plan: PlanPayload | null;
}

/** Whether something may be changed no more that could be before. */
export function mayLess(before: PlanPayload, now: PlanPayload): boolean {
  const mayNow = new Map(now.tasks.id.map((id, row) => [id, now.tasks.may[row]!]));
  const lost = before.tasks.id.some((id, row) => (before.tasks.may[row]! & ~(mayNow.get(id) ?? before.tasks.may[row]!)) !== 0);
  return lost || (before.may_edit && !now.may_edit);
}

/** Whether anything of the plan can be changed by its reader. */
export function mayAny(plan: PlanPayload | null): boolean {
  return plan !== null && (plan.may_edit || plan.tasks.may.some(Boolean));
}

export function lostNotice({ refusal, typed, plan }: Lost): HTMLElement {
  const what = plan === null ? "This plan is no longer there for you." : mayAny(plan) ? "You may change less of this plan than before." : "This page is for reading only now.";
  const why = plan === null ? "" : [refusal.title, refusal.remedy].filter(Boolean).join(" ");
  const said = html("div", {}, html("strong", {}, what), html("span", {}, `${why} Your last change was not stored.`.trim()));
  if (typed.length) said.append(html("span", {}, "Typed, to be copied:"), html("ul", {}, ...typed.map((text) => html("li", {}, text))));
  return html("div", { class: "note amber sch-lost", role: "alert" }, said);
}
