/** One part of a run: a year, a day, a region. Frozen. */
export interface Partition {
  /** Names it in reports and in the run store, for example `"2026"`. */
  readonly key: string;
  /** Its place among the partitions of the run, from 0. */
  readonly index: number;
  /** The key of the one before, also where that is not part of the run; absent for the first of a list. */
  readonly previousKey?: string;
}

/** The partitions of a run, in order. Frozen. */
export type Partitions = readonly Partition[];
