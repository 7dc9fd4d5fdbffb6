// The panels at the right of the drawing, one open at a time. Whoever adds one adds it to `panelsOf`: its button in the
// toolbar, opening and closing, focus and the room that it takes follow from that.
import type { icon } from "../lib/icons.ts";
import { readAddress, writeAddress } from "./address.ts";
import { BaselinesPanel } from "./baselines.ts";
import { Details } from "./details.ts";
import type { Tied } from "./edit/tie.ts";
import { MovedPanel } from "./moved.ts";
import { ProblemsPanel } from "./problems.ts";
import type { Store } from "./store.ts";

export interface SidePanel {
  /** What `store.panel` says while it is open. */
  readonly key: string;
  readonly label: string;
  /** What the reader is told who points at its button. */
  readonly hint: string;
  readonly icon: Parameters<typeof icon>[0];
  readonly element: HTMLElement;
  /** Stands beside the icon of its button, and in its name. */
  readonly badge?: HTMLElement;
  /** What the address says while it is open, behind its key; left out where it does not stand in the address. */
  query?: string;
  /** Brings its content up to date with the store. Called only while it is open. */
  show(): void;
  /** Called once when it was open and is not any more. */
  hide?(): void;
}

export interface PanelHost {
  readonly store: Store;
  /** Selects and brings row and bar into view; the focus stays in the panel. */
  goTo(row: number): void;
  /** Proves to the server that this page asks. */
  readonly csrf: string;
  /** To be called by a panel whose badge is another one now. */
  badgeChanged(): void;
  /** To be called by a panel whose `query` is another one now. */
  addressChanged(): void;
  /** Types into a cell, as in the table; null where nothing is edited. */
  setCell: ((row: number, column: string, text: string) => void) | null;
  /** Opens a dependency to be edited; null where nothing is edited. */
  editLink: ((link: number, beside: Element) => void) | null;
  /** Links of rows with tasks of other plans, asked for and edited; null where nothing is edited. */
  outsideLinks: { ask(row: number): void; edit(tied: Tied, beside: Element): void } | null;
}

export function panelsOf(host: PanelHost): SidePanel[] {
  const details = new Details(host);
  if (!host.store.plan || host.store.mode === "roadmap") return [details];
  const moved = new MovedPanel(host);
  return [details, moved, new BaselinesPanel(host, (since) => moved.compare(since)), new ProblemsPanel(host)];
}

export class SidePanels {
  readonly all: SidePanel[];

  private shown: SidePanel | null = null;

  constructor(private readonly store: Store, host: Omit<PanelHost, "addressChanged">, home: HTMLElement) {
    this.all = panelsOf({ ...host, addressChanged: () => writeAddress(this.all, store.panel) });
    for (const { element } of this.all) {
      element.hidden = true;
      home.append(element);
    }
  }

  /** Whether the focus is in one of them. */
  get focused(): boolean {
    return this.all.some(({ element }) => element.contains(document.activeElement));
  }

  /** Opens the one that the address asks for. */
  openAsked(): void {
    const key = readAddress(this.all);
    if (key !== null) this.store.showPanel(key);
  }

  show(): void {
    const open = this.all.find(({ key }) => key === this.store.panel) ?? null;
    const before = this.shown;
    if (before !== open) {
      this.shown = open;
      for (const panel of this.all) panel.element.hidden = panel !== open;
      writeAddress(this.all, open?.key ?? null);
      before?.hide?.();
    }
    open?.show();
  }
}
