// The panel that is open stands in the address, so that a link opens it: ?moved=2026-11-01, ?problems, ?baselines.
import type { SidePanel } from "./side-panels.ts";

/** Hands panels what the address says of them; returns the key of the one to open. */
export function readAddress(panels: readonly SidePanel[]): string | null {
  const said = new URLSearchParams(location.search);
  for (const panel of panels) {
    const words = said.get(panel.key);
    if (words === null || panel.query === undefined) continue;
    if (words) panel.query = words;
    return panel.key;
  }
  return null;
}

export function writeAddress(panels: readonly SidePanel[], open: string | null): void {
  const address = new URL(location.href);
  for (const panel of panels) {
    if (panel.query === undefined) continue;
    if (panel.key === open) address.searchParams.set(panel.key, panel.query);
    else address.searchParams.delete(panel.key);
  }
  if (address.href !== location.href) history.replaceState(history.state, "", address);
}
