import { setMaxListeners } from "node:events";
import { BailiwickError, onAbort } from "../../kernel/index.js";
import { placeText, type StepPlace } from "../step-place.js";

/** Node takes a longer one for 1 ms. */
export const longestTimeout = 2 ** 31 - 1;

/** What a cancellation tells the run whose it is. */
export interface CancellationListener {
  /** Called once, right after the signal was aborted. */
  aborted(): void;
  /** Called once, when the grace time after the abort is over. */
  graceOver(): void;
}

/** How a run is told to end, by its caller or by itself, and when its own patience with the handlers is over. */
export class Cancellation {
  readonly graceMs: number;
  /**
   * It is the run's own, so that what handlers leave on it is gone with the run: the caller's may live as long as the
   * process.
   */
  readonly signal: AbortSignal;
  readonly #own = new AbortController();
  readonly #listener: CancellationListener;
  #isAborted = false;
  #grace: NodeJS.Timeout | undefined;
  #release: (() => void) | undefined;

  constructor(graceMs: number, listener: CancellationListener) {
    this.graceMs = graceMs;
    this.signal = this.#own.signal;
    this.#listener = listener;
    // One listener for each step that runs is no leak.
    setMaxListeners(0, this.signal);
  }

  /** Aborts with the signal of the caller and for the same reason; that has one listener more until the release. */
  follow(caller: AbortSignal): void {
    if (caller.aborted) this.abort(caller.reason);
    else this.#release = onAbort(caller, () => this.abort(caller.reason));
  }

  /** As the signal says it, which takes its time to. */
  get isAborted(): boolean {
    return this.#isAborted;
  }

  /** Aborts the signal, unless it is already. */
  abort(reason: unknown): void {
    if (this.#isAborted) return;
    this.#isAborted = true;
    this.#grace = setTimeout(() => this.#listener.graceOver(), Math.min(this.graceMs, longestTimeout));
    this.#own.abort(reason);
    this.#listener.aborted();
  }

  /** Stops listening to the caller, and waiting. */
  release(): void {
    clearTimeout(this.#grace);
    this.#release?.();
  }
}

/**
 * Keeps the time of one attempt. When it is up, the signal of the attempt is aborted; its handler has the grace time of
 * the run to end, so that the next attempt does not run beside it.
 */
export class TimeLimit {
  readonly #controller = new AbortController();
  readonly #release: () => void;
  #timer: NodeJS.Timeout;
  #timedOut: BailiwickError | undefined;

  /** @param abandon called when the grace time after the timeout is over */
  constructor(
    place: StepPlace,
    timeoutMs: number,
    { signal, graceMs }: Cancellation,
    abandon: (timedOut: BailiwickError) => void,
  ) {
    const end = (): void => {
      const timedOut = stepTimedOut(place, timeoutMs);
      this.#timedOut = timedOut;
      this.#timer = setTimeout(() => abandon(timedOut), Math.min(graceMs, longestTimeout));
      this.#controller.abort(timedOut);
    };
    this.#timer = setTimeout(end, Math.min(timeoutMs, longestTimeout));
    // From an abort of the run on, it is the run that waits.
    this.#release = onAbort(signal, () => {
      clearTimeout(this.#timer);
      this.#controller.abort(signal.reason);
    });
  }

  /** That of the attempt: aborted when its time is up, and with the run. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The error of the attempt once its time was up. */
  get timedOut(): BailiwickError | undefined {
    return this.#timedOut;
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#release();
  }
}

function stepTimedOut(place: StepPlace, timeoutMs: number): BailiwickError {
  return new BailiwickError("STEP_TIMED_OUT", {
    message: `The ${placeText(place)} took longer than ${timeoutMs} ms and was aborted.`,
    details: { ...place, timeoutMs },
  });
}
