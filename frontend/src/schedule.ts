// <hw-schedule data-url="/api/v1/..." data-mode="project|roadmap" [data-import-url="..."]>: table and drawing of a plan.
// An address that ends in #task-<id> opens with that row selected.
import type { PlanPayload, SchedulePayload } from "./contract.ts";
import { followLivePlan } from "./schedule/branch.ts";
import type { Mode } from "./schedule/columns.ts";
import { lostNotice, mayAny, type Lost } from "./schedule/edit/lost-rights.ts";
import { emptyNotice, errorNotice, loadingNotice, reasonFor } from "./schedule/notices.ts";
import { OpenPlans } from "./schedule/open-plans.ts";
import { Store } from "./schedule/store.ts";
import { ScheduleView } from "./schedule/view.ts";

class ScheduleElement extends HTMLElement {
  private view: ScheduleView | null = null;
  private loading: AbortController | null = null;
  private leaveBranch: () => void = () => undefined;

  connectedCallback(): void {
    void this.load();
  }

  disconnectedCallback(): void {
    this.loading?.abort();
    this.view?.stop();
    this.leaveBranch();
    this.view = null;
  }

  private async load(): Promise<void> {
    this.loading?.abort();
    const loading = new AbortController();
    this.loading = loading;
    this.replaceChildren(loadingNotice());
    this.setAttribute("aria-busy", "true");
    let status = 0;
    try {
      const answer = await fetch(this.dataset["url"] ?? "", { signal: loading.signal, headers: { Accept: "application/json" } });
      status = answer.status;
      if (!answer.ok) throw new Error(reasonFor(status));
      this.show((await answer.json()) as SchedulePayload);
    } catch (error) {
      if (loading.signal.aborted) return;
      if (status === 200) console.error(error);
      const reason = status === 200 ? "What the server sent could not be drawn. Reload the page; if that does not help, tell your administrator." : reasonFor(status);
      this.replaceChildren(errorNotice(reason, () => void this.load()));
    } finally {
      if (this.loading === loading) this.removeAttribute("aria-busy");
    }
  }

  /** A role of the reader has ended while the page was open. */
  private lost(lost: Lost): void {
    const { task } = this.view!.store;
    this.view?.stop();
    if (lost.plan) this.show(lost.plan, lost.plan.tasks.id[task] ?? null);
    else this.replaceChildren(errorNotice(reasonFor(404), () => void this.load()));
    (this.querySelector(".sch") ?? this).prepend(lostNotice(lost));
  }

  private show(payload: SchedulePayload, task: number | null = null): void {
    const mode: Mode = this.dataset["mode"] === "roadmap" ? "roadmap" : "project";
    const store = new Store(payload, mode);
    const edits = mayAny(store.plan);
    if (payload.tasks.id.length === 0 && !edits) {
      this.replaceChildren(emptyNotice(mode, this.dataset["importUrl"] ?? null));
      return;
    }
    this.view?.stop();
    const address = { url: this.dataset["url"] ?? "", csrf: this.dataset["csrf"] ?? "", person: this.dataset["person"] ?? "", lost: (lost: Lost) => this.lost(lost) };
    // Without milestones a roadmap has no row that anybody edits, until all tasks of a project are shown.
    const begins = (plan: PlanPayload): boolean => {
      const shows = !edits && mayAny(plan);
      if (shows) this.show(plan, store.payload.tasks.id[store.task] ?? null);
      return shows;
    };
    const opener = store.plan?.open ? [new OpenPlans(store, address.url, begins).element] : [];
    this.view = new ScheduleView(store, edits ? address : null, address.csrf, opener);
    this.replaceChildren(this.view.parts.root);
    const wanted = /^#task-(\d+)$/.exec(location.hash)?.[1];
    this.view.start(task ?? (wanted === undefined ? null : Number(wanted)));
    this.leaveBranch();
    if ("compared" in this.dataset) this.leaveBranch = followLivePlan(store, address.url);
    this.dispatchEvent(new CustomEvent("hw-ready", { bubbles: true }));
  }
}

customElements.define("hw-schedule", ScheduleElement);
