// The row of controls above the schedule. It tells the view what is wanted and shows what is.
import { html, setText } from "../lib/dom.ts";
import { icon } from "../lib/icons.ts";
import type { Mode } from "./columns.ts";
import { button, popover } from "./controls.ts";
import type { Panes } from "./preferences.ts";
import type { SidePanel } from "./side-panels.ts";
import type { Store } from "./store.ts";
import { nearestZoom, zooms } from "./timescale.ts";

export interface Controls {
  readonly mode: Mode;
  readonly store: Store;
  readonly panels: SidePanel[];
  /** Menus about what the rows and columns are. */
  readonly menus: HTMLElement[];
  /** The buttons of editing and what became of the last edit, where the plan can be edited. */
  readonly editing: HTMLElement[];
  goTo(row: number): void;
  zoom(factor: number): void;
  zoomTo(pixelsPerDay: number): void;
  fit(): void;
  goToNow(): void;
  setPanes(panes: Panes): void;
}

export class Toolbar {
  readonly element = html("div", { class: "sch-toolbar", role: "group", "aria-label": "Schedule tools" });
  private readonly search = html("input", { type: "search", class: "sch-find", placeholder: "Find", "aria-label": "Find in this schedule", autocomplete: "off", spellcheck: "false" });
  private readonly found = html("output", { class: "sch-found" });
  private readonly scale = html("select", { class: "sch-select", "aria-label": "Time scale" });
  private readonly critical = html("button", { type: "button", class: "sch-button", "aria-pressed": "false" }, "Critical only");
  private readonly panels = new Map<string, HTMLButtonElement>();
  private readonly panes = new Map<Panes, HTMLButtonElement>();
  private previous!: HTMLButtonElement;
  private next!: HTMLButtonElement;

  constructor(private readonly controls: Controls) {
    this.element.append(...controls.editing, this.findGroup(), this.paneGroup(), this.zoomGroup(), this.filterGroup());
  }

  focusFind(): void {
    this.search.focus();
    this.search.select();
  }

  show(pixelsPerDay: number, panes: Panes): void {
    const { store } = this.controls;
    const name = nearestZoom(pixelsPerDay);
    if (this.scale.value !== name) this.scale.value = name;
    this.critical.setAttribute("aria-pressed", String(store.wishes.presets.includes("critical")));
    for (const panel of this.controls.panels) this.showPanelButton(panel);
    for (const [key, element] of this.panes) element.setAttribute("aria-pressed", String(key === panes));
    const total = store.matches.length;
    const at = store.matches.indexOf(store.selected);
    const place = at < 0 ? `${total} found` : `${at + 1} of ${total}`;
    setText(this.found, !store.query ? "" : total ? place : "Nothing found");
    this.previous.disabled = this.next.disabled = total === 0;
    this.previous.hidden = this.next.hidden = this.found.hidden = !store.query;
  }

  private findGroup(): HTMLElement {
    const { controls } = this;
    const go = (direction: 1 | -1): void => {
      const row = controls.store.nextMatch(direction);
      if (row >= 0) controls.goTo(row);
    };
    this.previous = button("Previous match", () => go(-1), icon("previous"));
    this.next = button("Next match", () => go(1), icon("next"));
    this.search.addEventListener("input", () => controls.store.find(this.search.value));
    this.search.addEventListener("keydown", (event) => {
      if (event.key === "Enter") go(event.shiftKey ? -1 : 1);
      else if (event.key === "Escape" && this.search.value) {
        this.search.value = "";
        controls.store.find("");
      } else return;
      event.preventDefault();
    });
    return html("div", { class: "sch-group sch-find-group" }, this.search, this.found, this.previous, this.next);
  }

  private filterGroup(): HTMLElement {
    const { store, mode } = this.controls;
    this.critical.addEventListener("click", () => store.togglePreset("critical"));
    const expand = button("Expand all", () => store.collapseFrom(Number.POSITIVE_INFINITY), icon("expand"));
    const collapse = button("Collapse all", () => store.collapseFrom(0), icon("collapse"));
    const group = html("div", { class: "sch-group" }, expand, collapse);
    if (mode === "project") group.append(this.critical);
    group.append(...this.controls.menus, this.key(), ...this.controls.panels.map((panel) => this.panelButton(panel)));
    return group;
  }

  private panelButton(panel: SidePanel): HTMLElement {
    const element = button(panel.label, () => this.controls.store.togglePanel(panel.key), icon(panel.icon));
    element.title = panel.hint;
    element.setAttribute("aria-pressed", "false");
    if (panel.badge) {
      element.append(panel.badge);
    }
    this.panels.set(panel.key, element);
    return element;
  }

  private showPanelButton({ key, label, badge }: SidePanel): void {
    const element = this.panels.get(key)!;
    element.setAttribute("aria-pressed", String(key === this.controls.store.panel));
    if (badge) element.setAttribute("aria-label", badge.hidden ? label : `${label}: ${badge.textContent}`);
  }

  private key(): HTMLElement {
    const sample = (look: string, words: string): HTMLElement =>
      html("p", { class: "sch-key" }, html("span", { class: "sch-sample", "data-look": look }), words);
    const common = [sample("promise", "Promised for a hand-off"), sample("asked", "Not accepted yet"), sample("milestone", "Milestone"), sample("baseline", "Baseline"), sample("sure", "P50 to P80 finish, while shown; dashed of an earlier state"), sample("today", "Today"), sample("status", "Status date")];
    const own =
      this.controls.mode === "project"
        ? [sample("task", "Task, darker where done"), sample("critical", "Critical task"), sample("summary", "Summary"), sample("earlier", "Earlier dates, while compared"), sample("path", "Driving path, while shown"), sample("deadline", "Deadline"), sample("range", "Finish at best and at worst, while shown"), sample("off", "Days off")]
        : [sample("green", "On track"), sample("amber", "At risk"), sample("red", "Off track")];
    return popover("Key", ...own, ...common);
  }

  private paneGroup(): HTMLElement {
    const group = html("div", { class: "sch-group sch-segment", role: "group", "aria-label": "Show" });
    for (const [panes, label] of [["table", "Table"], ["both", "Both"], ["drawing", "Drawing"]] as const) {
      const element = html("button", { type: "button", class: "sch-button", "aria-pressed": "false" }, label);
      element.addEventListener("click", () => this.controls.setPanes(panes));
      this.panes.set(panes, element);
      group.append(element);
    }
    return group;
  }

  private zoomGroup(): HTMLElement {
    const { controls } = this;
    for (const zoom of zooms) this.scale.append(html("option", { value: zoom.name }, zoom.name));
    this.scale.addEventListener("change", () => {
      const zoom = zooms.find(({ name }) => name === this.scale.value);
      if (zoom) controls.zoomTo(zoom.pixelsPerDay);
    });
    return html(
      "div",
      { class: "sch-group sch-zoom" },
      button("Zoom out (\u2212)", () => controls.zoom(1 / 1.5), icon("minus")),
      this.scale,
      button("Zoom in (+)", () => controls.zoom(1.5), icon("plus")),
      button("Fit the whole plan", () => controls.fit(), icon("fit")),
      button("Now: go to the status date or today", () => controls.goToNow(), "Now"),
    );
  }
}
