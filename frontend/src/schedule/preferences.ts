// What the reader arranged, kept in the browser per mode. A browser that stores nothing is no error.
import { usuallyHidden, type Mode } from "./columns.ts";

export type Panes = "both" | "table" | "drawing";
export interface Preferences {
  gridWidth: number | null;
  hidden: string[];
  panes: Panes;
}

const key = (mode: Mode): string => `headway.schedule.${mode}`;

export function readPreferences(mode: Mode): Preferences {
  const usual: Preferences = { gridWidth: null, hidden: [...usuallyHidden], panes: "both" };
  try {
    const kept = JSON.parse(localStorage.getItem(key(mode)) ?? "{}") as Partial<Preferences>;
    if (typeof kept.gridWidth === "number" && kept.gridWidth > 0) usual.gridWidth = kept.gridWidth;
    if (Array.isArray(kept.hidden)) usual.hidden = kept.hidden.filter((name) => typeof name === "string");
    if (kept.panes === "table" || kept.panes === "drawing") usual.panes = kept.panes;
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
