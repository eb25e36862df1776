import { setMaxListeners } from "node:events";
import { onAbort } from "../../kernel/index.js";
import type { ExecutionLock, RunStore } from "../../store/index.js";
import type { Plan } from "../plan/plan.js";

/** How what happens to the runs of a pipeline is kept from happening twice at a time. */
export interface RunLockOptions {
  readonly store: RunStore;
  readonly lock?: string | false | undefined;
  readonly heartbeatLimitMs?: number | undefined;
  readonly signal: AbortSignal;
}

/**
 * Does a piece of work under the lock of a pipeline, and gives that back afterwards. The signal that the work is given
 * is aborted by the caller, and when the lock is lost.
 *
 * @throws BailiwickError `LOCK_HELD`; `LOCK_LOST`, even if the work itself did not notice; what the work throws
 */
export async function underLock<T>(
  plan: Plan,
  { store, lock: key, heartbeatLimitMs, signal }: RunLockOptions,
  work: (signal: AbortSignal, lock: ExecutionLock | undefined) => Promise<T>,
): Promise<T> {
  // Nobody waits for it, so that even a caller who gave up before is told in a report.
  const lock =
    key === false
      ? undefined
      : await store.lock(key ?? defaultKey(plan), heartbeatLimitMs === undefined ? {} : { heartbeatLimitMs });
  // Its own, so that what the work leaves on it is gone with the work; one listener for each step is no leak.
  const either = new AbortController();
  setMaxListeners(0, either.signal);
  const releases = [signal, lock?.signal].map((one) => follow(either, one));
  try {
    const done = await work(either.signal, lock);
    lock?.signal.throwIfAborted();
    return done;
  } finally {
    for (const release of releases) release();
    // What became of the work matters more, and the lock goes on trying.
    await lock?.release().catch(() => undefined);
  }
}

/** Escaped, because a text with separators would be taken for a path. */
function defaultKey({ contextName, pipelineName }: Plan): string {
  return `pipeline:${encodeURIComponent(contextName)}:${encodeURIComponent(pipelineName)}`;
}

function follow(controller: AbortController, signal: AbortSignal | undefined): () => void {
  if (signal === undefined) return () => {};
  if (!signal.aborted) return onAbort(signal, () => controller.abort(signal.reason));
  controller.abort(signal.reason);
  return () => {};
}
