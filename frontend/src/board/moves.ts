// What can be done to cards, as edits for the server; what a move has to ask is asked first.
import type { Answer } from "../contract.ts";
import type { Edit, Refusal, Session } from "../schedule/edit/session.ts";
import type { Store } from "../schedule/store.ts";
import { stateOf, type Held } from "./cards.ts";
import { askHowFar, askNotBegun, askReason } from "./dialogs.ts";
import type { Into } from "./sprints.ts";

export interface Said {
  tell(text: string, undo: boolean): void;
  refused(refusal: Refusal): void;
  /** What is shown until the answer is there. */
  hold(held: Held | null): void;
}

export class Moves {
  /** What was typed and is on its way. */
  typed: string[] = [];

  constructor(private readonly store: Store, private readonly session: Session, private readonly said: Said) {}

  private row(id: number): number {
    return this.store.payload.tasks.id.indexOf(id);
  }

  may(id: number): boolean {
    const row = this.row(id);
    return row >= 0 && (this.session.plan.tasks.may[row]! & 2) === 2;
  }

  async move(held: Held): Promise<void> {
    const { plan } = this.session;
    const row = this.row(held.id);
    const column = plan.workflow.columns.find(({ key }) => key === held.column);
    if (row < 0 || !column) return;
    const [name, was, percent] = [plan.tasks.name[row]!, stateOf(plan, row), Math.round(plan.tasks.percent[row]!)];
    const edit: Edit = { op: "card", tasks: [{ id: held.id, version: plan.tasks.version[row]! }], column: column.key };
    if (held.before !== null) edit["before"] = held.before;
    this.said.hold(held);
    if (column.kind === "doing" && was === "done") {
      const far = await askHowFar(name, percent);
      if (far === null) return this.said.hold(null);
      edit["percent"] = far;
    } else if (column.kind === "todo" && was !== "todo" && percent > 0) {
      if (!(await askNotBegun(name, percent))) return this.said.hold(null);
      edit["percent"] = 0;
    }
    this.send(edit, `\u201c${name}\u201d is in ${column.name}.`);
  }

  async block(id: number): Promise<void> {
    const { tasks } = this.session.plan;
    const row = this.row(id);
    const name = tasks.name[row]!;
    const reason = await askReason(name, tasks.blocked_reason[row]!);
    if (reason === null) return;
    this.typed = [`What blocks \u201c${name}\u201d: ${reason}`];
    this.send({ op: "block", tasks: [id], reason }, `\u201c${name}\u201d is blocked.`);
  }

  unblock(id: number): void {
    this.send({ op: "block", tasks: [id] }, `\u201c${this.session.plan.tasks.name[this.row(id)]}\u201d is not blocked any more.`);
  }

  putInto(id: number, into: Into): void {
    const name = this.session.plan.tasks.name[this.row(id)];
    this.send({ op: "sprint", tasks: [id], sprint: into?.id ?? null }, `\u201c${name}\u201d is in ${into?.name ?? "the backlog"}.`);
  }

  undo(): void {
    const step = this.session.plan.undo;
    if (step) this.session.step("undo", { done: () => this.said.tell(`Taken back: ${step.label}.`, false), refused: (refusal) => this.said.refused(refusal) });
  }

  private send(edit: Edit, text: string): void {
    this.session.send(() => [edit], {
      done: (answer: Answer) => {
        this.typed = [];
        this.said.hold(null);
        this.said.tell([text, ...(answer.problems ?? []).map(({ title }) => title)].join(" "), true);
      },
      refused: (refusal) => {
        this.said.hold(null);
        this.said.refused(refusal);
      },
    });
  }
}
