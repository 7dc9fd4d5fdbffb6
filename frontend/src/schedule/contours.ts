// How the work of who works on a task lies over its time: the shapes that Microsoft Project knows.
import { namesIn } from "../lib/assigned.ts";
import { Kind } from "../contract.ts";
import type { Store } from "./store.ts";

export const SHAPES: Readonly<Record<string, string>> = {
  flat: "Flat", back_loaded: "Back loaded", front_loaded: "Front loaded", double_peak: "Double peak", early_peak: "Early peak", late_peak: "Late peak", bell: "Bell", turtle: "Turtle",
  contoured: "By hand",
};

export interface Shaped {
  name: string;
  contour: string;
}

/** Who does work on a task, and how it lies; material and costs have no hours. */
export function contoursOf(store: Store, row: number): Shaped[] {
  const { plan } = store;
  if (!plan || plan.tasks.kind[row] !== Kind.task) return [];
  const work = plan.tasks.resource_work?.[row] ?? [];
  const contours = plan.tasks.contours?.[row];
  const people = namesIn(plan.tasks.resources[row]!).map((name, place) => ({ name, contour: contours?.[place] ?? "flat", works: (work[place] ?? 0) > 0 }));
  return people.filter(({ name, works }) => name && works).map(({ name, contour }) => ({ name, contour }));
}

/** What is typed to give one of them another contour: "Anna [Bell]; Crane [Turtle]". */
export function contourText(people: Shaped[], name: string, contour: string): string {
  const after = people.map((each) => (each.name === name ? { name, contour } : each)).filter((each) => each.contour !== "flat");
  return after.map((each) => `${quoted(each.name)} [${SHAPES[each.contour] ?? each.contour}]`).join("; ");
}

function quoted(name: string): string {
  return /[;"[\]]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}
