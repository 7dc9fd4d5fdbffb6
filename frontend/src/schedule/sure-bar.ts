// The line above the rows of a branch that says how sure-figures stand there: a branch is simulated once somebody asks.
import { html, setText } from "../lib/dom.ts";
import { isOld, type ConfidenceWatch } from "./confidence.ts";
import { wordButton } from "./controls.ts";
import type { Store } from "./store.ts";

export class SureBar {
  readonly element = html("div", { class: "sch-wishes", role: "group", "aria-label": "How sure the branch is", hidden: "" });
  private readonly words = html("span", { role: "status" });
  private readonly ask = wordButton("Simulate the branch", () => this.watch.simulate());

  constructor(private readonly store: Store, private readonly watch: ConfidenceWatch) {
    this.element.append(this.words, this.ask);
  }

  show(): void {
    const { store } = this;
    const told = store.confidence?.told;
    const old = isOld(store);
    const current = told !== undefined && told.ids.length > 0 && !old && !told.waiting;
    this.element.hidden = !store.plan?.branch || !told || !this.watch.wanted || current;
    if (this.element.hidden) return;
    this.ask.hidden = told!.waiting;
    setText(this.words, told!.waiting ? "P50, P80 and criticality are being simulated." : old ? "P50, P80 and criticality are of an earlier state of the branch." : told!.reason);
  }
}
