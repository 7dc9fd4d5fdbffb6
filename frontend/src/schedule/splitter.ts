// The border between grid and drawing: dragged, or moved with the arrow keys.
import { html } from "../lib/dom.ts";

const STEP = 24;

export class Splitter {
  readonly element = html("div", {
    class: "sch-splitter",
    role: "separator",
    tabindex: "0",
    "aria-orientation": "vertical",
    "aria-label": "Width of the table",
  });

  constructor(
    private readonly limits: () => { least: number; most: number; now: number },
    private readonly moved: (width: number) => void,
  ) {
    this.element.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      this.element.setPointerCapture(event.pointerId);
    });
    this.element.addEventListener("pointermove", (event) => {
      if (!this.element.hasPointerCapture(event.pointerId)) return;
      const box = this.element.parentElement!.getBoundingClientRect();
      this.set(event.clientX - box.left);
    });
    this.element.addEventListener("keydown", (event) => {
      const { least, most, now } = limits();
      const wanted = { ArrowLeft: now - STEP, ArrowRight: now + STEP, Home: least, End: most }[event.key];
      if (wanted === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      this.set(wanted);
    });
  }

  place(): void {
    const { least, most, now } = this.limits();
    this.element.style.left = `${now}px`;
    this.element.setAttribute("aria-valuemin", String(Math.round(least)));
    this.element.setAttribute("aria-valuemax", String(Math.round(most)));
    this.element.setAttribute("aria-valuenow", String(Math.round(now)));
  }

  private set(width: number): void {
    const { least, most } = this.limits();
    this.moved(Math.round(Math.min(most, Math.max(least, width))));
  }
}
