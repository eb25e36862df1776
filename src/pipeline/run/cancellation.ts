import { setMaxListeners } from "node:events";
import { onAbort } from "../../kernel/index.js";

/** How a run learns that its caller gave up, and when its own patience with the handlers is over. */
export interface Cancellation {
  /**
   * Aborted with the caller's signal and for the same reason. It is the run's own, so that what handlers leave
   * on it is gone with the run: the caller's may live as long as the process.
   */
  readonly signal: AbortSignal;
  readonly graceMs: number;
  /** Resolved when the grace time after an abort is over. Never rejected. */
  readonly graceOver: Promise<void>;
  /** Stops listening to the caller. */
  release(): void;
}

/** Node takes a longer one for 1 ms. */
const longestTimeout = 2 ** 31 - 1;

/** The cancellation of one run by its caller's signal, which has one listener more until it is released. */
export function followSignal(caller: AbortSignal, graceMs: number): Cancellation {
  const own = new AbortController();
  // One listener for each step that runs is no leak.
  setMaxListeners(0, own.signal);
  let endGrace!: () => void;
  const graceOver = new Promise<void>((resolve) => (endGrace = resolve));
  let timer: NodeJS.Timeout | undefined;
  const abort = (): void => {
    timer = setTimeout(endGrace, Math.min(graceMs, longestTimeout));
    own.abort(caller.reason);
  };
  if (caller.aborted) abort();
  const release = caller.aborted ? undefined : onAbort(caller, abort);
  return {
    signal: own.signal,
    graceMs,
    graceOver,
    release() {
      clearTimeout(timer);
      release?.();
    },
  };
}
