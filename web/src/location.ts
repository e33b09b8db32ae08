/** Which screen is shown: the path of the address, without a router. */

import { useSyncExternalStore } from "react";

/** The screens of a session, as they stand in its address. */
export const SESSION_SCREENS = ["files", "scale", "criteria", "grading", "review", "students", "figures", "export"] as const;
export type SessionScreen = (typeof SESSION_SCREENS)[number];

export type Place =
  | { screen: "sessions" }
  | { screen: "new" }
  | { screen: "session"; sessionId: string; part: SessionScreen | null }
  | { screen: "unknown" };

/** Return the place that a path names. */
export function placeOf(path: string): Place {
  const parts = path.replace(/^\/app\/?/, "").split("/").filter(Boolean);
  if (parts.length === 0) return { screen: "sessions" };
  if (parts.length === 1 && parts[0] === "new") return { screen: "new" };
  const [kind, sessionId, part] = parts;
  if (kind !== "sessions" || !sessionId || parts.length > 3) return { screen: "unknown" };
  const known = SESSION_SCREENS.find((screen) => screen === part);
  if (part && !known) return { screen: "unknown" };
  return { screen: "session", sessionId: decodeURIComponent(sessionId), part: known ?? null };
}

/** Return the address of a session's screen; without one, of that which its stage asks for. */
export function sessionPath(sessionId: string, part?: SessionScreen): string {
  return `/app/sessions/${encodeURIComponent(sessionId)}${part ? `/${part}` : ""}`;
}

export const SESSIONS_PATH = "/app";
export const NEW_PATH = "/app/new";

export function usePath(): string {
  return useSyncExternalStore(subscribe, () => location.pathname);
}

/** Go to an address of the app, with a step back unless it replaces where one is. */
export function go(path: string, { replace = false } = {}): void {
  if (replace) history.replaceState(null, "", path);
  else history.pushState(null, "", path);
  dispatchEvent(new PopStateEvent("popstate"));
}

function subscribe(onChange: () => void): () => void {
  addEventListener("popstate", onChange);
  return () => removeEventListener("popstate", onChange);
}
