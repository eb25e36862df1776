import type { Mutex } from "async-mutex";
import { abortError, throwIfAborted } from "./abort.js";

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
  const release = await acquire(mutex, signal, what);
  try {
    return await body();
  } finally {
    release();
  }
}

async function acquire(mutex: Mutex, signal: AbortSignal | undefined, what: string): Promise<() => void> {
  throwIfAborted(signal, what);
  const turn = mutex.acquire();
  if (signal === undefined) return turn;
  let giveUp!: () => void;
  const aborted = new Promise<never>((_, reject) => {
    giveUp = () => reject(abortError(signal, what));
  });
  signal.addEventListener("abort", giveUp, { once: true });
  try {
    return await Promise.race([turn, aborted]);
  } catch (error) {
    void turn.then((release) => release());
    throw error;
  } finally {
    signal.removeEventListener("abort", giveUp);
  }
}
