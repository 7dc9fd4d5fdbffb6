// Where bars stood before, or would stand: thin outlines behind today's. Whoever compares hands dates by task to
// `store.showGhosts`; here they become one start and one finish a row, and an outline in each lane.
import { Kind } from "../contract.ts";
import type { Store } from "./store.ts";
import type { TimeScale } from "./timescale.ts";

/** Other dates of some tasks; one index is one task. */
export interface OtherDates {
  id: number[];
  start: (number | null)[];
  finish: (number | null)[];
}

/** The same by row: NaN where a row has none. */
export interface Ghosts {
  readonly start: Float64Array;
  readonly finish: Float64Array;
}

export function ghostsOf(other: OtherDates, ids: readonly number[]): Ghosts {
  const start = new Float64Array(ids.length).fill(Number.NaN);
  const finish = new Float64Array(ids.length).fill(Number.NaN);
  const rowOf = new Map(ids.map((id, row) => [id, row]));
  for (let index = 0; index < other.id.length; index++) {
    const row = rowOf.get(other.id[index]!);
    if (row === undefined) continue;
    start[row] = other.start[index] ?? Number.NaN;
    finish[row] = other.finish[index] ?? Number.NaN;
  }
  return { start, finish };
}

/** Half of an outlined diamond, in pixels: a little more than the milestone's own. */
const DIAMOND = 7.5;

export function paintGhost(element: HTMLElement, store: Store, scale: TimeScale, row: number): void {
  const start = store.ghosts?.start[row] ?? Number.NaN;
  const finish = store.ghosts?.finish[row] ?? Number.NaN;
  element.hidden = Number.isNaN(start) || Number.isNaN(finish);
  if (element.hidden) return;
  const point = store.payload.tasks.kind[row] === Kind.milestone;
  const x = point ? scale.x(finish) - DIAMOND : scale.x(start);
  const width = point ? 2 * DIAMOND : Math.max(3, scale.x(finish) - x);
  element.style.transform = `translateX(${x.toFixed(1)}px)`;
  element.style.width = `${width.toFixed(1)}px`;
}
