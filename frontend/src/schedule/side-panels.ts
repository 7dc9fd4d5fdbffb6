// The panels at the right of the drawing, one open at a time. Whoever adds one adds it to `panelsOf`: its button in the
// toolbar, opening and closing, focus and the room that it takes follow from that.
import { Details } from "./details.ts";
import type { icon } from "../lib/icons.ts";
import type { Store } from "./store.ts";

export interface SidePanel {
  /** What `store.panel` says while it is open. */
  readonly key: string;
  readonly label: string;
  /** What the reader is told who points at its button. */
  readonly hint: string;
  readonly icon: Parameters<typeof icon>[0];
  readonly element: HTMLElement;
  /** Brings its content up to date with the store. Called only while it is open. */
  show(): void;
}

export interface PanelHost {
  readonly store: Store;
  /** Selects and brings row and bar into view; the focus stays in the panel. */
  goTo(row: number): void;
}

export function panelsOf(host: PanelHost): SidePanel[] {
  return [new Details(host.store, (row) => host.goTo(row))];
}

export class SidePanels {
  readonly all: SidePanel[];

  constructor(private readonly store: Store, host: PanelHost, home: HTMLElement) {
    this.all = panelsOf(host);
    for (const { element } of this.all) {
      element.hidden = true;
      home.append(element);
    }
  }

  /** Whether the focus is in one of them. */
  get focused(): boolean {
    return this.all.some(({ element }) => element.contains(document.activeElement));
  }

  show(): void {
    for (const panel of this.all) {
      panel.element.hidden = panel.key !== this.store.panel;
      if (!panel.element.hidden) panel.show();
    }
  }
}
