// On a roadmap, projects show their milestones until all their tasks are asked for: nothing is loaded that is not shown.
import type { Answer, PlanPayload } from "../contract.ts";
import { html, setText } from "../lib/dom.ts";
import { ask } from "./ask.ts";
import type { Store } from "./store.ts";

/** Where to ask what is different since the revision that is shown. */
export function changesAddress(url: string, plan: Pick<PlanPayload, "revision" | "open">, open = plan.open): string {
  return `${url}/changes?since=${plan.revision}${open ? `&open=${open.join(",")}` : ""}`;
}

/** Whether all rows of the plan that a row belongs to are there, so that places among them are places in the plan. */
export function standsAmongAll(store: Store, row: number): boolean {
  const { plan } = store;
  return !plan?.open || plan.open.includes(plan.tasks.plan?.[row] ?? 0);
}

/** Shows all tasks of the selected row's project, or only its milestones again. */
export class OpenPlans {
  private readonly button = html("button", { type: "button", class: "sch-button", "aria-pressed": "false" }, "Tasks");
  private readonly said = html("output", { class: "sch-found", hidden: "" });
  readonly element = html("div", { class: "sch-group" }, this.button, this.said);

  constructor(private readonly store: Store, private readonly url: string) {
    this.button.addEventListener("click", () => void this.toggle());
    store.listen(() => this.show());
    this.show();
  }

  private get selected(): number {
    return this.store.plan?.tasks.plan?.[this.store.task] ?? 0;
  }

  private show(): void {
    const shown = this.store.plan?.open?.includes(this.selected) ?? false;
    this.button.disabled = !this.selected;
    this.button.setAttribute("aria-pressed", String(shown));
    this.button.title = !this.selected ? "Select a project to see all its tasks" : shown ? "Only the milestones of this project" : "All tasks of this project";
  }

  private say(text: string): void {
    this.said.hidden = !text;
    setText(this.said, text);
  }

  private async toggle(): Promise<void> {
    const { store, selected } = this;
    const { plan } = store;
    if (!plan?.open || !selected) return;
    const open = plan.open.includes(selected) ? plan.open.filter((each) => each !== selected) : [...plan.open, selected];
    this.button.setAttribute("aria-busy", "true");
    try {
      const answer = await ask<Answer>(changesAddress(this.url, plan, open));
      if (answer.whole) store.load(answer.whole);
      this.say("");
    } catch (error) {
      this.say(error instanceof Error ? error.message : String(error));
    } finally {
      this.button.removeAttribute("aria-busy");
    }
  }
}
