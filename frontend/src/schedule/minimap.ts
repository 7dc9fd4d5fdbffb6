// The whole plan in one strip: time across, rows down, the view as a frame that can be dragged.
import { html, oncePerFrame } from "../lib/dom.ts";
import { Kind } from "../contract.ts";
import type { Store } from "./store.ts";
import type { TimeScale } from "./timescale.ts";

const HEIGHT = 44;
/** More rows than this are sampled: they would fall on the same pixels. */
const MOST_ROWS = 6000;

/** The view as fractions of the whole drawing. */
export interface Share {
  left: number;
  top: number;
  width: number;
  height: number;
}

export class Minimap {
  readonly element: HTMLElement;
  private readonly canvas = html("canvas");
  private readonly frame = html("div", { class: "sch-minimap-frame" });
  private drawn = "";

  /** `go` gets the middle that the reader points at, as fractions of the drawing. */
  constructor(private readonly store: Store, go: (x: number, y: number) => void) {
    this.element = html("div", { class: "sch-minimap", "aria-hidden": "true" }, this.canvas, this.frame);
    const point = (event: PointerEvent): void => {
      const box = this.element.getBoundingClientRect();
      go((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
    };
    this.element.addEventListener("pointerdown", (event) => {
      this.element.setPointerCapture(event.pointerId);
      point(event);
    });
    this.element.addEventListener("pointermove", (event) => {
      if (this.element.hasPointerCapture(event.pointerId)) point(event);
    });
    // Drawing thousands of rows must not hold up the frame in which the reader scrolls.
    this.paint = oncePerFrame(this.paint.bind(this));
  }

  show(scale: TimeScale, share: Share, width: number): void {
    const { style } = this.frame;
    style.transform = `translate(${(share.left * width).toFixed(1)}px, ${(share.top * HEIGHT).toFixed(1)}px)`;
    style.width = `${(Math.min(1, share.width) * width).toFixed(1)}px`;
    style.height = `${(Math.min(1, share.height) * HEIGHT).toFixed(1)}px`;
    this.element.hidden = this.store.visible.length === 0;
    const wanted = `${this.store.outline} ${width} ${scale.origin} ${scale.finish}`;
    if (wanted === this.drawn) return;
    this.drawn = wanted;
    this.paint();
  }

  /** Colors come from the theme; a change of theme asks for a new picture. */
  forget(): void {
    this.drawn = "";
  }

  private paint(): void {
    const width = Number(this.drawn.split(" ")[1]);
    const context = this.canvas.getContext("2d");
    if (!context || width === 0) return;
    const ratio = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(HEIGHT * ratio);
    context.scale(ratio, ratio);
    const [origin, finish] = this.drawn.split(" ").slice(2).map(Number) as [number, number];
    this.bars(context, width / (finish - origin), origin);
  }

  private bars(context: CanvasRenderingContext2D, pixelsPerMinute: number, origin: number): void {
    const { store } = this;
    const { kind, critical, health } = store.payload.tasks;
    const style = getComputedStyle(this.element);
    const color = (name: string): string => style.getPropertyValue(name).trim();
    const resolved: Record<string, string> = {};
    for (const name of ["--accent", "--red", "--ink", "--green", "--amber", "--mute"]) resolved[name] = resolve(this.element, color(name));
    const lines = store.visible;
    const step = Math.max(1, Math.ceil(lines.length / MOST_ROWS));
    const thickness = Math.max(1, Math.min(3, HEIGHT / Math.max(1, lines.length)));
    for (let place = 0; place < lines.length; place += step) {
      const row = store.rowOf(lines[place]!);
      const start = store.start[row]!;
      if (row >= store.count || Number.isNaN(start) || Number.isNaN(store.finish[row]!)) continue;
      const name = kind[row] === Kind.component ? `--${health[row]}` : kind[row] === Kind.summary ? "--ink" : critical[row] ? "--red" : "--accent";
      context.fillStyle = resolved[name] ?? resolved["--mute"]!;
      context.globalAlpha = store.path && !store.isOnPath(row) ? 0.12 : kind[row] === Kind.summary ? 0.35 : 0.8;
      const x = (start - origin) * pixelsPerMinute;
      const width = Math.max(1.5, (store.finish[row]! - start) * pixelsPerMinute);
      context.fillRect(x, (place / lines.length) * (HEIGHT - thickness), width, thickness);
    }
  }
}

/** A canvas does not understand light-dark(): let the style engine say what color it means here. */
function resolve(element: HTMLElement, color: string): string {
  const before = element.style.color;
  element.style.color = color;
  const value = getComputedStyle(element).color;
  element.style.color = before;
  return value;
}
