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

/** The projects of a roadmap, from the top. */
export function plansOn(plan: PlanPayload): number[] {
  return [...new Set(plan.tasks.plan)].filter((each) => each > 0);
}

/** Shows all tasks of the selected row's project, or of all projects; or only their milestones again. */
export class OpenPlans {
  private readonly one = html("button", { type: "button", class: "sch-button", "aria-pressed": "false" }, "Tasks");
  private readonly all = html("button", { type: "button", class: "sch-button", "aria-pressed": "false" }, "All tasks");
  private readonly said = html("output", { class: "sch-found", hidden: "" });
  readonly element = html("div", { class: "sch-group" }, this.one, this.all, this.said);

  /** `taken`: whether somebody else shows what was loaded. */
  constructor(private readonly store: Store, private readonly url: string, private readonly taken: (plan: PlanPayload) => boolean) {
    this.one.addEventListener("click", () => void this.toggle());
    this.all.addEventListener("click", () => void this.toggleAll());
    store.listen(() => this.show());
    this.show();
  }

  private get selected(): number {
    return this.store.plan?.tasks.plan?.[this.store.task] ?? 0;
  }

  private show(): void {
    const { plan } = this.store;
    const open = plan?.open ?? [];
    const shown = open.includes(this.selected);
    this.one.disabled = !this.selected;
    this.one.setAttribute("aria-pressed", String(shown));
    this.one.title = !this.selected ? "Select a project to see all its tasks" : shown ? "Only the milestones of this project" : "All tasks of this project";
    this.all.disabled = !plan || (!open.length && !plansOn(plan).length);
    this.all.setAttribute("aria-pressed", String(open.length > 0));
    this.all.title = open.length ? "Only the milestones of all projects" : "All tasks of all projects";
  }

  private say(text: string): void {
    this.said.hidden = !text;
    setText(this.said, text);
  }

  private async toggle(): Promise<void> {
    const open = this.store.plan?.open;
    const { selected } = this;
    if (!open || !selected) return;
    await this.load(this.one, open.includes(selected) ? open.filter((each) => each !== selected) : [...open, selected]);
  }

  private async toggleAll(): Promise<void> {
    const { plan } = this.store;
    if (!plan) return;
    await this.load(this.all, plan.open?.length ? [] : plansOn(plan));
  }

  /** Loads the roadmap with these projects open; the server opens no more than it can show. */
  private async load(button: HTMLElement, open: number[]): Promise<void> {
    const { plan } = this.store;
    if (!plan?.open) return;
    button.setAttribute("aria-busy", "true");
    try {
      const { whole } = await ask<Answer>(changesAddress(this.url, plan, open));
      if (whole && !this.taken(whole)) this.store.load(whole);
      const shown = whole?.open?.length ?? 0;
      this.say(shown < open.length ? `${shown} of ${open.length} projects: no more are shown at once.` : "");
    } catch (error) {
      this.say(error instanceof Error ? error.message : String(error));
    } finally {
      button.removeAttribute("aria-busy");
    }
  }
}
