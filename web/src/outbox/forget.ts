/** What the review keeps on this device, erased at sign-out: staff rooms share computers. */

import { openStore } from "./store.ts";

const PREFIXES = ["bareme.aside.", "bareme.audit."];

/** Return how many decisions of this device the server does not have, or does not take. */
export function unsentDecisions(): Promise<number> {
  return openStore().count();
}

export async function forgetReview(): Promise<void> {
  for (const name of Object.keys(localStorage))
    if (PREFIXES.some((prefix) => name.startsWith(prefix))) localStorage.removeItem(name);
  await openStore().clear();
}
