/** What the review keeps on this device, erased at sign-out: staff rooms share computers. */

import { openStore } from "./store.ts";

const PREFIXES = ["bareme.aside.", "bareme.audit."];

export async function forgetReview(): Promise<void> {
  for (const name of Object.keys(localStorage))
    if (PREFIXES.some((prefix) => name.startsWith(prefix))) localStorage.removeItem(name);
  await openStore().clear();
}
