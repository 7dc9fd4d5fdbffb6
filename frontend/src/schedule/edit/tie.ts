// Type and lag of a dependency: the two fields in which they are chosen, and the dependencies that can be edited with
// them: those between two rows, and those with a task of another plan.
import { html } from "../../lib/dom.ts";
import type { Store } from "../store.ts";

export const TYPES: [string, string][] = [
  ["FS", "Finish to start"],
  ["SS", "Start to start"],
  ["FF", "Finish to finish"],
  ["SF", "Start to finish"],
];

export interface Tie {
  type: string;
  /** As people write it: "+2d". */
  lag: string;
}

/** A dependency as it is edited in place. */
export interface Tied extends Tie {
  id: number;
  from: string;
  to: string;
  /** It is read here, not changed. */
  locked: boolean;
}

/** The server reads what is typed as behind the number of a predecessor: "SS+2d" in the second field says it all. */
export function tieFields({ type, lag }: Tie = { type: "FS", lag: "" }): { type: HTMLSelectElement; lag: HTMLInputElement; read(): Tie } {
  const select = html("select", { class: "sch-select", name: "type" }, ...TYPES.map(([value, words]) => html("option", { value }, words)));
  select.value = type;
  const input = html("input", { class: "sch-input", name: "lag", placeholder: "+2d, -4h, +50%", autocomplete: "off", size: "9" });
  input.value = lag;
  return { type: select, lag: input, read: () => ({ type: select.value, lag: input.value.trim() }) };
}

/** As it is typed behind the number of a predecessor: "SS+2d". */
export function tieText(type: number, lag: string | undefined): string {
  return `${TYPES[type]![0]}${lag ?? ""}`;
}

export function tiedRows({ payload }: Store, link: number, locked: boolean): Tied {
  const { links, tasks } = payload;
  const name = (row: number): string => tasks.name[row] || "(no name)";
  return { id: links.id[link]!, from: name(links.from[link]!), to: name(links.to[link]!), type: TYPES[links.type[link]!]![0], lag: links.lag[link]!, locked };
}

/** A dependency with a task of another plan, both ends of which the reader sees; null for others. */
export function tiedOutside({ payload }: Store, end: number): Tied | null {
  const { outside, tasks } = payload;
  const id = outside.id?.[end] ?? null;
  if (id === null) return null;
  const names = [outside.label[end]!, tasks.name[outside.row[end]!] || "(no name)"];
  const [from, to] = outside.incoming[end] ? names : names.toReversed();
  return { id, from: from!, to: to!, type: TYPES[outside.type[end]!]![0], lag: outside.lag[end]!, locked: false };
}
