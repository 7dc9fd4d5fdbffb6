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
