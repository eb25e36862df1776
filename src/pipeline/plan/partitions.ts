import {
  BailiwickError,
  describe,
  isList,
  isPlainObject,
  nameFault,
  normaliseName,
  refuseUnknownOptions,
} from "../../kernel/index.js";

/** One part of a run: a year, a day, a region. Frozen. */
export interface Partition {
  /** Names it in reports and in the run store, for example `"2026"`. */
  readonly key: string;
  /** Its place among the partitions of the run, from 0. */
  readonly index: number;
  /**
   * The key of the one before, also where that is not part of the run; absent for the first of a list. If it is part of
   * the run, it comes right before.
   */
  readonly previousKey?: string;
}

/** The partitions of a run, in order. Frozen. */
export type Partitions = readonly Partition[];

/** How a list of partitions is meant. */
export interface PartitionListOptions {
  /** Whether each one goes on from the one before it. @defaultValue `false`: they have nothing to do with each other */
  readonly ordered?: boolean;
}

/** How many partitions one run may have. */
const mostPartitions = 100_000;

const msOfDay = 86_400_000;
const datePattern = /^(\d{4})-(\d{2})-(\d{2})$/;

/**
 * One partition for each year, the first and the last included; each goes on from the year before, also the first one.
 *
 * @param from from 1 to 9999
 * @param to not before `from`
 * @throws BailiwickError `PARTITIONS_INVALID`
 *
 * @example `years(2025, 2027)` has the keys `"2025"`, `"2026"` and `"2027"`.
 */
export function years(from: number, to: number): Partitions {
  for (const year of [from, to]) {
    if (!Number.isInteger(year) || year < 1 || year > 9999)
      throw invalid(`years() needs whole numbers from 1 to 9999, but was given ${describe(year)}`);
  }
  if (to < from) throw reversed(String(from), String(to));
  return inOrder(to - from + 1, (at) => keyOfYear(from + at));
}

/**
 * One partition for each day of the calendar, the first and the last included; each goes on from the day before, also
 * the first one.
 *
 * @param from as in `"2025-01-31"`
 * @param to not before `from`
 * @throws BailiwickError `PARTITIONS_INVALID`, also for a day that no calendar has and for more than 100,000 days
 */
export function days(from: string, to: string): Partitions {
  const [first, last] = [timeOf(from), timeOf(to)];
  if (last < first) throw reversed(from, to);
  const count = (last - first) / msOfDay + 1;
  return inOrder(count, (at) => keyOfDay(first + at * msOfDay));
}

/**
 * One partition for each key, in their order.
 *
 * @param keys 1 to 100,000 names, each once; trimmed, in Unicode normal form C
 * @throws BailiwickError `PARTITIONS_INVALID`
 *
 * @example
 * ```ts
 * import { partitions } from "bailiwick";
 *
 * const quarters = partitions(["q1", "q2"], { ordered: true });
 * console.log(quarters[1]); // => { key: 'q2', index: 1, previousKey: 'q1' }
 * ```
 */
export function partitions(keys: Iterable<string>, options: PartitionListOptions = {}): Partitions {
  refuseUnknownOptions(options, ["ordered"], "partitions()");
  if (!isList(keys)) throw invalid(`partitions() needs a list of keys, but was given ${describe(keys)}`);
  const list: string[] = [];
  for (const key of keys) {
    if (list.length === mostPartitions) throw tooMany(undefined);
    const fault = nameFault(key);
    if (fault !== undefined) throw invalid(`the key of partition ${list.length} ${fault}`);
    list.push(normaliseName(key));
  }
  if (list.length === 0) throw empty();
  refuseRepeats(list);
  const isOrdered = options.ordered === true;
  return Object.freeze(list.map((key, at) => partition(key, at, isOrdered ? list[at - 1] : undefined)));
}

/**
 * Reads partitions as they are written on a command line: `2025..2029`, `2025-01-01..2025-01-31`, `2025`, `2025-01-31`, or
 * keys with commas between them, as in `eu,us`.
 *
 * @throws BailiwickError `PARTITIONS_INVALID`
 */
export function parsePartitions(text: string): Partitions {
  if (typeof text !== "string") throw invalid(`they must be a text, but are ${describe(text)}`);
  const ends = text.split("..").map((end) => end.trim());
  if (ends.length === 1 && text.includes(",")) return partitions(text.split(","));
  const [from, to = from] = ends as [string, ...string[]];
  if (ends.length <= 2 && /^\d{4}$/.test(from) && /^\d{4}$/.test(to)) return years(Number(from), Number(to));
  if (ends.length <= 2 && datePattern.test(from) && datePattern.test(to)) return days(from, to);
  if (ends.length === 1) return partitions([from]);
  throw invalid(
    `${describe(text)} is no range of years or days`,
    "write 2025..2029, 2025-01-01..2025-01-31, or keys with commas between them: eu,us.",
  );
}

/**
 * Takes the partitions of a run, which a caller may have made without the functions for it.
 *
 * @throws BailiwickError `PARTITIONS_INVALID`
 */
export function checkPartitions(given: unknown): Partitions {
  if (!Array.isArray(given)) throw invalid(`they must be a list, but are ${describe(given)}`);
  if (given.length === 0) throw empty();
  if (given.length > mostPartitions) throw tooMany(given.length);
  const taken = given.map(takePartition);
  const keys = taken.map(({ key }) => key);
  refuseRepeats(keys);
  const places = new Map(keys.map((key, at) => [key, at]));
  for (const { key, index, previousKey } of taken) {
    const place = previousKey === undefined ? undefined : places.get(previousKey);
    if (place !== undefined && place !== index - 1)
      throw invalid(
        `${describe(key)} goes on from ${describe(previousKey)}, which does not stand right before it`,
      );
  }
  return Object.freeze(taken);
}

function takePartition(given: unknown, at: number): Partition {
  if (!isPlainObject(given))
    throw invalid(`partition ${at} must be an object with a key, but is ${describe(given)}`);
  const { key, index, previousKey } = given;
  const fault = nameFault(key) ?? (previousKey === undefined ? undefined : nameFault(previousKey));
  if (fault !== undefined) throw invalid(`a key of partition ${at} ${fault}`);
  if (index !== at) throw invalid(`partition ${at} must have the index ${at}, but has ${describe(index)}`);
  return partition(
    normaliseName(key as string),
    at,
    previousKey === undefined ? undefined : normaliseName(previousKey as string),
  );
}

function inOrder(count: number, keyAt: (at: number) => string | undefined): Partitions {
  if (count > mostPartitions) throw tooMany(count);
  const list: Partition[] = [];
  for (let at = 0; at < count; at++) list.push(partition(keyAt(at)!, at, keyAt(at - 1)));
  return Object.freeze(list);
}

function partition(key: string, index: number, previousKey: string | undefined): Partition {
  return Object.freeze({ key, index, ...(previousKey === undefined ? {} : { previousKey }) });
}

/** In four digits, so that keys sort as years do. There is none before the first. */
function keyOfYear(year: number): string | undefined {
  return year < 1 ? undefined : String(year).padStart(4, "0");
}

function keyOfDay(time: number): string | undefined {
  const date = new Date(time);
  return date.getUTCFullYear() < 1 ? undefined : date.toISOString().slice(0, 10);
}

function timeOf(date: unknown): number {
  const time = typeof date === "string" && datePattern.test(date) ? Date.parse(`${date}T00:00:00Z`) : NaN;
  // What is parsed leniently, as the 31st of a month of 30 days, comes back as another date.
  if (Number.isNaN(time) || keyOfDay(time) !== date)
    throw invalid(`days() needs dates of the calendar such as "2025-01-31", but was given ${describe(date)}`);
  return time;
}

function refuseRepeats(keys: readonly string[]): void {
  const seen = new Set<string>();
  for (const key of keys) {
    if (seen.has(key)) throw invalid(`${describe(key)} is there twice`);
    seen.add(key);
  }
}

function empty(): BailiwickError {
  return invalid(
    "the list is empty",
    "name at least one partition, or leave `over` out for a run without partitions.",
  );
}

function reversed(from: string, to: string): BailiwickError {
  return invalid(
    `the range ends before it begins, from ${from} to ${to}`,
    `write the earlier end first: from ${to} to ${from}.`,
  );
}

function tooMany(count: number | undefined): BailiwickError {
  return invalid(
    `there ${count === undefined ? `are more than ${mostPartitions}` : `are ${count}, and ${mostPartitions} are the most`}`,
    "run a part of them at a time: each run goes on from the results of the ones before.",
  );
}

function invalid(fault: string, hint?: string): BailiwickError {
  return new BailiwickError("PARTITIONS_INVALID", {
    message: `The partitions cannot be used: ${fault}.`,
    ...(hint === undefined ? {} : { hint }),
    details: { fault },
  });
}
