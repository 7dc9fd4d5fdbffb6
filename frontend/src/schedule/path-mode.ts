// The mode in which the driving path of a task stands out and all other rows step back: its button, its keys, and the
// line above the rows that says what is shown. It lasts, whatever is scrolled, zoomed or folded, until it is ended.
import { Kind } from "../contract.ts";
import { html, setText } from "../lib/dom.ts";
import { icon } from "../lib/icons.ts";
import { ask } from "./ask.ts";
import { button, checkbox } from "./controls.ts";
import { pathWords, tasksOf, type FarTask, type PathAnswer } from "./driving-path.ts";
import { onAltKey } from "./page-keys.ts";
import { Latest } from "./panel-parts.ts";
import type { Store } from "./store.ts";

/** Arrows held down ask once, at the end. */
const PAUSE = 90;
/** After an edit the schedule may be edited on: the path follows when it rests. */
const PAUSE_OF_EDITS = 300;
const MOST_FAR = 3;
const NOTHING = "Select a task to see what decides its dates.";
/** Where Escape closes something else first. */
const OTHERS = ".sch-details, .sch-load, .sch-popover, .sch-editor, .sch-link-editor, [role=menu], input[type=search]";

export class PathMode {
  readonly button: HTMLButtonElement;
  readonly element = html("div", { class: "sch-path", role: "group", "aria-label": "Driving path" });
  private readonly said = html("output", { class: "sch-path-said" });
  private readonly far = html("span", { class: "sch-path-far" });
  private readonly branch: number | null;
  private readonly latest = new Latest();
  private on = false;
  private behind = false;
  private stays = false;
  /** The task whose path is shown, and the revision of the plan that it was asked at. */
  private task: number | null = null;
  private asked = "";
  private answer: PathAnswer | null = null;

  /** `opened`: the line above the rows has taken room. */
  constructor(private readonly store: Store, private readonly opened: () => void) {
    this.branch = store.plan?.branch?.id ?? null;
    this.button = button("Driving path", () => this.toggle(), icon("path"));
    this.button.title = "What decides the dates of the selected task (Alt+P)";
    this.button.setAttribute("aria-pressed", "false");
    this.button.hidden = store.payload.shared === true;
    const behind = checkbox("And what waits for it", "Show the tasks whose dates this one decides, too", this.behind, (on) => {
      this.behind = on;
      this.show();
    });
    const stays = checkbox("Stay on this task", "Otherwise the path follows the selection", this.stays, (on) => {
      this.stays = on;
      this.follow();
    });
    const end = button("End the driving path (Esc)", () => this.end(), icon("close"));
    this.element.append(this.said, html("span", { class: "sch-path-choices" }, this.far, behind, stays, end));
  }

  listen(signal: AbortSignal): void {
    onAltKey("KeyP", () => this.button.hidden || this.toggle(), signal);
    const escape = (event: KeyboardEvent): void => {
      if (event.key !== "Escape" || !this.on || (event.target instanceof Element && event.target.closest(OTHERS))) return;
      event.preventDefault();
      event.stopPropagation();
      this.end();
    };
    document.addEventListener("keydown", escape, { capture: true, signal });
    const deaf = this.store.listen((change) => {
      if (this.on && (change === "selection" || change === "rows")) this.follow();
    });
    signal.addEventListener("abort", deaf);
  }

  toggle(): void {
    if (this.on) this.end();
    else {
      this.on = true;
      this.element.toggleAttribute("data-on", true);
      this.button.setAttribute("aria-pressed", "true");
      this.opened();
      this.follow();
    }
  }

  /** Shows the path of a row, from wherever that was asked. */
  showFor(row: number): void {
    this.store.select(row);
    if (!this.on) this.toggle();
  }

  private end(): void {
    const inside = this.element.contains(document.activeElement);
    this.on = false;
    this.task = this.answer = null;
    this.asked = "";
    this.latest.drop();
    this.element.removeAttribute("data-on");
    this.button.setAttribute("aria-pressed", "false");
    this.far.replaceChildren();
    setText(this.said, "The driving path is not shown any more.");
    this.store.showPath(null);
    if (inside) this.button.focus();
  }

  /** Asks for the path that is wanted now, unless it is shown. */
  private follow(): void {
    const { store } = this;
    const { id, kind } = store.payload.tasks;
    const gone = this.task !== null && !id.includes(this.task);
    if (!this.stays || gone || this.task === null) this.task = store.task < 0 || kind[store.task] === Kind.component ? null : id[store.task]!;
    const wanted = `${this.task} ${store.payload.revision}`;
    if (wanted === this.asked) return;
    const edited = this.asked.startsWith(`${this.task} `);
    const first = this.asked === "";
    this.asked = wanted;
    const { task } = this;
    if (task === null) {
      this.latest.drop();
      this.take(null, NOTHING);
      return;
    }
    const address = this.branch === null ? `/api/v1/tasks/${task}/path` : `/api/v1/branches/${this.branch}/path/${task}`;
    this.latest.ask(() => ask<PathAnswer>(address), first ? 0 : edited ? PAUSE_OF_EDITS : PAUSE, (answer) => {
      this.take(answer);
      // Long words take a second line.
      if (first) this.opened();
    }, (why) => this.take(null, why));
  }

  private take(answer: PathAnswer | null, why = ""): void {
    this.answer = answer;
    if (answer) this.show();
    else {
      this.far.replaceChildren();
      setText(this.said, why);
      this.store.showPath(null);
    }
  }

  private show(): void {
    const { answer, behind, store } = this;
    if (!answer) return;
    const path = { answer, behind };
    store.showPath(path);
    const { id, name } = store.payload.tasks;
    setText(this.said, pathWords(path, (task) => name[id.indexOf(task)] ?? answer.names[task]));
    const onPath = tasksOf(path);
    this.showFar(answer.elsewhere.filter(({ task }) => onPath.has(task) && !id.includes(task)));
  }

  /** Ways to where the path goes on: the first task of each other plan. */
  private showFar(tasks: FarTask[]): void {
    const plans = [...new Map(tasks.toReversed().map((each) => [each.component, each])).values()].toReversed();
    const ways = plans.slice(0, MOST_FAR).map(({ component, component_name: plan, task, name }) => html("a", { href: `/c/${component}/schedule/#task-${task}` }, `${plan}: ${name}`));
    const more = plans.length > MOST_FAR ? [`and ${plans.length - MOST_FAR} more plans`] : [];
    this.far.replaceChildren(...(ways.length ? ["Goes on in ", ...ways.flatMap((way, index) => [index ? ", " : "", way]), ...more] : []));
  }
}
