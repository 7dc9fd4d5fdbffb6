// The cell "predecessors": rows by their numbers, with type and lag, as people type them.
import type { Store } from "./store.ts";

const types = ["FS", "SS", "FF", "SF"];

/** "12; 14SS+2d": the type is left out where it is the usual one and there is no lag. */
export function predecessorsText(store: Store, row: number): string {
  const { links } = store.payload;
  const texts: string[] = [];
  for (const link of store.links.of(row)) {
    if (links.to[link] !== row) continue;
    const plain = links.type[link] === 0 && !links.lag[link];
    texts.push(`${links.from[link]! + 1}${plain ? "" : `${types[links.type[link]!]}${links.lag[link]}`}`);
  }
  return texts.join("; ");
}
