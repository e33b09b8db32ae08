import { afterEach, expect, test, vi } from "vitest";

import { startRun } from "./runs.ts";

afterEach(() => vi.unstubAllGlobals());

test.each([
  [true, "reject"],
  [false, undefined],
])("a run that is wanted at rest alone (%j) waits behind no other", async (onlyAtRest, strategy) => {
  const sent: unknown[] = [];
  vi.stubGlobal("localStorage", { getItem: () => null, setItem: () => undefined });
  vi.stubGlobal("fetch", async (_: unknown, init: RequestInit) => {
    sent.push(JSON.parse(String(init.body)));
    return new Response(JSON.stringify({ run_id: "r" }), { headers: { "content-type": "application/json" } });
  });
  await startRun("s", { resume: { actions: [] }, onlyAtRest });
  expect(sent).toEqual([expect.objectContaining({ command: { resume: { actions: [] } } })]);
  expect((sent[0] as { multitask_strategy?: string }).multitask_strategy).toBe(strategy);
});
