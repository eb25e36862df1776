import { optionInvalid } from "./options.js";

/** Where the time comes from. Give a fixed one to tests. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
}

/** The time of the machine. */
export const systemClock: Clock = Object.freeze({ now: () => Date.now() });

let machine: { readonly time: typeof performance; readonly origin: number } | undefined;

/** The time of the machine in fractions of a millisecond, which never runs backwards while the process lives. */
export const steadyClock: Clock = Object.freeze({
  now: () => {
    // Looking both up costs as much as asking for the time, and the first time a millisecond.
    machine ??= { time: performance, origin: performance.timeOrigin };
    return machine.origin + machine.time.now();
  },
});

/**
 * Lets a caller leave the option `clock` out, and refuses what is none.
 *
 * @param owner what takes the option, as in `new RegistryManager()`
 * @throws BailiwickError `OPTION_INVALID`
 */
export function requireClock(clock: unknown, owner: string): asserts clock is Clock | undefined {
  if (clock === undefined || typeof (clock as Clock | null)?.now === "function") return;
  throw optionInvalid("clock", owner, "an object with a method now", clock);
}

/** A point in time, shared by everything that was noted at it. */
export interface Moment {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly at: number;
}

/**
 * Moments of a clock, made for noting the time often: `"turn"` reads the clock once per turn of JavaScript and
 * answers with the same moment until the next microtask checkpoint, so that a note costs one pointer and is
 * late by no more than the synchronous code that is running. `"call"` reads it each time.
 */
export class Moments {
  readonly #clock: Clock;
  readonly #once: boolean;
  readonly #endOfTurn = Promise.resolve();
  #current: Moment | undefined;

  constructor(clock: Clock, granularity: "turn" | "call") {
    this.#clock = clock;
    this.#once = granularity === "turn";
  }

  /** The moment it is now. */
  now(): Moment {
    return this.#current ?? this.#read();
  }

  #read(): Moment {
    const moment = Object.freeze({ at: this.#clock.now() });
    if (this.#once) {
      this.#current = moment;
      void this.#endOfTurn.then(() => {
        this.#current = undefined;
      });
    }
    return moment;
  }
}
