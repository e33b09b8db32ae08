import { Problem, Unreachable } from "../api/problem.ts";

/**
 * Send something to a session. Where the server has lost the session in a crash, make it known again and send once more.
 *
 * `wasRunning` tells of the moment before: a session with a run cannot be deleted, so one that is missing was lost.
 *
 * @throws Unreachable - it is missing still, as the server may just be starting: it has to be sent again later.
 */
export async function sentToRevived<T>(send: () => Promise<T>, revive: () => Promise<unknown>, wasRunning: boolean): Promise<T> {
  try {
    return await send();
  } catch (error) {
    if (!wasRunning || !isMissing(error)) throw error;
  }
  await revive().catch(() => undefined); // another tab may have done so before
  try {
    return await send();
  } catch (error) {
    throw isMissing(error) ? new Unreachable({ cause: error }) : error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Problem && error.status === 404;
}
