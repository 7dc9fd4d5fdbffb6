// What the find box hits, in the order of the page.
import type { Sequence } from "./rows-shown.ts";
import type { Store } from "./store.ts";

/** Lines let through by the filter, folded or not, whose name, WBS number or resources contain the words. */
export function linesWith(words: string, store: Store, { keep, order, groups }: Sequence): Int32Array<ArrayBuffer> {
  const lines = groups ? groups.flatMap((group) => [...group.lines]) : order;
  const { name, wbs, resources } = store.payload.tasks;
  const found: number[] = [];
  for (let place = 0; place < (lines?.length ?? store.count); place++) {
    const line = lines ? lines[place]! : place;
    const row = store.rowOf(line);
    if (keep && !keep[row]) continue;
    if (`${wbs[row]}\n${name[row]}\n${resources[row]}`.toLocaleLowerCase().includes(words)) found.push(line);
  }
  return Int32Array.from(found);
}

/** The match after (+1) or before (-1) a place in the order of the page, round the end; -1 without matches. */
export function matchBeside(found: Int32Array, rank: Int32Array, at: number, direction: 1 | -1): number {
  if (!found.length) return -1;
  if (direction === 1) return found.find((line) => rank[line]! > at) ?? found[0]!;
  return found.findLast((line) => rank[line]! < at) ?? found[found.length - 1]!;
}
