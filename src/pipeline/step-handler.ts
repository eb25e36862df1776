import type { Partition } from "./plan/partitions.js";

/** What a step is given: the value of each wired dependency, by logical name. */
export type Inputs = Readonly<Record<string, unknown>>;

/** What a step gives: a value for each of its outputs, by logical name. */
export type Outputs = Readonly<Record<string, unknown>>;

/** What a handler works with. */
export interface StepIo<In extends object = Inputs> {
  /** Frozen, without a prototype. An optional dependency that nothing provides is absent. */
  readonly inputs: Readonly<In>;
  /** Aborted when the run is cancelled and when the attempt takes too long: hand it to what you await. */
  readonly signal: AbortSignal;
  /** The part of the run that this is; absent in a run without partitions. */
  readonly partition: Partition | undefined;
  /**
   * What this step gave for the partition before; only for steps that say `usesPrevious`, and absent for the first
   * partition of which anything is known.
   */
  readonly previous: Outputs | undefined;
  /** The settings of the step's definition; `{}` if it has none. */
  readonly options: Readonly<Record<string, unknown>>;
  /** From 1; goes on when an interrupted run is resumed. */
  readonly attempt: number;
  /**
   * The same for every attempt at the same piece of work, also after a resume, and for nothing else: hand it to systems
   * that refuse to do a thing twice.
   */
  readonly idempotencyKey: string;
  /** Says something in the run's events, with data for programs. After the attempt has ended nobody hears it. */
  readonly log: (message: string, data?: unknown) => void;
  /** Says how much is done, from 0 to 1; values beyond are cut, and NaN is 0. */
  readonly progress: (fraction: number, message?: string) => void;
}

/**
 * Does the work of one step. It returns a value for each output of its specification, and for nothing else; a
 * step without outputs may return nothing. The types of inputs and outputs are yours to declare: values are
 * passed on as they are. Declare outputs by a `type`: TypeScript does not take an `interface` for a record.
 *
 * @example
 * ```ts
 * import type { StepHandler } from "bailiwick";
 *
 * const double: StepHandler<{ numbers: number[] }, { doubled: number[] }> = ({ inputs }) => ({
 *   doubled: inputs.numbers.map((n) => n * 2),
 * });
 * ```
 */
export type StepHandler<In extends object = Inputs, Out extends object = Outputs> = {
  /** As a method, so that a handler with declared inputs still fits among others. */
  handle(io: StepIo<In>): Out | void | Promise<Out | void>;
}["handle"];
