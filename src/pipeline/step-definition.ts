import type { Partition } from "./plan/partitions.js";
import type { Inputs, Outputs, StepHandler, StepIo } from "./step-handler.js";

/** How often and when a step is tried again. */
export interface RetryPolicy {
  /** How many attempts may follow the first one. A whole number from 0 up. @defaultValue 0 */
  readonly maxRetries?: number;
  /** Milliseconds before the first retry. @defaultValue 1000 */
  readonly delayMs?: number;
  /** By what the delay grows from retry to retry; from 1 up. @defaultValue 2 */
  readonly factor?: number;
  /** No delay is longer; milliseconds. @defaultValue 60000 */
  readonly maxDelayMs?: number;
  /** Which share of a delay is left to chance, from 0 to 1, so that many do not come back at once. @defaultValue 0.5 */
  readonly jitter?: number;
  /**
   * Whether what ended an attempt may be gone the next time. It is asked for what the handler did not itself mark with
   * {@link transient}; a timeout comes as a `STEP_TIMED_OUT` error. @defaultValue never
   */
  readonly isTransient?: (error: unknown) => boolean;
}

/** What a compensation works with. */
export interface CompensationIo<In extends object = Inputs, Out extends object = Outputs> {
  readonly inputs: Readonly<In>;
  /** What the step gave. */
  readonly outputs: Readonly<Out>;
  readonly partition: Partition | undefined;
  readonly options: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal;
  /** That of the work which is taken back. */
  readonly idempotencyKey: string;
  /** As in a handler. */
  readonly log: (message: string, data?: unknown) => void;
}

/** A handler with what else there is to say about a step. */
export interface StepDefinition<In extends object = Inputs, Out extends object = Outputs> {
  /** As a method, so that a definition with declared inputs still fits among others. */
  handle(io: StepIo<In>): Out | void | Promise<Out | void>;
  /**
   * Tells versions of the code apart; a step whose code changed is run again. By default it is made of the text of
   * `handle`, which sees no change in the functions that it calls.
   */
  readonly codeTag?: string;
  /** Settings for the handler, as JSON; a step whose settings changed is run again. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** Equal inputs give equal outputs and nothing else happens: a result is taken over from earlier runs. */
  readonly pure?: boolean;
  /** It asks for what it gave for the partition before, so partitions run in order for it. */
  readonly usesPrevious?: boolean;
  /**
   * Steps of the partition before that have to have succeeded before this one starts, for example because a partition works
   * on what the one before has published. @defaultValue none
   */
  readonly afterPrevious?: readonly string[];
  /** How long one attempt may take, in milliseconds. @defaultValue that of the run, or for ever */
  readonly timeoutMs?: number;
  /** @defaultValue that of the run, or no retries */
  readonly retry?: RetryPolicy;
  /** Takes the effect of the step back. It may be called again if it was interrupted. */
  compensate?(io: CompensationIo<In, Out>): void | Promise<void>;
}

/** The handlers of a pipeline, by step name; or more than a handler, where a step needs it. */
export type StepHandlers = Readonly<Record<string, StepHandler | StepDefinition>>;

/** A {@link StepDefinition}, checked, or the one of a mere handler; what is not said is left to the run. Frozen. */
export interface CheckedDefinition {
  readonly handle: StepHandler;
  /** The tag that was given, or a fingerprint of the text of the handler. */
  readonly codeTag: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly pure: boolean;
  readonly usesPrevious: boolean;
  readonly afterPrevious: readonly string[];
  readonly timeoutMs: number | undefined;
  readonly retry: RetryPolicy | undefined;
  readonly compensate: ((io: CompensationIo) => void | Promise<void>) | undefined;
}
