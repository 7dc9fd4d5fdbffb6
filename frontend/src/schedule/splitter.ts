// A border that is dragged, or moved with the arrow keys: between table and drawing, and above what stands under both.
import { html } from "../lib/dom.ts";

const STEP = 24;

interface Kind {
  label: string;
  orientation: "vertical" | "horizontal";
  less: string;
  more: string;
  /** What is to the border's one side, with the pointer there. */
  size(event: PointerEvent, box: DOMRect): number;
}

export const tableWidth: Kind = {
  label: "Width of the table", orientation: "vertical", less: "ArrowLeft", more: "ArrowRight",
  size: (event, box) => event.clientX - box.left,
};
export const paneHeight: Kind = {
  label: "Height of the load", orientation: "horizontal", less: "ArrowDown", more: "ArrowUp",
  size: (event, box) => box.bottom - event.clientY,
};

export class Splitter {
  readonly element: HTMLElement;

  constructor(
    private readonly kind: Kind,
    private readonly limits: () => { least: number; most: number; now: number },
    private readonly moved: (size: number) => void,
  ) {
    this.element = html("div", { class: "sch-splitter", role: "separator", tabindex: "0", "aria-orientation": kind.orientation, "aria-label": kind.label });
    this.element.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      this.element.setPointerCapture(event.pointerId);
    });
    this.element.addEventListener("pointermove", (event) => {
      if (!this.element.hasPointerCapture(event.pointerId)) return;
      this.set(kind.size(event, this.element.parentElement!.getBoundingClientRect()));
    });
    this.element.addEventListener("keydown", (event) => {
      const { least, most, now } = limits();
      const wanted = { [kind.less]: now - STEP, [kind.more]: now + STEP, Home: least, End: most }[event.key];
      if (wanted === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      this.set(wanted);
    });
  }

  place(): void {
    const { least, most, now } = this.limits();
    if (this.kind.orientation === "vertical") this.element.style.left = `${now}px`;
    this.element.setAttribute("aria-valuemin", String(Math.round(least)));
    this.element.setAttribute("aria-valuemax", String(Math.round(most)));
    this.element.setAttribute("aria-valuenow", String(Math.round(now)));
  }

  private set(size: number): void {
    const { least, most } = this.limits();
    this.moved(Math.round(Math.min(most, Math.max(least, size))));
  }
}
