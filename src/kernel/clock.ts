/** Where the time comes from. Give a fixed one to tests. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
}

/** The time of the machine. */
export const systemClock: Clock = Object.freeze({ now: () => Date.now() });

/**
 * A clock that reads another one at most once per turn of JavaScript: until the next microtask checkpoint
 * after a reading it answers with that reading again. A registry look-up can note the time for the price of
 * a field read; the note is late by no more than the synchronous code that is running.
 */
export function perTurn(clock: Clock): Clock {
  const endOfTurn = Promise.resolve();
  let reading = 0;
  const expire = (): void => {
    reading = 0;
  };
  return {
    now() {
      if (reading === 0) {
        reading = clock.now();
        void endOfTurn.then(expire);
      }
      return reading;
    },
  };
}
