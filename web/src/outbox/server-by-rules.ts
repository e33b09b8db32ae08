import { Unreachable } from "../api/problem.ts";
import type { ActionOutcome } from "../wire/index.ts";
import type { Value } from "./entry.ts";
import type { Transport } from "./outbox.ts";

interface Action {
  type: string;
  copy_ids: string[];
  question_id: string;
  points: number;
  text: string;
  expected_version: number;
}

/** For tests: a server that applies marks and comments by the rules of the real one, versions by copy, commands as a whole. */
export class Server implements Transport {
  versions: Record<string, number> = {};
  marks: Record<string, number> = {};
  comments: Record<string, string> = {};
  /** Every comment that was recorded. */
  written: string[] = [];
  /** What graders agree on, which counts as long as nobody decides. */
  agreed: Record<string, number> = {};
  commands: Action[][] = [];
  hold: Promise<void> = Promise.resolve();
  broken: unknown[] = [];
  losesAnswer = false;

  async send(actions: Record<string, unknown>[]): Promise<ActionOutcome[]> {
    await this.hold;
    const failure = this.broken.shift();
    if (failure) throw failure;
    this.commands.push(actions as unknown as Action[]);
    const before = { ...this.versions };
    const outcomes = (actions as unknown as Action[]).map((action, index): ActionOutcome => {
      const copy = action.copy_ids[0]!;
      const common = { action: index, type: action.type, copy_id: copy };
      if (action.points > 10) return { ...common, status: "refused", reason: "more than 10" };
      const place = `${copy}/${action.question_id}`;
      const version = before[copy] ?? 1;
      if (action.expected_version !== version)
        return {
          ...common,
          status: "conflict",
          current_version: version,
          current_points: this.marks[place] ?? this.agreed[place] ?? null,
        };
      if (action.type === "set_feedback") this.comment(place, action.text);
      else this.decide(place, action.points);
      return { ...common, status: "applied", current_version: this.versions[copy]! };
    });
    if (this.losesAnswer) {
      this.losesAnswer = false;
      throw new Unreachable();
    }
    return outcomes;
  }

  async standing({ copyId, decision }: { copyId: string; decision: { type: string } }) {
    const { question_id } = decision as { type: string; question_id: string };
    const kept: Record<string, Value> = decision.type === "set_feedback" ? this.comments : this.marks;
    const decided = kept[`${copyId}/${question_id}`] ?? null;
    return { seen: String(decided ?? ""), version: this.versions[copyId] ?? 1, decided };
  }

  applied(..._told: unknown[]): void {}

  /** A mark is decided, by somebody else where a test says so. */
  decide(place: string, points: number): void {
    this.marks[place] = points;
    this.#raise(place);
  }

  comment(place: string, text: string): void {
    this.comments[place] = text;
    this.written.push(text);
    this.#raise(place);
  }

  #raise(place: string): void {
    const [copy = ""] = place.split("/");
    this.versions[copy] = (this.versions[copy] ?? 1) + 1;
  }
}
