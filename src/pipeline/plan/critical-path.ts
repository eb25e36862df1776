import { argumentInvalid, isPlainObject, optionInvalid } from "../../kernel/index.js";
import type { Plan } from "./plan.js";

/** The chain of steps that decides how long a run takes, however many run at the same time. Frozen. */
export interface CriticalPath {
  /** How long its steps take together, in milliseconds. */
  readonly durationMs: number;
  /** In the order in which they run. */
  readonly stepNames: readonly string[];
  /** The steps of the plan of which no duration is known; they count as nothing. */
  readonly unknown: readonly string[];
}

/**
 * The longest path through a plan by durations of its steps, as `store.pastDurations(plan)` has them. Of paths of
 * equal length it is the one whose steps stand first in the plan. O(steps + edges).
 *
 * @param durations in milliseconds, by step name
 * @throws BailiwickError `OPTION_INVALID` for a duration that is negative or not finite
 *
 * @example
 * ```ts
 * import { buildPipeline, criticalPath, getRegistry } from "bailiwick";
 *
 * const registry = getRegistry("critical");
 * for (const name of ["load", "check", "train"]) registry.registerSpecification(name, { stepType: "Any" });
 * const { plan } = buildPipeline(registry, { load: () => {}, check: () => {}, train: () => {} }, {
 *   edges: [["load", "check"], ["load", "train"]],
 * });
 * const { durationMs, stepNames } = criticalPath(plan, { load: 400, check: 20, train: 3000 });
 * console.log(durationMs, stepNames); // => 3400 [ 'load', 'train' ]
 * ```
 */
export function criticalPath({ steps }: Plan, durations: Readonly<Record<string, number>>): CriticalPath {
  if (!isPlainObject(durations))
    throw argumentInvalid("durations", "criticalPath()", "durations by step name", durations);
  const indices = new Map(steps.map(({ stepName }, index) => [stepName, index]));
  const ends = new Float64Array(steps.length);
  const before = new Int32Array(steps.length).fill(-1);
  const unknown: string[] = [];
  let last = -1;
  steps.forEach(({ stepName, after }, index) => {
    for (const name of after) {
      const earlier = indices.get(name)!;
      const best = before[index]!;
      const isLater = best === -1 || ends[earlier]! > ends[best]!;
      if (isLater || (ends[earlier] === ends[best] && earlier < best)) before[index] = earlier;
    }
    const own = durationOf(durations, stepName);
    if (own === undefined) unknown.push(stepName);
    ends[index] = (own ?? 0) + (before[index] === -1 ? 0 : ends[before[index]!]!);
    if (last === -1 || ends[index] > ends[last]!) last = index;
  });
  const path: string[] = [];
  for (let index = last; index !== -1; index = before[index]!) path.push(steps[index]!.stepName);
  return Object.freeze({
    durationMs: last === -1 ? 0 : ends[last]!,
    stepNames: Object.freeze(path.toReversed()),
    unknown: Object.freeze(unknown),
  });
}

function durationOf(durations: Readonly<Record<string, number>>, stepName: string): number | undefined {
  if (!Object.hasOwn(durations, stepName)) return undefined;
  const duration: unknown = durations[stepName];
  if (typeof duration === "number" && Number.isFinite(duration) && duration >= 0) return duration;
  throw optionInvalid(
    `durations[${JSON.stringify(stepName)}]`,
    "criticalPath()",
    "a number of milliseconds from 0 up",
    duration,
  );
}
