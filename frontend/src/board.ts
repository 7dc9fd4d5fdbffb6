// <hw-board data-url="/api/v1/plans/..." data-csrf="..." [data-sprints="[...]"] [data-shape-url="..."]>: the tasks of a plan as cards.
import { Sprints, type OpenSprint } from "./board/sprints.ts";
import { BoardView } from "./board/view.ts";
import type { PlanPayload } from "./contract.ts";
import { lostNotice, type Lost } from "./schedule/edit/lost-rights.ts";
import { errorNotice, loadingNotice, reasonFor } from "./schedule/notices.ts";
import { Store } from "./schedule/store.ts";

class BoardElement extends HTMLElement {
  private view: BoardView | null = null;

  connectedCallback(): void {
    void this.load();
  }

  disconnectedCallback(): void {
    this.view?.stop();
    this.view = null;
  }

  /** A role of the reader has ended while the page was open. */
  private async lost(lost: Lost): Promise<void> {
    this.view?.stop();
    await this.load();
    this.prepend(lostNotice(lost));
  }

  private async load(): Promise<void> {
    this.replaceChildren(loadingNotice("Loading the board\u2026"));
    this.setAttribute("aria-busy", "true");
    const url = this.dataset["url"] ?? "";
    let status = 0;
    try {
      const answer = await fetch(url, { headers: { Accept: "application/json" } });
      status = answer.status;
      if (!answer.ok) throw new Error(reasonFor(status));
      const store = new Store((await answer.json()) as PlanPayload);
      if (!this.isConnected) return;
      const open = JSON.parse(this.dataset["sprints"] ?? "[]") as OpenSprint[];
      const sprints = new Sprints(open, this.dataset["mayRun"] !== undefined, this.dataset["sprintsUrl"] ?? "", new URLSearchParams(location.search).get("sprint") ?? "");
      this.view = new BoardView(store, url, this.dataset["csrf"] ?? "", this.dataset["shapeUrl"] ?? "", sprints, (lost) => void this.lost(lost));
      this.replaceChildren(this.view.element);
      this.view.start();
      this.dispatchEvent(new CustomEvent("hw-ready", { bubbles: true }));
    } catch (error) {
      if (status === 200) console.error(error);
      const reason = status === 200 ? "What the server sent could not be drawn. Reload the page." : reasonFor(status);
      this.replaceChildren(errorNotice(reason, () => void this.load()));
    } finally {
      this.removeAttribute("aria-busy");
    }
  }
}

customElements.define("hw-board", BoardElement);
