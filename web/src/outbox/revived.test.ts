import { describe, expect, test, vi } from "vitest";

import { Problem, Unreachable } from "../api/problem.ts";
import { sentToRevived } from "./revived.ts";

const problem = (status: number) => new Problem({ type: "about:blank", title: "", status, detail: "", instance: "" });

/** Answer with the results one by one; errors are thrown. */
const answering = (...results: unknown[]) =>
  vi.fn(async () => {
    const result = results.shift();
    if (result instanceof Error) throw result;
    return result;
  });

describe("what is sent to a session that the server may have lost", () => {
  test("arrives without more where the session is known", async () => {
    const revive = answering("unused");
    expect(await sentToRevived(answering("taken"), revive, true)).toBe("taken");
    expect(revive).not.toHaveBeenCalled();
  });

  test("is sent again once the session is known again, by this tab or another", async () => {
    for (const revived of ["made", problem(409)])
      expect(await sentToRevived(answering(problem(404), "taken"), answering(revived), true)).toBe("taken");
  });

  test("is not refused while the session is still missing", async () => {
    const sent = sentToRevived(answering(problem(404), problem(404)), answering(new Unreachable()), true);
    await expect(sent).rejects.toBeInstanceOf(Unreachable);
  });

  test("is refused where the session had no run, or something else is wrong", async () => {
    await expect(sentToRevived(answering(problem(404)), answering("made"), false)).rejects.toMatchObject({ status: 404 });
    await expect(sentToRevived(answering(problem(422)), answering("made"), true)).rejects.toMatchObject({ status: 422 });
    const sent = sentToRevived(answering(problem(404), problem(409)), answering("made"), true);
    await expect(sent).rejects.toMatchObject({ status: 409 });
  });
});
