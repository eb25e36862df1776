import type { Clock } from "../../kernel/index.js";

/** How long, in milliseconds, a turn may be: timers, signals and Ctrl-C are heard only between turns. */
const longestTurn = 10;
/** The same in steps, for a clock that stands still. */
const mostStepsInTurn = 10_000;

/** What a run does in its turns. */
export interface TurnTaker {
  /** Does whatever can be done by now. */
  advance(): void;
  /** Hears what `advance` throws, and what enters. */
  fail(error: unknown): void;
}

/**
 * Lets a run do one thing at a time: what comes from outside while it is busy becomes part of what it does. Also the
 * time of the run, as reading the clock costs more than a step.
 */
export class Turns {
  readonly #taker: TurnTaker;
  readonly #clock: Clock;
  readonly #gathers: boolean;
  #isBusy = false;
  #isScheduled = false;
  #beganAt = 0;
  #steps = 0;
  #now = 0;
  #isStale = false;

  /** @param gathers whether a turn waits for whatever else happens at the same time, so that it is dealt with at once */
  constructor(taker: TurnTaker, clock: Clock, gathers: boolean) {
    this.#taker = taker;
    this.#clock = clock;
    this.#gathers = gathers;
  }

  /** The first turn. */
  begin(work: () => void): void {
    this.#take(() => {
      this.#beganAt = this.readClock();
      work();
      this.#taker.advance();
    });
  }

  /** Does something that comes from outside, and then what follows from it. */
  enter(work: () => void): void {
    if (this.#isBusy) {
      work();
      return;
    }
    this.#take(() => {
      this.#isStale = true;
      work();
      if (this.#gathers) this.schedule();
      else this.#taker.advance();
    });
  }

  /** Goes on when timers and signals were heard. */
  schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#take(() => {
        this.#beganAt = this.readClock();
        this.#steps = 0;
        this.#taker.advance();
      });
    });
  }

  /** Whether it is time to let others run; asked once for each step. */
  isLong(): boolean {
    return ++this.#steps > mostStepsInTurn || this.#now - this.#beganAt > longestTurn;
  }

  /** The time, as it was when the clock was last read, unless that is too long ago. */
  get now(): number {
    return this.#isStale ? this.readClock() : this.#now;
  }

  /** The time, as it is. */
  readClock(): number {
    this.#isStale = false;
    this.#now = this.#clock.now();
    return this.#now;
  }

  /** Says that time has passed since the clock was read. */
  losesTime(): void {
    this.#isStale = true;
  }

  #take(work: () => void): void {
    this.#isBusy = true;
    try {
      work();
    } catch (error) {
      this.#taker.fail(error);
    } finally {
      this.#isBusy = false;
    }
  }
}
