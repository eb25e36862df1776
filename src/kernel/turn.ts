import type { Mutex } from "async-mutex";
import { throwIfAborted, unlessAborted } from "./abort.js";

/**
 * Runs `body` when its turn at the mutex comes. A caller that is aborted while it waits passes its turn on.
 *
 * @throws BailiwickError `OPERATION_ABORTED`; what `body` throws.
 */
export async function inTurn<T>(
  mutex: Mutex,
  signal: AbortSignal | undefined,
  what: string,
  body: () => Promise<T>,
): Promise<T> {
  throwIfAborted(signal, what);
  const turn = mutex.acquire();
  const release = await unlessAborted(turn, signal, what).catch((error: unknown) => {
    void turn.then((passOn) => passOn());
    throw error;
  });
  try {
    return await body();
  } finally {
    release();
  }
}
