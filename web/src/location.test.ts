import { expect, test } from "vitest";

import { placeOf, SESSION_SCREENS, sessionPath } from "./location.ts";

test("the address of every screen leads to it", () => {
  for (const part of [undefined, ...SESSION_SCREENS]) {
    expect(placeOf(sessionPath("a/b c", part))).toEqual({ screen: "session", sessionId: "a/b c", part: part ?? null });
  }
  expect(placeOf("/app")).toEqual({ screen: "sessions" });
  expect(placeOf("/app/")).toEqual({ screen: "sessions" });
  expect(placeOf("/app/new")).toEqual({ screen: "new" });
});

test.each(["/app/other", "/app/sessions", "/app/sessions/x/other", "/app/sessions/x/review/more"])(
  "%s is no screen",
  (path) => {
    expect(placeOf(path)).toEqual({ screen: "unknown" });
  },
);
