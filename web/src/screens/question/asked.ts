import type { Schema } from "./schema-fields.ts";

/** The newest version of the wire that this page was written for. */
const KNOWN_VERSION = 1;

/** What every question of a session has, whatever its kind. */
export interface Asked {
  message?: string;
  error?: string;
  schema_version?: number;
  response_schema: Schema;
}

/** Return what a session asks: the first of what the server tells that can be answered. */
export function asked(question: object): Asked | undefined {
  return Object.values(question).find(
    (one: unknown): one is Asked => typeof one === "object" && one !== null && "response_schema" in one,
  );
}

/** Whether a question is of a later version than the screens of this page. */
export const isNewer = ({ schema_version: version = KNOWN_VERSION }: { schema_version?: number }): boolean => version > KNOWN_VERSION;
