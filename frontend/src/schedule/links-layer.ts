// Draws the dependencies in view as a handful of SVG paths: one per look, however many lines.
import { svg } from "../lib/dom.ts";
import { Kind } from "../contract.ts";
import { DIAMOND } from "./bar-rows.ts";
import type { Mode } from "./columns.ts";
import { LinksInView, type DrawnLink, type Window } from "./links-in-view.ts";
import { arrowHead, distance, pathData, route, sidesOf, type End, type Point } from "./routing.ts";
import type { Store } from "./store.ts";
import type { TimeScale } from "./timescale.ts";

/** Pixels from a line within which it is meant. */
const REACH = 5;

const LOOKS = ["plain", "critical", "asked", "refused", "selected", "path"] as const;
type Look = (typeof LOOKS)[number];

function byLook<Value>(value: (look: Look) => Value): Record<Look, Value> {
  return Object.fromEntries(LOOKS.map((look) => [look, value(look)])) as Record<Look, Value>;
}

export class LinksLayer {
  readonly element = svg("svg", { class: "sch-links", width: "1", height: "1" });
  private readonly lines: Record<Look, SVGPathElement>;
  private readonly heads: Record<Look, SVGPathElement>;
  private readonly inView: LinksInView;
  /** The ways that are drawn, in the drawing's own coordinates from the origin. */
  private drawn: { link: number; way: Point[] }[] = [];
  private origin: Point = [0, 0];

  constructor(private readonly store: Store, private readonly mode: Mode) {
    this.inView = new LinksInView(store);
    const paths = (part: string): Record<Look, SVGPathElement> => byLook((look) => svg("path", { class: `sch-link-${part}`, "data-look": look }));
    this.lines = paths("line");
    this.heads = paths("head");
    this.element.append(...Object.values(this.lines), ...Object.values(this.heads));
  }

  draw(scale: TimeScale, window: Window, rowHeight: number): void {
    // Coordinates count from a moving origin: single-precision SVG coordinates blur at millions of pixels.
    const originX = Math.round(scale.x(window.from));
    const originY = window.first * rowHeight;
    this.element.style.transform = `translate(${originX}px, ${originY}px)`;
    const [lines, heads] = [byLook(() => ""), byLook(() => "")];
    // Where a day is thinner than a pixel, a plan's ordinary lines are a smear: only the critical, the selected and a path stay.
    const far = scale.pixelsPerDay < 1 && this.mode === "project";
    this.origin = [originX, originY];
    this.drawn = [];
    for (const link of this.inView.of(window)) {
      const look = this.look(link);
      if (far && look === "plain") continue;
      const [from, to] = this.ends(link, scale, rowHeight, originX, originY);
      const way = route(from, to, rowHeight / 2);
      this.drawn.push({ link: link.link, way });
      lines[look] += pathData(way);
      heads[look] += arrowHead(to);
    }
    this.element.toggleAttribute("data-selection", lines.selected !== "");
    this.element.toggleAttribute("data-path", this.store.path !== null);
    for (const look of LOOKS) {
      this.lines[look].setAttribute("d", lines[look]);
      this.heads[look].setAttribute("d", heads[look]);
    }
  }

  /** The dependency whose line is nearest to a place in the drawing, -1 where none is within reach. */
  at(x: number, y: number): number {
    const place: Point = [x - this.origin[0], y - this.origin[1]];
    let [found, nearest] = [-1, REACH];
    for (const { link, way } of this.drawn) {
      const far = distance(way, place);
      if (far < nearest) [found, nearest] = [link, far];
    }
    return found;
  }

  private look(link: DrawnLink): Look {
    const { path } = this.store;
    if (path?.links[link.link]) return "path";
    if (link.selected && !path) return "selected";
    const agreed = this.store.handOffs?.ofLink.get(link.link);
    if (agreed && agreed.state !== "accepted") return agreed.state === "declined" ? "refused" : "asked";
    return this.store.payload.links.critical[link.link] ? "critical" : "plain";
  }

  private ends(link: DrawnLink, scale: TimeScale, rowHeight: number, originX: number, originY: number): [End, End] {
    const [fromSide, toSide] = sidesOf(this.store.payload.links.type[link.link]!);
    const end = (line: number, side: 1 | -1): End => ({
      x: this.edge(this.store.rowOf(line), side, scale) - originX,
      y: (this.store.position[line]! + 0.5) * rowHeight - originY,
      side,
    });
    return [end(link.from, fromSide), end(link.to, toSide)];
  }

  private edge(row: number, side: 1 | -1, scale: TimeScale): number {
    const minute = side === 1 ? this.store.finish[row]! : this.store.start[row]!;
    return scale.x(minute) + (this.store.payload.tasks.kind[row] === Kind.milestone ? side * DIAMOND : 0);
  }
}
