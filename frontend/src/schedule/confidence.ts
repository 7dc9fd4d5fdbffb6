// How sure rows are: P50 and P80 finish and criticality, as the last runs of the simulation said. Not part of the plan:
// asked for once a column or the drawing shows it, or rows are filtered, sorted or grouped by it.
import type { Arrangement } from "./arrangement.ts";
import { ask } from "./ask.ts";
import { Latest } from "./panel-parts.ts";
import type { Store } from "./store.ts";

export type Figure = "p50" | "p80" | "criticality";
const FIGURES: readonly string[] = ["p50", "p80", "criticality"] satisfies Figure[];

/** What `/api/v1/components/{id}/confidence/tasks` says, and those of branches and roadmaps. */
export interface RowsTold {
  ids: number[];
  p50: number[];
  p80: number[];
  /** Percent of the runs; null of a summary. */
  criticality: (number | null)[];
  /** On a roadmap, where each component has an answer of its own: whether that belongs to an earlier state. */
  earlier?: boolean[];
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

  isEarlier(id: number): boolean {
    const place = this.place.get(id);
    return place !== undefined && this.told.earlier?.[place] === true;
  }
}

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
  if (!store.confidence) return "Being asked for.";
  return store.confidence.told.reason || (isOld(store) ? CHANGED : "");
}

/** Pauses between two questions while the worker is at it, in milliseconds. */
const PAUSES = [2000, 3000, 5000, 8000, 12_000, 20_000, 30_000, 30_000, 30_000, 60_000, 60_000, 60_000];

/** Whether there may be an answer for what the page shows: a link for strangers has to let it be seen. */
export function isOffered({ payload, plan }: Store): boolean {
  return payload.shared ? payload.shows_confidence === true : plan !== null;
}

/** Where the figures of what the page shows are asked for. */
export function addressOf({ mode, plan, payload }: Store): string {
  if (payload.shared) return "confidence.json";
  if (plan?.branch) return `/api/v1/branches/${plan.branch.id}/confidence/tasks`;
  if (mode === "roadmap") return `/api/v1/roadmaps/${payload.component.id}/confidence/tasks?open=${(plan?.open ?? []).join(",")}`;
  return `/api/v1/components/${payload.component.id}/confidence/tasks`;
}

export class ConfidenceWatch {
  private readonly latest = new Latest();
  private asked = "";
  private tries = 0;

  constructor(private readonly store: Store, private readonly arrangement: Pick<Arrangement, "chosenKeys">, private readonly csrf: string) {}

  /** To be called whenever columns, wishes or rows may be others. */
  look(): void {
    const { store } = this;
    const about = `${store.payload.revision} ${store.plan?.open ?? ""}`;
    if (!this.wanted || about === this.asked) return;
    this.tries = 0;
    const first = this.asked === "";
    this.asked = about;
    this.ask(first ? 0 : PAUSES[0]!);
  }

  /** Has the worker simulate the branch as it is now. */
  simulate(): void {
    this.tries = 0;
    this.ask(0, "POST");
  }

  stop(): void {
    this.latest.drop();
  }

  get wanted(): boolean {
    const { store } = this;
    if (!isOffered(store)) return false;
    if (store.showsSure) return true;
    if (!store.plan || store.mode !== "project") return false;
    const { sort, group, conditions } = store.wishes;
    const keys = [...this.arrangement.chosenKeys(), sort?.column, group, ...conditions.map(({ column }) => column)];
    return keys.some((key) => key !== undefined && key !== null && FIGURES.includes(key));
  }

  private again(): void {
    const pause = PAUSES[this.tries++];
    if (pause !== undefined && this.wanted) this.ask(pause);
  }

  private ask(after: number, method = "GET"): void {
    const { store, csrf } = this;
    const { revision } = store.payload;
    this.latest.ask(
      () => ask<RowsTold>(addressOf(store), { method, csrf }),
      after,
      (told) => {
        store.showConfidence(new RowConfidence(told, revision));
        if (told.waiting) this.again();
      },
      () => this.again(),
    );
  }
}
