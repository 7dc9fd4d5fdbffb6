// Scrolls while something is dragged to the border of what is in view, faster the nearer it comes.
const NEAR = 36;
const FASTEST = 18;

/** Pixels to scroll by within one frame, for a pointer at `at` between two borders. */
export function pull(at: number, from: number, to: number): number {
  const near = Math.min(NEAR, (to - from) / 4);
  if (at < from + near) return -Math.ceil((FASTEST * Math.min(near, from + near - at)) / near);
  if (at > to - near) return Math.ceil((FASTEST * Math.min(near, at - to + near)) / near);
  return 0;
}

export interface Borders {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export class EdgeScroll {
  private frame = 0;
  private x = 0;
  private y = 0;

  constructor(
    private readonly scroller: HTMLElement,
    /** On the screen: where the border begins to pull. */
    private readonly borders: () => Borders,
    private readonly scrolled: () => void,
  ) {}

  /** The pointer is here now. */
  at(x: number, y: number): void {
    [this.x, this.y] = [x, y];
    if (!this.frame) this.frame = requestAnimationFrame(() => this.step());
  }

  stop(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
  }

  private step(): void {
    this.frame = 0;
    const { left, right, top, bottom } = this.borders();
    const { scroller } = this;
    const before = [scroller.scrollLeft, scroller.scrollTop];
    scroller.scrollLeft += pull(this.x, left, right);
    scroller.scrollTop += pull(this.y, top, bottom);
    if (scroller.scrollLeft === before[0] && scroller.scrollTop === before[1]) return;
    this.scrolled();
    this.frame = requestAnimationFrame(() => this.step());
  }
}
