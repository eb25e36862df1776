import { canonicalJson, deepFreeze, isPlainObject } from "../kernel/index.js";
import type { StepSpecification } from "../specification/index.js";
import { sameSpecification } from "./content.js";

/** One field that two versions of a specification have different. */
export interface FieldChange {
  /** For example `outputs.model.aliases`. Lists are compared as a whole. */
  readonly field: string;
  /** Absent where the field came new. */
  readonly before?: unknown;
  /** Absent where the field went away. */
  readonly after?: unknown;
}

/** One step that both registries have, with different specifications. */
export interface StepChange {
  readonly stepName: string;
  readonly fields: readonly FieldChange[];
}

/** What leads from one registry to another; plain and frozen. Steps are in the order of their registry. */
export interface RegistryDiff {
  /** Steps that only the other registry has. */
  readonly added: readonly string[];
  /** Steps that only this registry has. */
  readonly removed: readonly string[];
  readonly changed: readonly StepChange[];
  readonly isEmpty: boolean;
}

type Steps = ReadonlyMap<string, StepSpecification>;

/** Compares two sets of steps by name. O(fields). */
export function diffSteps(before: Steps, after: Steps): RegistryDiff {
  const added = [...after.keys()].filter((stepName) => !before.has(stepName));
  const removed = [...before.keys()].filter((stepName) => !after.has(stepName));
  const changed: StepChange[] = [];
  for (const [stepName, specification] of before) {
    const other = after.get(stepName);
    if (other === undefined || sameSpecification(specification, other)) continue;
    changed.push({ stepName, fields: [...changedFields(specification, other, "")] });
  }
  return deepFreeze({
    added,
    removed,
    changed,
    isEmpty: added.length + removed.length + changed.length === 0,
  });
}

function* changedFields(before: object, after: object, prefix: string): Generator<FieldChange> {
  const [was, is] = [before as Record<string, unknown>, after as Record<string, unknown>];
  for (const key of new Set([...Object.keys(was), ...Object.keys(is)])) {
    const field = prefix === "" ? key : `${prefix}.${key}`;
    const inBoth = Object.hasOwn(was, key) && Object.hasOwn(is, key);
    const [left, right] = [was[key], is[key]];
    if (!inBoth) {
      yield { field, ...(Object.hasOwn(was, key) ? { before: left } : { after: right }) };
    } else if (isPlainObject(left) && isPlainObject(right)) {
      yield* changedFields(left, right, field);
    } else if (canonicalJson(left) !== canonicalJson(right)) {
      yield { field, before: left, after: right };
    }
  }
}
