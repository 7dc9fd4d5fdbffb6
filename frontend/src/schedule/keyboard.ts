// The keys of an ARIA treegrid, and the few of a drawing. What a key means is decided here; the view does it.
import type { Store } from "./store.ts";

export interface KeyTarget {
  store: Store;
  rowsPerPage(): number;
  goTo(row: number): void;
  zoom(factor: number): void;
  focusFind(): void;
}

/** Place in the outline that a key leads to, or -1 if the key leads nowhere. */
export function placeAfter(key: string, place: number, count: number, page: number): number {
  const moves: Record<string, number> = {
    ArrowDown: place + 1,
    ArrowUp: place - 1,
    PageDown: place + page,
    PageUp: place - page,
    Home: 0,
    End: count - 1,
  };
  const to = moves[key];
  return to === undefined || count === 0 ? -1 : Math.min(count - 1, Math.max(0, to));
}

export function handleKey(event: KeyboardEvent, target: KeyTarget): void {
  const { store } = target;
  if (handleAnywhere(event, target)) return;
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const row = store.current;
  if (row < 0) return;
  const place = placeAfter(event.key, store.position[row]!, store.visible.length, target.rowsPerPage());
  if (place >= 0) target.goTo(store.visible[place]!);
  else if (event.key === "ArrowRight") open(target, row);
  else if (event.key === "ArrowLeft") close(target, row);
  else if (event.key === "Enter") {
    target.goTo(row);
    store.showPanel("details");
  } else if (event.key === " ") target.goTo(row);
  else return;
  event.preventDefault();
}

function handleAnywhere(event: KeyboardEvent, target: KeyTarget): boolean {
  const { store } = target;
  // A second Ctrl-F, with the focus in the find box, is left to the browser.
  if ((event.ctrlKey || event.metaKey) && event.key === "f") target.focusFind();
  else if (event.ctrlKey || event.metaKey || event.altKey) return false;
  else if (event.key === "+" || event.key === "=") target.zoom(1.5);
  else if (event.key === "-") target.zoom(1 / 1.5);
  else if (event.key === "Escape" && store.panel !== null) store.showPanel(null);
  else return false;
  event.preventDefault();
  return true;
}

function open(target: KeyTarget, row: number): void {
  const { store } = target;
  if (!store.isParent(row)) return;
  const next = store.visible[store.position[row]! + 1];
  if (store.isCollapsed(row)) store.setCollapsed(row, false);
  else if (next !== undefined && store.depth(next) > store.depth(row)) target.goTo(next);
}

function close(target: KeyTarget, row: number): void {
  const { store } = target;
  const parent = store.above(row);
  if (store.isParent(row) && !store.isCollapsed(row)) store.setCollapsed(row, true);
  else if (parent >= 0) target.goTo(parent);
}
