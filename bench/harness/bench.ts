import type { Goal } from "./goals.js";

/** Units of figures; a figure that is a cost is better when it is lower. */
export type Unit = "ns" | "µs" | "ms" | "bytes" | "MB" | "×" | "per second";

/** What one contender measured in one process, by the name of the figure. */
export type Figures = Readonly<Record<string, number>>;

/** One way to do the work of a table. */
export interface Contender {
  readonly name: string;
  /** Seconds after which its process is ended, and the contender left out of the rounds to come. Without: never. */
  readonly budget?: number;
  /**
   * Sets up, warms up, measures and checks its own results, in a process of its own. Throws if a result is wrong,
   * and `NotMeasured` if there is none. What starts further processes gives their peak memory in bytes as the
   * figure `peakMemory`.
   */
  readonly measure: () => Figures | Promise<Figures>;
}

/** Contenders that do the same work, compared round by round. */
export interface Table {
  readonly title: string;
  /** How often every contender is measured. */
  readonly rounds: number;
  /** The figures that every contender measures; the first one is compared with the floor. */
  readonly figures: Readonly<Record<string, Unit>>;
  /** The name of the contender that the others are compared with: where there is one, that below which nobody gets. */
  readonly floor: string;
  readonly contenders: readonly Contender[];
  readonly goals: readonly Goal[];
}

/** What the module of a bench exports. */
export interface Bench {
  /** The tables in full, or small and with few rounds, which shows no more than that the results are right. */
  readonly tables: (quick: boolean) => readonly Table[];
}
