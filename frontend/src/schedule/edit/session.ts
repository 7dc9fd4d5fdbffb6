// Sends edits one after the other and brings the answers into the store. What cannot be sent now is kept, shown as not
// sent, and sent later; nothing that was typed is lost silently.
import type { Answer, PlanPayload } from "../../contract.ts";
import { merged } from "../merge.ts";
import { changesAddress } from "../open-plans.ts";
import type { Store } from "../store.ts";
import { mayLess } from "./lost-rights.ts";
import type { Kept, Unsent } from "./unsent.ts";

export type Edit = Record<string, unknown> & { op: string };
export interface Versioned {
  id: number;
  version: number;
}
export type State = "saved" | "saving" | "offline" | "signed-out" | "gone";

export interface Refusal {
  status: number;
  id: string;
  title: string;
  detail: string;
  remedy: string;
  /** Of a stale row: what is there now. */
  task?: number;
  current?: number;
  values?: Record<string, { yours: unknown; theirs: unknown }>;
  /** Of a page older than the sign-in: what this sign-in proves itself with, and whose it is. */
  token?: string;
  person?: number;
}

const SOMEBODY_ELSE = { id: "somebody-else", title: "Somebody else is signed in here now, so this was not sent.", detail: "", remedy: "Sign in as before and type it again." };

interface Wish {
  path: "edits" | "undo" | "redo";
  body: () => Record<string, unknown>;
  /** Cells to show as typed until the answer is there: "id column" to text. */
  shown: [string, string][];
  done: (answer: Answer) => void;
  refused: (refusal: Refusal) => void;
}

export interface Hooks {
  state(state: State, waiting: number): void;
  answered(answer: Answer): void;
  /** The server is still storing the dates that an edit of a large plan moved: so many, and so many of them are. */
  storing(waiting: number, stored: number): void;
  /** The reader may change less than before; `cells` are those whose text was not stored. */
  lost?(refusal: Refusal, cells: [string, string][], plan: PlanPayload | null): void;
}

/** Where changes are kept that cannot be sent, beyond the life of the page. */
export interface Keeping {
  unsent: Unsent;
  /** An earlier page could not send these. */
  leftOver(count: number, send: () => void, drop: () => void): void;
  refused(refusal: Refusal): void;
}

const RETRY = 3000;
const HEAR_AGAIN = 10_000;

export class Session {
  state: State = "saved";
  private readonly wishes: Wish[] = [];
  /** What edits of this page made of versions of rows: "id version" to the next one. */
  private readonly raised = new Map<string, number>();
  /** What an earlier page could not send, until the reader says what becomes of it. */
  private left: Kept[] = [];
  private busy = false;
  private stopped = false;
  private timer = 0;
  private stream: EventSource | null = null;
  private readonly onLine = (): void => this.retry();
  private readonly onLeave = (event: BeforeUnloadEvent): void => {
    if (this.wishes.length) event.preventDefault();
  };

  constructor(
    private readonly store: Store,
    private readonly url: string,
    private csrf: string,
    private readonly hooks: Hooks,
    private readonly keeping: Keeping | null = null,
  ) {}

  start(): void {
    this.enter("saved");
    window.addEventListener("online", this.onLine);
    window.addEventListener("beforeunload", this.onLeave);
    this.listen();
    this.left = this.keeping?.unsent.kept() ?? [];
    if (this.left.length) this.keeping?.leftOver(this.left.length, () => this.settleLeft(true), () => this.settleLeft(false));
  }

  private listen(): void {
    this.stream?.close();
    this.stream = new EventSource(`${this.url}/stream`);
    this.stream.addEventListener("revision", (event) => {
      const told = JSON.parse((event as MessageEvent<string>).data) as { revision: number };
      if (told.revision > this.plan.revision && !this.busy && !this.wishes.length) void this.fetchChanges();
    });
    this.stream.addEventListener("open", () => this.hooks.storing(0, 0));
    this.stream.addEventListener("storing", (event) => {
      const { waiting, stored } = JSON.parse((event as MessageEvent<string>).data) as { waiting: number; stored: number };
      this.hooks.storing(waiting, stored);
    });
    this.stream.addEventListener("gone", () => void this.fetchChanges());
    this.stream.addEventListener("error", () => void this.unheard());
  }

  /** A browser asks again where a connection breaks, never where it was refused: who is signed out is told, others hear again. */
  private async unheard(): Promise<void> {
    const refused = (): boolean => !this.stopped && this.stream?.readyState === EventSource.CLOSED && this.state !== "signed-out" && this.state !== "gone";
    if (!refused()) return;
    if (!this.busy && !this.wishes.length) await this.fetchChanges();
    if (refused()) window.setTimeout(() => refused() && this.listen(), HEAR_AGAIN);
  }

  stop(): void {
    this.stopped = true;
    this.stream?.close();
    window.clearTimeout(this.timer);
    window.removeEventListener("online", this.onLine);
    window.removeEventListener("beforeunload", this.onLeave);
  }

  get plan(): PlanPayload {
    return this.store.payload as PlanPayload;
  }

  get waiting(): number {
    return this.wishes.length;
  }

  /** `edits` are made at the moment of sending: numbers of rows are those of the revision that goes with them. */
  send(edits: () => Edit[], more: Partial<Omit<Wish, "path" | "body">> = {}): void {
    this.add({ path: "edits", body: () => ({ locale: navigator.language, edits: edits() }), ...this.quiet(more) });
  }

  /** `event`: a certain change, instead of the last one. */
  step(path: "undo" | "redo", more: Partial<Omit<Wish, "path" | "body">> = {}, event?: number): void {
    this.add({ path, body: () => (event === undefined ? {} : { event }), ...this.quiet(more) });
  }

  /** Try again now what could not be sent. */
  retry(): void {
    window.clearTimeout(this.timer);
    void (this.state === "signed-out" && !this.wishes.length ? this.fetchChanges() : this.work());
  }

  /** With the revision that they were made for: what others did since is noticed. */
  private settleLeft(send: boolean): void {
    const { left } = this;
    this.left = [];
    this.keep();
    if (!send) return;
    for (const { path, body } of left) {
      this.add({ path, body: () => body, ...this.quiet({ refused: (refusal) => this.keeping?.refused(refusal) }) });
    }
  }

  private keep(): void {
    this.keeping?.unsent.keep([...this.left, ...this.wishes.map((wish) => ({ path: wish.path, body: this.bodyOf(wish) }))]);
  }

  private bodyOf(wish: Wish): Record<string, unknown> {
    const { revision, open } = this.plan;
    return { revision, ...(open && { open }), ...wish.body() };
  }

  private quiet(more: Partial<Omit<Wish, "path" | "body">>): Omit<Wish, "path" | "body"> {
    return { shown: more.shown ?? [], done: more.done ?? (() => undefined), refused: more.refused ?? (() => undefined) };
  }

  private add(wish: Wish): void {
    for (const [cell, text] of wish.shown) this.store.pending.set(cell, text);
    if (wish.shown.length) this.store.refresh();
    this.wishes.push(wish);
    if (this.state === "offline" || this.state === "signed-out") this.keep();
    void this.work();
  }

  private async work(): Promise<void> {
    if (this.busy || this.stopped) return;
    this.busy = true;
    try {
      while (this.wishes.length && !this.stopped) {
        this.enter("saving");
        if (!(await this.one(this.wishes[0]!))) return;
      }
      this.keep();
      this.enter("saved");
    } finally {
      this.busy = false;
    }
  }

  /** Returns whether the wish is dealt with, one way or the other. */
  private async one(wish: Wish): Promise<boolean> {
    let response: Response;
    try {
      response = await fetch(`${this.url}/${wish.path}`, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.csrf },
        body: JSON.stringify(this.bodyOf(wish)),
      });
    } catch {
      return this.wait("offline");
    }
    if ([502, 503, 504, 429].includes(response.status)) return this.wait("offline");
    if (response.status === 401) return this.wait("signed-out");
    const said = (await response.json().catch(() => null)) as (Answer & { error?: Omit<Refusal, "status"> }) | null;
    const { error } = said ?? {};
    if (error?.token && this.isReader(error.person)) {
      this.csrf = error.token;
      return true;
    }
    this.wishes.shift();
    for (const [cell] of wish.shown) this.store.pending.delete(cell);
    if (response.ok && said) {
      if (this.stream?.readyState === EventSource.CLOSED) this.listen();
      this.remember(said);
      this.take(said);
      wish.done(said);
    } else {
      const unknown = { id: "failed", title: `The server could not do it (it answered ${response.status}).`, detail: "Nothing was changed.", remedy: "" };
      this.store.refresh();
      const refusal = { ...unknown, ...(error?.token ? SOMEBODY_ELSE : error), status: response.status };
      if (response.status === 409) await this.fetchChanges();
      if (refusal.id === "not-allowed" && (await this.hasLost(wish, refusal))) return true;
      wish.refused(refusal);
    }
    return true;
  }

  /** Whether that was refused because a role has ended meanwhile; then nothing more is sent. */
  private async hasLost(wish: Wish, refusal: Refusal): Promise<boolean> {
    if (!this.hooks.lost) return false;
    const response = await fetch(this.url, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!response?.ok && response?.status !== 404) return false;
    const plan = response.ok ? ((await response.json()) as PlanPayload) : null;
    if (plan && !mayLess(this.plan, plan)) return false;
    const cells = [wish, ...this.wishes.splice(0)].flatMap(({ shown }) => shown);
    this.keep();
    this.stop();
    this.hooks.lost(refusal, cells, plan);
    return true;
  }

  /** A row as it is after the reader's own edits that went before: only what others did since it was read is a conflict. */
  latest(row: Versioned): Versioned {
    for (let version = row.version; ; ) {
      const next = this.raised.get(`${row.id} ${version}`);
      if (next === undefined) return { id: row.id, version };
      version = next;
    }
  }

  /** Versions that an answer raises, where nobody else changed the plan in between. */
  private remember(answer: Answer): void {
    const { revision, tasks } = this.plan;
    if (answer.whole || answer.revision !== revision + 1) return;
    const rowOf = new Map(answer.tasks.id.map((id, index) => [id, answer.tasks.version[index]!]));
    tasks.id.forEach((id, row) => {
      const next = rowOf.get(id);
      if (next !== undefined && next > tasks.version[row]!) this.raised.set(`${id} ${tasks.version[row]}`, next);
    });
  }

  private isReader(person: number | undefined): boolean {
    return String(person) === document.body.dataset["person"];
  }

  private wait(state: "offline" | "signed-out"): boolean {
    this.enter(state);
    this.keep();
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.retry(), RETRY);
    return false;
  }

  async fetchChanges(since = this.plan.revision): Promise<void> {
    try {
      const response = await fetch(changesAddress(this.url, { ...this.plan, revision: since }), { headers: { Accept: "application/json" } });
      if (response.status === 401) this.wait("signed-out");
      else if (response.status === 404) this.enter("gone");
      else if (response.ok) {
        this.take((await response.json()) as Answer);
        this.isBack();
      }
    } catch {
      // The stream tells again.
    }
  }

  /** Signed in again: what others do is heard again. */
  private isBack(): void {
    if (this.state !== "signed-out") return;
    this.listen();
    if (!this.wishes.length) this.enter("saved");
  }

  private take(answer: Answer): void {
    if (answer.revision < this.plan.revision) return;
    // What is current leads nowhere, also where a step that was taken back in a branch has lowered it again.
    const { tasks } = answer.whole ?? answer;
    if (this.raised.size) tasks.id.forEach((id, row) => this.raised.delete(`${id} ${tasks.version[row]}`));
    let plan: PlanPayload;
    try {
      plan = merged(this.plan, answer);
    } catch {
      // What is shown and what is kept have come apart: all of it is loaded again.
      void this.fetchChanges(0);
      return;
    }
    this.store.load(plan);
    this.hooks.answered(answer);
  }

  private enter(state: State): void {
    this.state = state;
    this.hooks.state(state, this.wishes.length);
  }
}
