import type { FingerprintParts } from "../../store/index.js";

/** The fingerprint of an execution with its parts. */
export interface Fingerprinted {
  readonly fingerprint: string;
  readonly parts: FingerprintParts;
}

/**
 * What changed in a step since it ran, for a sentence: `input features changed (9f3c… → b210…)`. `undefined` if nothing
 * did.
 */
export function changesOf(before: Fingerprinted, now: Fingerprinted): string | undefined {
  if (before.fingerprint === now.fingerprint) return undefined;
  const changes = [...changedParts(before.parts, now.parts)];
  return changes.length > 0
    ? changes.join("; ")
    : `fingerprint changed ${arrow(before.fingerprint, now.fingerprint)}`;
}

function* changedParts(before: FingerprintParts, now: FingerprintParts): Generator<string> {
  if (before.specification !== now.specification)
    yield `specification changed ${arrow(before.specification, now.specification)}`;
  if (before.code !== now.code) yield "code changed";
  if (before.options !== now.options) yield "options changed";
  for (const [name, was, is] of changedEntries(before.inputs, now.inputs)) {
    if (was === undefined) yield `input ${name} is new`;
    else yield is === undefined ? `input ${name} is gone` : `input ${name} changed ${arrow(was, is)}`;
  }
  for (const [name, was, is] of changedEntries(before.after, now.after)) {
    if (was === undefined) yield `behind ${name} now`;
    else
      yield is === undefined ? `no longer behind ${name}` : `behind ${name}, which changed ${arrow(was, is)}`;
  }
  yield* changedPrevious(before.previous, now.previous);
}

function* changedPrevious(was: string | undefined, is: string | undefined): Generator<string> {
  if (was === is) return;
  if (was === undefined) yield "a result for the partition before is there now";
  else if (is === undefined) yield "the result for the partition before is gone";
  else yield `the result for the partition before changed ${arrow(was, is)}`;
}

/** The names with other values in one record than in the other, those of the second record first. */
function* changedEntries(
  before: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): Generator<readonly [name: string, was: string | undefined, is: string | undefined]> {
  for (const name of new Set([...Object.keys(now), ...Object.keys(before)])) {
    const was = Object.hasOwn(before, name) ? before[name] : undefined;
    const is = Object.hasOwn(now, name) ? now[name] : undefined;
    if (was !== is) yield [name, was, is];
  }
}

function arrow(before: string, now: string): string {
  return `(${before.slice(0, 4)}… → ${now.slice(0, 4)}…)`;
}
