// Views of this schedule as the server keeps them, and how what is on the page becomes one and follows one.
import type { Arrangement } from "./arrangement.ts";
import type { Panes } from "./preferences.ts";
import { noWishes, type Wishes } from "./rows-shown.ts";
import type { Store } from "./store.ts";

export interface Layout extends Wishes {
  columns: string[] | null;
  widths: Record<string, number>;
  panes: Panes;
  grid_width: number | null;
  pixels_per_day: number | null;
  /** Of the pane under the schedule; null leaves it as it is. Its periods follow the time scale. */
  load_open: boolean | null;
  load_resource: number | null;
}

export interface SavedView {
  id: number;
  name: string;
  shared: boolean;
  mine: boolean;
  owner: string;
  version: number;
  layout: Layout;
}

const usual: Layout = { ...noWishes, columns: null, widths: {}, panes: "both", grid_width: null, pixels_per_day: null, load_open: null, load_resource: null };

/** Why the server refused, in its own words. */
export class Refused extends Error {}

export class SavedViews {
  all: SavedView[] = [];
  /** The one that the reader begins with. */
  begins: number | null = null;
  mayShare = false;
  /** The one that was opened last. */
  current: SavedView | null = null;
  private readonly home: string;

  constructor(
    private readonly store: Store,
    private readonly arrangement: Arrangement,
    private readonly csrf: string,
  ) {
    this.home = `/api/v1/components/${store.payload.component.id}`;
  }

  /** Opens the view that the address names, else the one that the reader begins with. */
  async start(): Promise<void> {
    await this.load();
    const named = Number(new URL(location.href).searchParams.get("view"));
    const first = this.all.find(({ id }) => id === (named || this.begins));
    if (first) this.open(first);
  }

  open(view: SavedView | null): void {
    this.current = view;
    const { columns, widths, panes, grid_width: gridWidth, pixels_per_day: pixelsPerDay, load_open: loadOpen, load_resource: loadResource, ...wishes } = { ...usual, ...view?.layout };
    const { presets, conditions, sort, group } = wishes;
    const load = loadOpen === null ? {} : { loadOpen, loadResource };
    this.arrangement.change({ columns, widths, panes, gridWidth, ...load });
    if (pixelsPerDay !== null) this.arrangement.zoomTo(pixelsPerDay);
    this.store.wish({ presets, conditions, sort, group });
    const address = new URL(location.href);
    if (view) address.searchParams.set("view", String(view.id));
    else address.searchParams.delete("view");
    history.replaceState(history.state, "", address);
  }

  /** What is on the page now. */
  layout(): Layout {
    const { columns, widths, panes, gridWidth, loadOpen, loadResource } = this.arrangement.preferences;
    const rounded = Object.fromEntries(Object.entries(widths).map(([key, width]) => [key, Math.round(width)]));
    return { ...this.store.wishes, columns, widths: rounded, panes, grid_width: gridWidth, pixels_per_day: this.arrangement.pixelsPerDay, load_open: loadOpen, load_resource: loadResource };
  }

  mayChange(view: SavedView): boolean {
    return view.mine || (view.shared && this.mayShare);
  }

  async saveAs(name: string): Promise<void> {
    const made = (await this.ask("POST", `${this.home}/views`, { name, layout: this.layout() })) as SavedView;
    await this.load();
    this.open(this.all.find(({ id }) => id === made.id) ?? null);
  }

  async change(view: SavedView, values: Partial<Pick<SavedView, "name" | "layout" | "shared">>): Promise<void> {
    await this.ask("PATCH", `/api/v1/views/${view.id}`, { version: view.version, ...values });
    await this.load();
  }

  async remove(view: SavedView): Promise<void> {
    await this.ask("DELETE", `/api/v1/views/${view.id}`);
    await this.load();
    if (this.current === null) this.open(null);
  }

  async beginWith(view: SavedView | null): Promise<void> {
    this.take((await this.ask("PUT", `${this.home}/default-view`, { view: view?.id ?? null })) as Told);
  }

  private async load(): Promise<void> {
    this.take((await this.ask("GET", `${this.home}/views`)) as Told);
  }

  private take(told: Told): void {
    this.all = told.views;
    this.begins = told.default;
    this.mayShare = told.may_share;
    this.current = this.all.find(({ id }) => id === this.current?.id) ?? null;
  }

  private async ask(method: string, address: string, body?: object): Promise<unknown> {
    const headers = { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": this.csrf };
    const response = await fetch(address, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) }).catch(() => null);
    if (!response) throw new Refused("The server does not answer. Check the connection.");
    if (response.status === 204) return null;
    const said = (await response.json().catch(() => null)) as { error?: { title?: string } } | null;
    if (!response.ok) throw new Refused(said?.error?.title ?? `The server could not do it (it answered ${response.status}).`);
    return said;
  }
}

interface Told {
  views: SavedView[];
  default: number | null;
  may_share: boolean;
}
