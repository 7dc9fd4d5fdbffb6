// How sure rows are: P50 and P80 finish and criticality, as the last runs of the simulation said. Not part of the plan:
// asked for once a column shows it, or rows are filtered, sorted or grouped by it.
import type { Arrangement } from "./arrangement.ts";
import { ask } from "./ask.ts";
import { Latest } from "./panel-parts.ts";
import type { Store } from "./store.ts";

export type Figure = "p50" | "p80" | "criticality";
const FIGURES: readonly string[] = ["p50", "p80", "criticality"] satisfies Figure[];

/** What `/api/v1/components/{id}/confidence/tasks` says. */
export interface RowsTold {
  ids: number[];
  p50: number[];
  p80: number[];
  /** Percent of the runs; null of a summary. */
  criticality: (number | null)[];
  /** Why there is nothing, or why it is old, in words. */
  reason: string;
  old: boolean;
  waiting: boolean;
}

export class RowConfidence {
  private readonly place: Map<number, number>;

  /** `revision`: the state of the plan on the page that it was asked for. */
  constructor(readonly told: RowsTold, readonly revision: number) {
    this.place = new Map(told.ids.map((id, place) => [id, place]));
  }

  of(id: number, figure: Figure): number {
    const place = this.place.get(id);
    return place === undefined ? Number.NaN : this.told[figure][place] ?? Number.NaN;
  }
}

const IN_BRANCH = "A branch is not simulated: the plan itself is.";
const CHANGED = "Of an earlier state of the plan; the worker computes it anew.";

export function figureOf(store: Store, row: number, figure: Figure): number {
  return store.confidence?.of(store.payload.tasks.id[row]!, figure) ?? Number.NaN;
}

/** Whether what is shown belongs to an earlier state of the plan. */
export function isOld(store: Store): boolean {
  const { confidence } = store;
  return confidence !== null && confidence.told.ids.length > 0 && (confidence.told.old || confidence.revision !== store.payload.revision);
}

/** What is to be known of the figures, or why there are none; "" where they are as new as the plan. */
export function noteOn(store: Store): string {
  if (store.plan?.branch) return IN_BRANCH;
  if (!store.confidence) return "Being asked for.";
  return store.confidence.told.reason || (isOld(store) ? CHANGED : "");
}

/** Pauses between two questions while the worker is at it, in milliseconds. */
const PAUSES = [2000, 3000, 5000, 8000, 12_000, 20_000, 30_000, 30_000, 30_000, 60_000, 60_000, 60_000];

export class ConfidenceWatch {
  private readonly latest = new Latest();
  private asked = -1;
  private tries = 0;

  constructor(private readonly store: Store, private readonly arrangement: Pick<Arrangement, "chosenKeys">) {}

  /** To be called whenever columns, wishes or rows may be others. */
  look(): void {
    const { store } = this;
    if (!this.wanted() || store.payload.revision === this.asked) return;
    this.tries = 0;
    this.ask(this.asked < 0 ? 0 : PAUSES[0]!);
  }

  stop(): void {
    this.latest.drop();
  }

  private wanted(): boolean {
    const { store } = this;
    if (!store.plan || store.mode !== "project" || store.plan.branch || store.payload.shared) return false;
    const { sort, group, conditions } = store.wishes;
    const keys = [...this.arrangement.chosenKeys(), sort?.column, group, ...conditions.map(({ column }) => column)];
    return keys.some((key) => key !== undefined && key !== null && FIGURES.includes(key));
  }

  private again(): void {
    const pause = PAUSES[this.tries++];
    if (pause !== undefined && this.wanted()) this.ask(pause);
  }

  private ask(after: number): void {
    const { store } = this;
    const { revision, component } = store.payload;
    this.asked = revision;
    this.latest.ask(
      () => ask<RowsTold>(`/api/v1/components/${component.id}/confidence/tasks`),
      after,
      (told) => {
        store.showConfidence(new RowConfidence(told, revision));
        if (told.waiting) this.again();
      },
      () => this.again(),
    );
  }
}
