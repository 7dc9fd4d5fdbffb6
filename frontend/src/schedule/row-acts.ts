// What the menu of a row offers: to everybody the ways to understand it, to whoever may change it what can be done.
import { Kind } from "../contract.ts";
import type { Editor } from "./edit/editor.ts";
import { outsideLinkLabel } from "./edit/outside-link.ts";
import type { PathMode } from "./path-mode.ts";
import type { RowAct } from "./row-menu.ts";
import type { Store } from "./store.ts";

export function rowActs(store: Store, path: PathMode, editor: Editor | null): RowAct[][] {
  const row = store.task;
  const look: RowAct[] = [{ label: "Details", keys: editor ? "Alt+Enter" : "Enter", act: () => store.showPanel("details") }];
  if (row < 0) return [];
  const { kind, id } = store.payload.tasks;
  if (kind[row] !== Kind.component && !path.button.hidden) {
    look.push({ label: "Driving path", keys: "Alt+P", act: () => path.showFor(row) });
    look.push({ label: "Comments", act: () => location.assign(`/talk/task/${id[row]}/`) });
  }
  if (store.isParent(row)) look.push({ label: store.isCollapsed(row) ? "Expand" : "Collapse", act: () => store.setCollapsed(row, !store.isCollapsed(row)) });
  if (!editor?.commands.mayChange(row)) return [look];
  const { commands } = editor;
  const chain: RowAct[] = store.anchor >= 0 ? [{ label: "Link one behind the other", act: () => commands.chain() }] : [];
  const outside: RowAct[] = store.mode === "project" ? [{ label: outsideLinkLabel(store), act: () => editor.linkOutside(row) }] : [];
  return [
    look,
    [
      { label: "Add a task below", keys: "Ctrl+Enter", act: () => editor.insert("after") },
      { label: "Add a task above", keys: "Ctrl+Shift+Enter", act: () => editor.insert("before") },
      { label: "Duplicate", keys: "Ctrl+Shift+D", act: () => commands.duplicate() },
    ],
    [
      { label: "Indent", keys: "Alt+Shift+\u2192", act: () => commands.indent() },
      { label: "Outdent", keys: "Alt+Shift+\u2190", act: () => commands.outdent() },
      ...chain,
      ...outside,
    ],
    [{ label: "Delete", keys: "Ctrl+Delete", act: () => commands.remove() }],
  ];
}
