// The keys of a grid that is edited, as spreadsheets have them.
import { placeAfter } from "../keyboard.ts";
import type { Store } from "../store.ts";
import type { Commands } from "./commands.ts";

export interface EditTarget {
  store: Store;
  commands: Commands;
  rowsPerPage(): number;
  /** The columns in view, left to right. */
  columnKeys(): string[];
  goTo(row: number, extend: boolean): void;
  edit(typed: string | null): void;
  insert(where: "after" | "before"): void;
}

/** Returns whether the key meant something here. */
export function handleEditKey(event: KeyboardEvent, target: EditTarget): boolean {
  const control = event.ctrlKey || event.metaKey;
  const done = event.altKey && event.shiftKey && !control ? outlineKey(event, target)
    : control && !event.altKey ? controlKey(event, target)
    : !control && !event.altKey ? plainKey(event, target)
    : false;
  if (done) event.preventDefault();
  return done;
}

function outlineKey(event: KeyboardEvent, { commands }: EditTarget): boolean {
  if (event.key === "ArrowRight") commands.indent();
  else if (event.key === "ArrowLeft") commands.outdent();
  else if (event.key === "ArrowUp") commands.shift(-1);
  else if (event.key === "ArrowDown") commands.shift(1);
  else return false;
  return true;
}

function controlKey(event: KeyboardEvent, target: EditTarget): boolean {
  const { store, commands } = target;
  const key = event.key.toLowerCase();
  const row = store.selected;
  if (key === "z" && event.shiftKey) commands.redo();
  else if (key === "z") commands.undo();
  else if (key === "y") commands.redo();
  else if (key === "d" && event.shiftKey) commands.duplicate();
  else if (key === "d") commands.fillDown();
  else if (key === "enter") target.insert(event.shiftKey ? "before" : "after");
  else if (key === "delete" || key === "backspace") commands.remove();
  else if (key === "a") {
    target.goTo(store.visible[0] ?? -1, false);
    target.goTo(store.visible.at(-1) ?? -1, true);
  } else if (key === "arrowright" && row >= 0) store.setCollapsed(row, false);
  else if (key === "arrowleft" && row >= 0) store.setCollapsed(row, true);
  else if (key === "home") target.goTo(store.visible[0] ?? -1, event.shiftKey);
  else if (key === "end") target.goTo(store.visible.at(-1) ?? -1, event.shiftKey);
  else return false;
  return true;
}

function plainKey(event: KeyboardEvent, target: EditTarget): boolean {
  const { store } = target;
  const { key } = event;
  if (key === "ArrowRight" || key === "ArrowLeft" || key === "Home" || key === "End") return sideways(event, target);
  if (key === "Enter" || key === "F2") target.edit(null);
  else if (key === "Insert") target.insert("before");
  else if (key === "Delete" || key === "Backspace") target.commands.clear();
  else if (key === "Escape" && (store.anchor >= 0 || store.anchorColumn !== null)) {
    store.setColumn(store.column, false);
    target.goTo(store.selected, false);
  } else if ([...key].length === 1 && !(key === " " && event.shiftKey)) target.edit(key);
  else {
    const row = store.selected >= 0 ? store.selected : (store.visible[0] ?? -1);
    const place = row < 0 ? -1 : placeAfter(key, store.position[row]!, store.visible.length, target.rowsPerPage());
    if (place < 0) return false;
    target.goTo(store.visible[place]!, event.shiftKey);
  }
  return true;
}

function sideways(event: KeyboardEvent, target: EditTarget): boolean {
  const { store } = target;
  const keys = target.columnKeys();
  const at = Math.max(0, keys.indexOf(store.column));
  const to: Record<string, number> = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: keys.length - 1 };
  const column = keys[Math.min(keys.length - 1, Math.max(0, to[event.key]!))];
  if (column === undefined) return false;
  store.setColumn(column, event.shiftKey);
  target.goTo(store.selected >= 0 ? store.selected : (store.visible[0] ?? -1), event.shiftKey);
  return true;
}
