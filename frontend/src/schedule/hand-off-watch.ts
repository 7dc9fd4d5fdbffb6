// Asks for the agreements of the plan or roadmap: once it stands, after edits, and when the reader comes back to the
// page. They are few, and no edit waits for them.
import { ask } from "./ask.ts";
import type { HandOff } from "./hand-offs.ts";
import { Latest } from "./panel-parts.ts";
import type { Store } from "./store.ts";

const PAUSE = 600;
const PAGE = 200;
const MOST = 1000;

interface Told {
  count: number;
  items: HandOff[];
}

export class HandOffWatch {
  private readonly latest = new Latest();
  private revision = -1;

  constructor(private readonly store: Store) {}

  listen(signal: AbortSignal): void {
    const { store } = this;
    if (store.payload.shared) return;
    const deaf = store.listen((change) => {
      if (change === "rows" && store.payload.revision !== this.revision) this.look(PAUSE);
    });
    signal.addEventListener("abort", () => {
      deaf();
      this.latest.drop();
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.look(0);
    }, { signal });
    this.look(0);
  }

  /** Without an answer what was known stays; the next edit asks again. */
  private look(after: number): void {
    const { revision, component } = this.store.payload;
    this.revision = revision;
    this.latest.ask(() => all(component.id), after, (cards) => this.store.showHandOffs(cards), () => (this.revision = -1));
  }
}

async function all(component: number): Promise<HandOff[]> {
  const found: HandOff[] = [];
  for (;;) {
    const { count, items } = await ask<Told>(`/api/v1/components/${component}/agreements?limit=${PAGE}&offset=${found.length}`);
    found.push(...items);
    if (!items.length || found.length >= Math.min(count, MOST)) return found;
  }
}
