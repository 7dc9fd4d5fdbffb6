// The few pictograms of the islands, drawn here: lines on a 16-pixel square.
import { svg } from "./dom.ts";

const drawings = {
  next: "M4 6l4 4 4-4",
  previous: "M4 10l4-4 4 4",
  plus: "M8 3v10M3 8h10",
  minus: "M3 8h10",
  close: "M4 4l8 8M12 4l-8 8",
  fit: "M2 4v8M14 4v8M5 8h6M7 6L5 8l2 2M9 6l2 2-2 2",
  panel: "M2.5 3h11v10h-11zM9.5 3v10",
  history: "M8 4.5V8l2.5 1.5M2.6 7a5.5 5.5 0 1 1 .3 3M2.5 3v4h4",
  warning: "M8 2.5l6 11H2zM8 6.5v3.2M8 11.7v.1",
  flag: "M4 14V2.5h8l-2 3 2 3H4",
  load: "M2 14h12M3.5 14V9h2.5v5M7 14V4h2.5v10M10.5 14V7H13v7",
  undo: "M6 3L3 6l3 3M3 6h6a4 4 0 0 1 0 8H6",
  redo: "M10 3l3 3-3 3M13 6H7a4 4 0 0 0 0 8h3",
  add: "M2.5 3h11v4h-11zM8 9v5M5.5 11.5h5",
  trash: "M3 4.5h10M6 4.5V3h4v1.5M4.5 4.5l.5 9h6l.5-9",
  indent: "M2.5 3h11M7.5 6.5h6M7.5 9.5h6M2.5 13h11M2.5 6l2.5 2-2.5 2",
  outdent: "M2.5 3h11M7.5 6.5h6M7.5 9.5h6M2.5 13h11M5 6L2.5 8 5 10",
  up: "M8 13V3M4 7l4-4 4 4",
  down: "M8 3v10M4 9l4 4 4-4",
  path: "M2.5 3.5h4v3h-4zM9.5 9.5h4v3h-4zM6.5 5h2.2v6h.8",
  link: "M6.5 9.5l3-3M7 5l1.5-1.5a2.5 2.5 0 0 1 4 4L11 9M9 11l-1.5 1.5a2.5 2.5 0 0 1-4-4L5 7",
  edit: "M3 13l.6-2.8L10.5 3.3l2.2 2.2-6.9 6.9zM9 4.8l2.2 2.2",
  expand: "M4 3l4 4 4-4M4 9l4 4 4-4",
  collapse: "M4 7l4-4 4 4M4 13l4-4 4 4",
} as const;

export function icon(name: keyof typeof drawings): SVGSVGElement {
  return svg(
    "svg",
    { viewBox: "0 0 16 16", width: "16", height: "16", "aria-hidden": "true", class: "hw-icon" },
    svg("path", { d: drawings[name], fill: "none", stroke: "currentColor", "stroke-width": "1.5", "stroke-linecap": "round", "stroke-linejoin": "round" }),
  );
}
