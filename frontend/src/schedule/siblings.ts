// Which of how many siblings a row on the page is: only the rows in view exist as elements, so nobody can count them.
import type { Store } from "./store.ts";

export class Siblings {
  private outline = -1;
  private places = new Int32Array(0);
  private sizes = new Int32Array(0);

  constructor(private readonly store: Store) {}

  /** By place on the page, from 1. */
  at(place: number): { place: number; of: number } {
    if (this.outline !== this.store.outline) this.count();
    return { place: this.places[place]!, of: this.sizes[place]! };
  }

  private count(): void {
    const { store } = this;
    const { visible } = store;
    this.outline = store.outline;
    this.places = new Int32Array(visible.length);
    this.sizes = new Int32Array(visible.length);
    const counted: number[] = [];
    for (let place = 0; place < visible.length; place++) {
      const depth = store.depth(visible[place]!);
      counted.length = Math.min(counted.length, depth + 1);
      counted[depth] = this.places[place] = (counted[depth] ?? 0) + 1;
    }
    // Backwards, the last sibling comes first, and its place is how many there are.
    const sizes: number[] = [];
    for (let place = visible.length - 1; place >= 0; place--) {
      const depth = store.depth(visible[place]!);
      sizes.length = Math.min(sizes.length, depth + 1);
      this.sizes[place] = sizes[depth] ??= this.places[place]!;
      if (this.places[place] === 1) sizes.length = depth;
    }
  }
}
