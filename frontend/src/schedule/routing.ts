// Right-angled ways from bar to bar. Pure: points in, path data out.
import { Link } from "../contract.ts";

export interface End {
  x: number;
  y: number;
  /** 1: the line leaves or arrives on the right side of the bar (its finish); -1: on the left (its start). */
  side: 1 | -1;
}
export type Point = [x: number, y: number];

/** Room between a bar and the first bend. */
export const STUB = 7;

/** Which side of the predecessor and of the successor a link type ties together. */
export function sidesOf(type: number): [from: 1 | -1, to: 1 | -1] {
  const from = type === Link.FS || type === Link.FF ? 1 : -1;
  const to = type === Link.FF || type === Link.SF ? 1 : -1;
  return [from, to];
}

/** Corners from `from` to `to`. `halfRow` is the way from the middle of a row to the gap between rows. */
export function route(from: End, to: End, halfRow: number): Point[] {
  const out = from.x + from.side * STUB;
  const back = to.x + to.side * STUB;
  // From start to start or finish to finish a straight bend runs along a bar's own label: only where both are level.
  const level = from.side === to.side && out === back;
  const room = from.side !== to.side && (from.side === 1 ? back >= out : back <= out);
  if (level || room) return [[from.x, from.y], [out, from.y], [out, to.y], [to.x, to.y]];
  // Else through the gap beside the successor's row, where no bar and no label stands.
  const gap = to.y + (from.y <= to.y ? -halfRow : halfRow);
  return [[from.x, from.y], [out, from.y], [out, gap], [back, gap], [back, to.y], [to.x, to.y]];
}

/** Path data with corners rounded by up to `radius`. */
export function pathData(points: Point[], radius = 3): string {
  const [first, ...rest] = points;
  let data = `M${round(first![0])} ${round(first![1])}`;
  for (let index = 0; index < rest.length; index++) {
    const before = points[index]!;
    const corner = rest[index]!;
    const after = rest[index + 1];
    const bend = after ? Math.min(radius, reach(before, corner) / 2, reach(corner, after) / 2) : 0;
    if (!after || bend < 0.5) {
      data += `L${round(corner[0])} ${round(corner[1])}`;
      continue;
    }
    const enter = towards(corner, before, bend);
    const leave = towards(corner, after, bend);
    data += `L${round(enter[0])} ${round(enter[1])}Q${round(corner[0])} ${round(corner[1])} ${round(leave[0])} ${round(leave[1])}`;
  }
  return data;
}

/** How far a place is from a way of level and upright lines. */
export function distance(points: Point[], [x, y]: Point): number {
  let least = Infinity;
  for (let index = 1; index < points.length; index++) {
    const [one, other] = [points[index - 1]!, points[index]!];
    const dx = Math.max(Math.min(one[0], other[0]) - x, 0, x - Math.max(one[0], other[0]));
    const dy = Math.max(Math.min(one[1], other[1]) - y, 0, y - Math.max(one[1], other[1]));
    least = Math.min(least, Math.hypot(dx, dy));
  }
  return least;
}

/** A filled triangle whose tip touches the bar. */
export function arrowHead(to: End): string {
  const back = to.side * 5;
  return `M${round(to.x)} ${round(to.y)}l${back} -3.5v7z`;
}

function reach(a: Point, b: Point): number {
  return Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]);
}

function towards(from: Point, to: Point, distance: number): Point {
  return [from[0] + Math.sign(to[0] - from[0]) * distance, from[1] + Math.sign(to[1] - from[1]) * distance];
}

function round(value: number): number {
  return Math.round(value * 2) / 2;
}
