// Which sprint the board shows, and which one a card is in: the page says which are open, the plan where each task is.
import type { PlanPayload } from "../contract.ts";
import { html } from "../lib/dom.ts";

export interface OpenSprint {
  id: number;
  name: string;
  state: "planned" | "running";
}

/** Where a card can go; null is the backlog. */
export type Into = OpenSprint | null;

export const BACKLOG = "backlog";

export class Sprints {
  /** "" is every card, "backlog" those in no sprint that are not done, else the id of a sprint. */
  shown = "";

  constructor(readonly open: OpenSprint[], readonly mayRun: boolean, readonly page: string, wanted = "") {
    if (wanted === BACKLOG || open.some(({ id }) => String(id) === wanted)) this.shown = wanted;
  }

  shows(sprint: number | null, done: boolean): boolean {
    if (!this.shown) return true;
    return this.shown === BACKLOG ? sprint === null && !done : String(sprint) === this.shown;
  }

  nameOf(sprint: number | null): string {
    return this.open.find(({ id }) => id === sprint)?.name ?? "";
  }

  /** Where a row of the plan can be moved: every open sprint and the backlog, but for where it is. */
  ways(plan: PlanPayload, row: number): Into[] {
    if (!this.mayRun) return [];
    const here = plan.tasks.sprint[row] ?? null;
    const found: Into[] = this.open.filter(({ id }) => id !== here);
    return here === null ? found : [...found, null];
  }

  /** The choice in the toolbar; nothing where there are no sprints. */
  select(changed: () => void): HTMLElement[] {
    if (!this.open.length) return [];
    const select = html("select", { class: "in", "aria-label": "Which sprint" });
    const options: [string, string][] = [["", "All cards"], ...this.open.map(({ id, name, state }): [string, string] => [String(id), state === "running" ? `${name} (running)` : name]), [BACKLOG, "Backlog"]];
    for (const [value, label] of options) select.append(html("option", { value }, label));
    select.value = this.shown;
    select.addEventListener("change", () => {
      this.shown = select.value;
      const address = new URL(location.href);
      if (this.shown) address.searchParams.set("sprint", this.shown);
      else address.searchParams.delete("sprint");
      history.replaceState(null, "", address);
      changed();
    });
    return [select];
  }
}
