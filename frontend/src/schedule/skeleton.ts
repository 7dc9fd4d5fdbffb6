// The fixed elements of the schedule: one scroller, a table that sticks to its left, a drawing beside it.
import { html } from "../lib/dom.ts";
import type { Mode } from "./columns.ts";

export interface Skeleton {
  root: HTMLElement;
  main: HTMLElement;
  scroller: HTMLElement;
  canvas: HTMLElement;
  grid: HTMLElement;
  gridHead: HTMLElement;
  gridRows: HTMLElement;
  drawing: HTMLElement;
  lanes: HTMLElement;
  /** As high as one row is in the reader's density. */
  probe: HTMLElement;
  noRows: HTMLElement;
}

export function buildSkeleton(name: string, mode: Mode, editable: boolean): Skeleton {
  const gridHead = html("div", { role: "rowgroup", class: "sch-grid-head" });
  const gridRows = html("div", { role: "rowgroup", class: "sch-grid-rows" });
  const label = `${mode === "roadmap" ? "Roadmap" : "Schedule"} of ${name}`;
  const grid = html("div", { role: "treegrid", class: "sch-grid", "aria-label": label, "aria-readonly": String(!editable), "aria-multiselectable": String(editable) }, gridHead, gridRows);
  const lanes = html("div", { class: "sch-lanes" });
  // All that the drawing shows is in the table and in the details, in words: a screen reader is spared the bars.
  const drawing = html("div", { class: "sch-drawing", "aria-hidden": "true" }, lanes);
  const probe = html("div", { class: "sch-probe" });
  const canvas = html("div", { class: "sch-canvas" }, grid, drawing, probe);
  const scroller = html("div", { class: "sch-scroller" }, canvas);
  const noRows = html("p", { class: "sch-no-rows", role: "status" });
  noRows.hidden = true;
  const main = html("div", { class: "sch-main" }, scroller, noRows);
  return { root: html("div", { class: "sch", "data-mode": mode, ...(editable ? { "data-editable": "" } : {}) }, main), main, scroller, canvas, grid, gridHead, gridRows, drawing, lanes, probe, noRows };
}
