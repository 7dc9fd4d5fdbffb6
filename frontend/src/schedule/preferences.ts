// How the reader arranged the schedule; kept on their machine, not in the plan. Storage may be blocked: then usual.
import type { Chosen, Mode } from "./columns.ts";

export type Panes = "both" | "table" | "drawing";
export interface Preferences extends Chosen {
  gridWidth: number | null;
  panes: Panes;
  /** Whether bars show how far estimates reach. */
  ranges: boolean;
  /** Whether bars show the P50 and the P80 finish. */
  sure: boolean;
  /** The pane under the schedule: whether it is open, and its height in pixels. */
  loadOpen: boolean;
  loadHeight: number | null;
  /** Whose load it shows; the most overloaded one's, where that is nobody of the plan. */
  loadResource: number | null;
}

const key = (mode: Mode): string => `headway.schedule.${mode}`;

export function readPreferences(mode: Mode): Preferences {
  const usual: Preferences = { gridWidth: null, panes: "both", ranges: false, sure: false, loadOpen: false, loadHeight: null, loadResource: null, columns: null, widths: {} };
  try {
    const kept = JSON.parse(localStorage.getItem(key(mode)) ?? "{}") as Partial<Preferences>;
    if (typeof kept.gridWidth === "number" && kept.gridWidth > 0) usual.gridWidth = kept.gridWidth;
    usual.ranges = kept.ranges === true;
    usual.sure = kept.sure === true;
    usual.loadOpen = kept.loadOpen === true;
    if (typeof kept.loadHeight === "number" && kept.loadHeight > 0) usual.loadHeight = kept.loadHeight;
    if (typeof kept.loadResource === "number") usual.loadResource = kept.loadResource;
    if (Array.isArray(kept.columns)) usual.columns = kept.columns.filter((name) => typeof name === "string");
    if (kept.panes === "table" || kept.panes === "drawing") usual.panes = kept.panes;
    for (const [name, width] of Object.entries(kept.widths ?? {})) if (typeof width === "number" && width > 0) usual.widths[name] = width;
  } catch {
    // Storage is forbidden, or holds what an older release wrote: start from the usual arrangement.
  }
  return usual;
}

export function keepPreferences(mode: Mode, preferences: Preferences): void {
  try {
    localStorage.setItem(key(mode), JSON.stringify(preferences));
  } catch {
    // Storage is forbidden or full: the arrangement lasts until the page is left.
  }
}
