// A what-if branch on the page: where bars stand in the live plan is outlined behind them, and the page is told of edits.
import type { Store } from "./store.ts";

interface Comparison {
  revision: number;
  tasks: { task: number; live_start: number | null; live_finish: number | null }[];
}

const PAUSE = 150;

/** Keeps the outlines of the live plan in step with a branch; the answer ends it. */
export function followLivePlan(store: Store, url: string): () => void {
  const ended = new AbortController();
  let revision = -1;
  let timer = 0;
  const draw = async (): Promise<void> => {
    try {
      const answer = await fetch(`${url}/comparison`, { signal: ended.signal, headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const { tasks } = (await answer.json()) as Comparison;
      store.showGhosts({
        id: tasks.map(({ task }) => task),
        start: tasks.map(({ live_start }) => live_start),
        finish: tasks.map(({ live_finish }) => live_finish),
      });
    } catch {
      // The next edit asks again.
    }
  };
  const look = (): void => {
    if (store.payload.revision === revision) return;
    const first = revision < 0;
    revision = store.payload.revision;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      void draw();
      if (!first) document.body.dispatchEvent(new CustomEvent("hw-plan"));
    }, first ? 0 : PAUSE);
  };
  const deaf = store.listen((change) => {
    if (change === "rows") look();
  });
  look();
  return () => {
    deaf();
    window.clearTimeout(timer);
    ended.abort();
  };
}
