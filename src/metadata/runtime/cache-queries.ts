import {
  canonicalJson,
  deepFreeze,
  optionInvalid,
  refuseUnknownOptions,
  requireClock,
  steadyClock,
  type Clock,
} from "../../kernel/index.js";
import type { CachePolicy } from "./operation-metadata.js";
import type { OperationCall, OperationMiddleware } from "./create-dispatcher.js";

/** How results of queries are kept. */
export interface QueryCacheOptions {
  /** For how many milliseconds results are kept, by what the entries say. */
  readonly keepMs: Readonly<Record<Exclude<CachePolicy, "none">, number>>;
  /** How many results are kept at most; the one that was used longest ago goes first. By default 1,000. */
  readonly most?: number;
  /** What results depend on beside the id and the input, such as who is asking: results are not shared across it. */
  readonly scope?: (call: OperationCall) => string;
  readonly clock?: Clock;
}

/** Results of queries in memory. */
export interface QueryCache {
  /** To be given to `createDispatcher`. */
  readonly middleware: OperationMiddleware;
  readonly size: number;
  /** Forgets everything, also what is being read now. */
  clear(): void;
}

interface Kept {
  readonly result: unknown;
  readonly until: number;
}

/**
 * Keeps the results of queries as long as their entries say, by id and input. Inputs that JSON cannot say are not kept; results are
 * frozen, because all who ask get the same one. O(input) per query.
 *
 * @throws BailiwickError `OPTION_INVALID`
 */
export function cacheQueries(options: QueryCacheOptions): QueryCache {
  const { keepMs, most = 1000, scope, clock = steadyClock } = readOptions(options);
  const kept = new Map<string, Kept>();
  let clearings = 0;
  const take = (key: string): Kept | undefined => {
    const found = kept.get(key);
    kept.delete(key);
    if (found === undefined || found.until <= clock.now()) return undefined;
    kept.set(key, found);
    return found;
  };
  const put = (key: string, result: unknown, ms: number) => {
    const [oldest] = kept.keys();
    if (kept.size >= most && oldest !== undefined) kept.delete(oldest);
    if (most > 0) kept.set(key, { result, until: clock.now() + ms });
  };
  const middleware: OperationMiddleware = async (call, next) => {
    const { cache = "none" } = call.entry;
    const key = cache === "none" ? undefined : keyOf(call, scope?.(call));
    if (cache === "none" || key === undefined) return next();
    const found = take(key);
    if (found !== undefined) return found.result;
    const before = clearings;
    const result = deepFreeze(await next());
    // What was read before everything was forgotten may be what was changed.
    if (before === clearings) put(key, result, keepMs[cache]);
    return result;
  };
  return Object.freeze({
    middleware,
    get size() {
      return kept.size;
    },
    clear: () => {
      clearings++;
      kept.clear();
    },
  });
}

function readOptions(options: QueryCacheOptions): QueryCacheOptions {
  const owner = "cacheQueries()";
  refuseUnknownOptions(options, ["keepMs", "most", "scope", "clock"], owner);
  const { keepMs, most, scope, clock } = options;
  refuseUnknownOptions(keepMs, ["short", "medium", "long"], `${owner} keepMs`);
  for (const policy of ["short", "medium", "long"] as const) {
    if (!(Number.isFinite(keepMs[policy]) && keepMs[policy] >= 0))
      throw optionInvalid(`keepMs.${policy}`, owner, "a number of milliseconds", keepMs[policy]);
  }
  if (most !== undefined && !(Number.isSafeInteger(most) && most >= 0))
    throw optionInvalid("most", owner, "a count", most);
  if (scope !== undefined && typeof scope !== "function")
    throw optionInvalid("scope", owner, "a function", scope);
  requireClock(clock, owner);
  return options;
}

/** `undefined` for an input that JSON cannot say. */
function keyOf({ id, input }: OperationCall, scope = ""): string | undefined {
  try {
    return canonicalJson([id, scope, input ?? null]);
  } catch {
    return undefined;
  }
}
