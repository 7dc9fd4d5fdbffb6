import assert from "node:assert/strict";
import { test } from "node:test";
import type { EditColumns, PlanPayload } from "../src/contract.ts";
import { Session } from "../src/schedule/edit/session.ts";
import { Store } from "../src/schedule/store.ts";
import { smallPlan } from "./plan.ts";

const DIG = 12;
Object.assign(globalThis, { EventSource: { CLOSED: 2 } });

function editable(): PlanPayload {
  const plan = smallPlan();
  return { ...plan, tasks: { ...plan.tasks, version: plan.tasks.id.map(() => 1), may: plan.tasks.id.map(() => 1) } as unknown as EditColumns } as unknown as PlanPayload;
}

/** Lets a session send two edits of one task that were made at the same version; returns the versions that it sent. */
async function versionsSent(revisions: number[], versions = [2, 3]): Promise<number[]> {
  const plan = editable();
  const store = new Store(plan, "project");
  const sent: number[] = [];
  let row = 1;
  globalThis.fetch = ((_: string, { body }: { body: string }) => {
    const { edits, revision: since } = JSON.parse(body) as { edits: { tasks: { version: number }[] }[]; revision: number };
    sent.push(edits[0]!.tasks[0]!.version);
    row = versions[sent.length - 1]!;
    const told = { row: [2], id: [DIG], parent: [1], version: [row], may: [1] };
    const answer = { revision: revisions[sent.length - 1], since, rows: 8, whole: null, tasks: told, links: { id: [], from: [], to: [], type: [], lag: [], critical: [] }, removed: { tasks: [], links: [] }, outside: plan.outside };
    return Promise.resolve(new Response(JSON.stringify(answer), { status: 200 }));
  }) as typeof fetch;
  const session = new Session(store, "/api/v1/plans/1", "", { state: () => undefined, answered: () => undefined, storing: () => undefined });
  const read = { id: DIG, version: 1 };
  await Promise.all(revisions.map(() => new Promise<void>((done) => session.send(() => [{ op: "set", tasks: [session.latest(read)] }], { done: () => done() }))));
  return sent;
}

test("what was typed before the answer to an edit of the same row is no conflict with oneself", async () => {
  assert.deepEqual(await versionsSent([2, 3]), [1, 2]);
});

test("what others changed in between still is one", async () => {
  assert.deepEqual(await versionsSent([3, 4]), [1, 1]);
});

test("a version that taking back has lowered in a branch is not raised again", async () => {
  assert.deepEqual(await versionsSent([2, 3, 4], [2, 1, 2]), [1, 2, 1]);
});

test("an answer that is the plan as loaded, as those of roadmaps are, holds no difference", async () => {
  const plan = editable();
  const store = new Store(plan, "project");
  const states: string[] = [];
  globalThis.fetch = (() => Promise.resolve(new Response(JSON.stringify({ revision: 9, undo: null, redo: null, whole: { ...plan, revision: 9 } })))) as typeof fetch;
  const session = new Session(store, "/api/v1/roadmaps/1", "", { state: (state) => states.push(state), answered: () => undefined, storing: () => undefined });
  await new Promise<void>((done) => session.send(() => [{ op: "set", tasks: [session.latest({ id: DIG, version: 1 })] }], { done: () => done() }));
  await Promise.resolve();
  assert.equal((store.payload as PlanPayload).revision, 9);
  assert.deepEqual(states, ["saving", "saved"]);
});

test("where an answer does not fit what is shown, the plan is loaded again, and the edit is saved", async () => {
  const plan = editable();
  const store = new Store(plan, "project");
  const states: string[] = [];
  const asked: string[] = [];
  const unfit = { revision: 2, since: 1, rows: 99, whole: null, tasks: { row: [], id: [], parent: [], version: [], may: [] }, removed: { tasks: [], links: [] } };
  globalThis.fetch = ((address: string) => {
    asked.push(address);
    const answer = address.includes("/changes") ? { revision: 2, undo: null, redo: null, whole: { ...plan, revision: 2 } } : unfit;
    return Promise.resolve(new Response(JSON.stringify(answer)));
  }) as typeof fetch;
  const session = new Session(store, "/api/v1/plans/1", "", { state: (state) => states.push(state), answered: () => undefined, storing: () => undefined });
  await new Promise<void>((done) => session.send(() => [{ op: "delete", tasks: [session.latest({ id: DIG, version: 1 })] }], { done: () => done() }));
  await new Promise((soon) => setTimeout(soon));
  assert.deepEqual(asked, ["/api/v1/plans/1/edits", "/api/v1/plans/1/changes?since=0"]);
  assert.equal((store.payload as PlanPayload).revision, 2);
  assert.deepEqual(states, ["saving", "saved"]);
});

/** Lets a session send one edit that is refused, while a rows' rights are these then; returns what it told. */
async function refusedWith(may: number): Promise<{ lost: unknown[]; refused: string[] }> {
  const plan = editable();
  const store = new Store(plan, "project");
  const error = { id: "not-allowed", title: "You may not change the plan.", detail: "", remedy: "" };
  const told = { lost: [] as unknown[], refused: [] as string[] };
  const now = { ...plan, tasks: { ...plan.tasks, may: plan.tasks.id.map(() => may) } };
  globalThis.fetch = ((_: string, { method }: { method?: string }) =>
    Promise.resolve(method === "POST" ? new Response(JSON.stringify({ error }), { status: 403 }) : new Response(JSON.stringify(now)))) as typeof fetch;
  await new Promise<void>((done) => {
    const session: Session = new Session(store, "/api/v1/plans/1", "", {
      state: () => undefined,
      answered: () => undefined,
      storing: () => undefined,
      lost: (refusal, cells, read) => {
        told.lost.push(refusal.id, cells, read?.tasks.may[0], session.waiting);
        done();
      },
    });
    Object.assign(session, { stop: () => undefined });
    const refused = ({ title }: { title: string }): void => {
      told.refused.push(title);
      done();
    };
    session.send(() => [{ op: "set", tasks: [DIG] }], { shown: [[`${DIG} duration`, "9d"]], refused });
    session.send(() => [{ op: "set", tasks: [DIG] }], { shown: [[`${DIG} name`, "Dig deeper"]], refused });
  });
  return told;
}

test("an edit that is refused because a role has ended tells what was typed, also what waits behind it", async () => {
  assert.deepEqual(await refusedWith(0), { lost: ["not-allowed", [[`${DIG} duration`, "9d"], [`${DIG} name`, "Dig deeper"]], 0, 0], refused: [] });
});

test("one that was never allowed is refused as before", async () => {
  assert.deepEqual((await refusedWith(1)).lost, []);
});

test("what the server is still storing is heard, and forgotten when it is heard anew", () => {
  const heard: [number, number][] = [];
  const ears = new Map<string, (event: { data: string }) => void>();
  class Stream {
    addEventListener(name: string, ear: (event: { data: string }) => void): void {
      ears.set(name, ear);
    }
  }
  Object.assign(globalThis, { EventSource: Object.assign(Stream, { CLOSED: 2 }), window: { addEventListener: () => undefined } });
  const session = new Session(new Store(editable(), "project"), "/api/v1/plans/1", "", {
    state: () => undefined, answered: () => undefined, storing: (waiting, stored) => heard.push([waiting, stored]),
  });
  session.start();
  ears.get("storing")!({ data: '{"waiting":61234,"stored":2000}' });
  ears.get("open")!({ data: "" });
  assert.deepEqual(heard, [[61234, 2000], [0, 0]]);
});

test("a stream that was refused says that somebody is signed out, or is asked for again", async () => {
  const ears = new Map<string, () => void>();
  let opened = 0;
  const timers: (() => void)[] = [];
  class Stream {
    readyState = 2;
    constructor() {
      opened++;
    }
    addEventListener(name: string, ear: () => void): void {
      ears.set(name, ear);
    }
    close(): void {
      this.readyState = 2;
    }
  }
  const window = { addEventListener: () => undefined, clearTimeout: () => undefined, setTimeout: (act: () => void) => timers.push(act) };
  Object.assign(globalThis, { EventSource: Object.assign(Stream, { CLOSED: 2 }), window });
  let status = 503;
  globalThis.fetch = (() => Promise.resolve(new Response("{}", { status }))) as typeof fetch;
  const states: string[] = [];
  const session = new Session(new Store(editable(), "project"), "/api/v1/plans/1", "", { state: (state) => states.push(state), answered: () => undefined, storing: () => undefined });
  session.start();
  const refused = async (): Promise<void> => {
    ears.get("error")!();
    await new Promise((done) => setTimeout(done, 0));
  };
  await refused();
  assert.deepEqual([states, opened, timers.length], [["saved"], 1, 1]);
  timers.pop()!();
  assert.equal(opened, 2);
  status = 401;
  await refused();
  assert.deepEqual(states, ["saved", "signed-out"]);
});
