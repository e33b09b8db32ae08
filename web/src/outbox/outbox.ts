/**
 * The outbox: decisions are painted at once, kept on this device, and sent one command at a time.
 *
 * What gathers while a command is under way goes into the next. An entry leaves when the server has applied it; one that
 * was refused or is in conflict stays until the teacher has looked at it. A command of which no answer came is sent
 * again: if it had been applied, the copy's version has risen, and the mark that stands there is the teacher's own.
 */

import { Problem } from "../api/problem.ts";
import type { ActionOutcome } from "../wire/index.ts";
import { actionOf, targetOf, triedOnce, valueOf, worstOf, type Entry, type NewEntry, type Value } from "./entry.ts";
import type { EntryStore } from "./store.ts";

/** How long to wait before the next try, in milliseconds. */
const PAUSES = [500, 1_000, 2_000, 5_000, 10_000];
const MOST_IN_A_COMMAND = 100;

export interface Transport {
  /** Send actions as one command; return what became of each, by index. */
  send(actions: Record<string, unknown>[]): Promise<ActionOutcome[]>;
  /** Return what stands where an entry decides, and the version of its copy. */
  standing(entry: Entry): Promise<Standing>;
  /** Called when an entry was applied, with the version that its copy has now. */
  applied(entry: Entry, outcome: ActionOutcome): void;
}

export interface Standing {
  seen: string;
  version: number;
  /** What a person has decided there, if anybody has: what graders agree on is nobody's decision. */
  decided: Value | null;
}

export interface OutboxView {
  entries: readonly Entry[];
  /** Whether the last try reached no server. */
  isAway: boolean;
  /** Whether the server wants a sign-in before it takes more. */
  needsSignIn: boolean;
}

export class Outbox {
  #entries: Entry[] = [];
  #view: OutboxView = { entries: [], isAway: false, needsSignIn: false };
  #listeners = new Set<() => void>();
  #loaded: Promise<void>;
  #sending: Promise<void> | undefined;
  #isClosed = false;
  #failures = 0;
  #lastId = 0;
  /** What is in the store for certain: what is missing there later was sent by another tab. */
  #stored = new Set<number>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(
    readonly owner: string,
    private readonly store: EntryStore,
    private readonly transport: Transport,
  ) {
    this.#loaded = this.#load();
  }

  /** For `useSyncExternalStore`. */
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  view = (): OutboxView => this.#view;

  /** Keep a decision and send it as soon as nothing else is under way. It is in `view` when this returns. */
  add(made: NewEntry): Promise<void> {
    const target = targetOf(made);
    const replaced = this.#entries.filter((one) => one.state !== "sending" && targetOf(one) === target);
    const tried = replaced.flatMap((one) => one.tried ?? []);
    const entry: Entry = { ...made, id: this.#nextId(), owner: this.owner, state: "kept", tried };
    this.#entries = [...this.#entries.filter((one) => !replaced.includes(one)), entry];
    this.#tell();
    const written = this.#write(async () => {
      await this.store.put(entry);
      this.#stored.add(entry.id);
      await this.store.remove(replaced.map((one) => one.id));
    });
    void this.flush();
    return written;
  }

  /** Send a conflicting or refused decision again, over what stands now. */
  async resend(entry: Entry): Promise<void> {
    const { seen, version } = await this.transport.standing(entry);
    await this.#change(entry, { state: "kept", seen, expectedVersion: version });
    void this.flush();
  }

  /** Give a decision up: what stands on the server remains. */
  async drop(entry: Entry): Promise<void> {
    this.#entries = this.#entries.filter((one) => one.id !== entry.id);
    this.#tell();
    await this.#write(() => this.store.remove([entry.id]));
  }

  /** Send what is kept, until nothing is left or no answer comes. */
  flush(): Promise<void> {
    if (this.#isClosed) return Promise.resolve();
    return (this.#sending ??= this.#send().finally(() => {
      this.#sending = undefined;
      const isWaiting = this.#timer !== undefined || this.#view.needsSignIn;
      // Made after the last look, and before the end.
      if (!isWaiting && this.#entries.some((one) => one.state === "kept")) void this.flush();
    }));
  }

  async #send(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#loaded;
    await alone(this.owner, () => this.#sendAll());
  }

  /** Stop sending. What is kept stays on this device. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  /** Resolves when everything that was added is on this device. */
  settled(): Promise<unknown> {
    return this.#loaded.then(() => this.#writing);
  }

  async #load(): Promise<void> {
    const found = await this.store.all(this.owner);
    // Of a command that was under way when the page went, no answer will come.
    const kept = found.map((one) => (one.state === "kept" ? triedOnce(one) : one));
    kept.forEach((one) => this.#stored.add(one.id));
    this.#entries = [...kept, ...this.#entries];
    this.#tell();
  }

  async #sendAll(): Promise<void> {
    while (!this.#isClosed) {
      await this.#writing;
      await this.#forgetSent();
      const batch = this.#entries.filter((one) => one.state === "kept").slice(0, MOST_IN_A_COMMAND);
      if (!batch.length || !(await this.#sendBatch(batch))) break;
    }
  }

  /** Another tab may have sent what this one has loaded. */
  async #forgetSent(): Promise<void> {
    const expected = [...this.#stored];
    const found = new Set((await this.store.all(this.owner)).map((one) => one.id));
    const sent = new Set(expected.filter((id) => !found.has(id)));
    if (!sent.size) return;
    sent.forEach((id) => this.#stored.delete(id));
    this.#entries = this.#entries.filter((one) => !sent.has(one.id));
    this.#tell();
  }

  #nextId(): number {
    this.#lastId = Math.max(this.#lastId + 1, Date.now() * 1_000 + Math.floor(Math.random() * 1_000));
    return this.#lastId;
  }

  async #sendBatch(batch: Entry[]): Promise<boolean> {
    this.#mark(batch, "sending");
    let outcomes: ActionOutcome[];
    try {
      outcomes = await this.transport.send(batch.map(actionOf));
    } catch (error) {
      return this.#failed(batch, error);
    }
    this.#failures = 0;
    this.#tell({ isAway: false, needsSignIn: false });
    for (const [index, entry] of batch.entries()) {
      await this.#conclude(
        entry,
        outcomes.filter((outcome) => outcome.action === index),
      );
    }
    return true;
  }

  async #conclude(entry: Entry, outcomes: readonly ActionOutcome[]): Promise<void> {
    for (const applied of outcomes.filter(({ status }) => status === "applied")) {
      this.transport.applied(entry, applied);
      this.#raise(entry, applied.current_version ?? null);
    }
    const outcome = worstOf(outcomes);
    // Without an outcome nothing was left to decide: others had, or there was nothing that is agreed.
    if (!outcome || outcome.status === "applied" || outcome.status === "proposed") return this.drop(entry);
    if (outcome.status === "refused") return this.#change(entry, { state: "refused", reason: outcome.reason ?? "" });
    await this.#settleConflict(entry, outcome);
  }

  /** A copy has changed since the teacher saw it: is it what she decided on that changed? */
  async #settleConflict(entry: Entry, outcome: ActionOutcome): Promise<void> {
    let standing: Standing;
    try {
      standing = await this.transport.standing(entry);
    } catch (error) {
      await this.#failed([entry], error);
      return;
    }
    const { seen, version, decided } = standing;
    if (decided !== null && decided === valueOf(entry)) {
      this.transport.applied(entry, outcome); // an earlier try of ours arrived, or somebody decided the same
      return this.drop(entry);
    }
    const isOwn = decided !== null && entry.tried?.includes(decided);
    if (seen === entry.seen || isOwn) return this.#change(entry, { state: "kept", expectedVersion: version });
    await this.#change(entry, { state: "conflict", standing: decided });
  }

  /** Decisions on a copy that were made before its version rose by one of our own. */
  #raise({ copyId, expectedVersion }: Entry, version: number | null): void {
    if (version === null) return;
    for (const later of this.#entries) {
      const isBetween = later.expectedVersion >= expectedVersion && later.expectedVersion < version;
      if (later.copyId === copyId && later.state === "kept" && isBetween)
        void this.#change(later, { expectedVersion: version });
    }
  }

  async #failed(batch: Entry[], error: unknown): Promise<boolean> {
    const problem = error instanceof Problem ? error : null;
    if (problem && problem.status >= 400 && problem.status < 500 && ![401, 408, 425, 429].includes(problem.status)) {
      for (const entry of batch) await this.#change(entry, { state: "refused", reason: problem.message });
      return true;
    }
    const ids = new Set(batch.map((one) => one.id));
    this.#entries = this.#entries.map((one) => (ids.has(one.id) ? triedOnce(one) : one));
    this.#tell({ isAway: !problem, needsSignIn: problem?.status === 401 });
    if (problem?.status === 401) return false;
    const pause = PAUSES[Math.min(this.#failures, PAUSES.length - 1)];
    this.#failures += 1;
    this.#timer = setTimeout(() => void this.flush(), pause);
    return false;
  }

  /** In memory alone: after a reload, what was under way is sent again in any case. */
  #mark(batch: Entry[], state: Entry["state"]): void {
    const ids = new Set(batch.map((one) => one.id));
    this.#entries = this.#entries.map((one) => (ids.has(one.id) ? { ...one, state } : one));
    this.#tell();
  }

  async #change(entry: Entry, changes: Partial<Entry>): Promise<void> {
    const changed = { ...entry, ...changes };
    this.#entries = this.#entries.map((one) => (one.id === entry.id ? changed : one));
    this.#tell();
    await this.#write(async () => {
      // A decision that was dropped or replaced meanwhile stays so.
      if (this.#entries.some((one) => one.id === entry.id)) await this.store.put(changed);
    });
  }

  /** Write in the order of the decisions. */
  #write<T>(write: () => Promise<T>): Promise<void> {
    const written = this.#writing.then(write);
    this.#writing = written.catch(() => undefined);
    return written.then(() => undefined);
  }

  #tell(changes: Partial<Omit<OutboxView, "entries">> = {}): void {
    this.#view = { ...this.#view, ...changes, entries: this.#entries };
    this.#listeners.forEach((listener) => listener());
  }
}

/** Do something that no other tab of this browser does for the same decisions meanwhile. */
function alone<T>(owner: string, work: () => Promise<T>): Promise<T> {
  const locks = globalThis.navigator?.locks; // there are none on a page that came by plain HTTP from elsewhere
  return locks ? (locks.request(`bareme-outbox ${owner}`, work) as Promise<T>) : work();
}
