import {
  BailiwickError,
  describe,
  didYouMean,
  isPlainObject,
  nameFault,
  normaliseName,
} from "../kernel/index.js";
import { checkSpecification, type StepSpecification } from "../specification/index.js";

const version = 1;
const fields = ["version", "contextName", "steps"];

/** One step in a snapshot. */
export interface SnapshotStep {
  readonly stepName: string;
  readonly specification: StepSpecification;
}

/** All specifications of one context as plain JSON, in order; frozen. What `JSON.parse` gives back restores. */
export interface RegistrySnapshot {
  readonly version: typeof version;
  readonly contextName: string;
  readonly steps: readonly SnapshotStep[];
}

/** Takes the snapshot of a set of steps. O(steps): specifications are immutable and are not copied. */
export function takeSnapshot(
  contextName: string,
  steps: Iterable<readonly [string, StepSpecification]>,
): RegistrySnapshot {
  const listed = Array.from(steps, ([stepName, specification]) => Object.freeze({ stepName, specification }));
  return Object.freeze({ version, contextName, steps: Object.freeze(listed) });
}

/**
 * Reads a snapshot of unknown origin.
 *
 * @throws BailiwickError `SNAPSHOT_INVALID` with everything that is wrong with it.
 */
export function readSnapshot(snapshot: unknown): Map<string, StepSpecification> {
  const faults: string[] = [];
  const steps = new Map<string, StepSpecification>();
  for (const [index, step] of snapshotSteps(snapshot, faults).entries())
    readStep(step, `steps.${index}`, steps, faults);
  if (faults.length === 0) return steps;
  throw new BailiwickError("SNAPSHOT_INVALID", {
    message: `The snapshot cannot be read:\n${faults.map((fault) => `  - ${fault}`).join("\n")}`,
    hint: "nothing was changed; take snapshots with registry.snapshot().",
    details: { faults },
  });
}

function snapshotSteps(snapshot: unknown, faults: string[]): readonly unknown[] {
  if (!isPlainObject(snapshot)) {
    faults.push(`it must be an object, but is ${describe(snapshot)}`);
    return [];
  }
  for (const key of Object.keys(snapshot)) {
    if (!fields.includes(key)) faults.push(`${key} is not a known field${didYouMean(key, fields)}`);
  }
  const found = snapshot["version"];
  if (found !== version) faults.push(`version must be ${version}, but is ${describe(found)}`);
  const contextFault = nameFault(snapshot["contextName"]);
  if (contextFault !== undefined) faults.push(`contextName ${contextFault}`);
  const { steps } = snapshot;
  if (Array.isArray(steps)) return steps;
  faults.push(`steps must be an array, but is ${describe(steps)}`);
  return [];
}

function readStep(step: unknown, at: string, steps: Map<string, StepSpecification>, faults: string[]): void {
  if (!isPlainObject(step)) {
    faults.push(`${at} must be an object, but is ${describe(step)}`);
    return;
  }
  const { stepName } = step;
  const fault = nameFault(stepName);
  if (fault !== undefined) faults.push(`${at}.stepName ${fault}`);
  const check = checkSpecification(step["specification"]);
  for (const { path, message } of check.faults)
    faults.push([at, "specification", ...path].join(".") + ` ${message}`);
  if (fault !== undefined || check.specification === undefined) return;
  const name = normaliseName(stepName as string);
  if (steps.has(name)) faults.push(`${at}.stepName repeats ${describe(name)}`);
  steps.set(name, check.specification);
}
