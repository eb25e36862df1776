import type { FingerprintParts, RunStore, StepRecord } from "../../store/index.js";

/** How one step of one partition differs between two runs. */
export interface StepDifference {
  readonly stepName: string;
  /** Absent in runs without partitions. */
  readonly partition?: string;
  /** Which run has it, if only one does. */
  readonly onlyIn?: "a" | "b";
  /** Only if they differ. */
  readonly status?: readonly [a: string, b: string];
  /** Parts of the fingerprint that differ: `specification`, `code`, `options`, `input features`, `after load`. */
  readonly changed: readonly string[];
  /** Milliseconds; only if both ran. */
  readonly durationMs?: readonly [a: number, b: number];
}

/** The steps of two runs, beside each other, in the order of the first. O(n) in steps. */
export function compareRuns(store: RunStore, a: string, b: string): readonly StepDifference[] {
  const [before, after] = [byKey(store.steps(a)), byKey(store.steps(b))];
  const keys = new Set([...before.keys(), ...after.keys()]);
  return Array.from(keys, (key) => differenceOf(before.get(key), after.get(key))).filter(
    (difference) => difference !== undefined,
  );
}

function byKey(steps: readonly StepRecord[]): ReadonlyMap<string, StepRecord> {
  return new Map(steps.map((step) => [JSON.stringify([step.partition, step.stepName]), step]));
}

function differenceOf(a: StepRecord | undefined, b: StepRecord | undefined): StepDifference | undefined {
  const known = a ?? b;
  if (known === undefined) return undefined;
  const { stepName, partition } = known;
  const name = { stepName, ...(partition === "" ? {} : { partition }) };
  if (a === undefined || b === undefined)
    return { ...name, onlyIn: a === undefined ? "b" : "a", changed: [] };
  return {
    ...name,
    ...(a.status === b.status ? {} : { status: [a.status, b.status] as const }),
    changed: changedParts(a.parts, b.parts),
    ...(a.durationMs === undefined || b.durationMs === undefined
      ? {}
      : { durationMs: [a.durationMs, b.durationMs] as const }),
  };
}

function changedParts(a: FingerprintParts, b: FingerprintParts): readonly string[] {
  return [
    ...(["specification", "code", "options"] as const).filter((part) => a[part] !== b[part]),
    ...changedNames(a.inputs, b.inputs).map((name) => `input ${name}`),
    ...changedNames(a.after, b.after).map((name) => `after ${name}`),
  ];
}

type Named = Readonly<Record<string, string>>;

function changedNames(a: Named, b: Named): readonly string[] {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].filter((name) => valueOf(a, name) !== valueOf(b, name));
}

function valueOf(named: Named, name: string): string | undefined {
  return Object.hasOwn(named, name) ? named[name] : undefined;
}
