import { argumentInvalid, describe, messageOf } from "../../kernel/index.js";
import { isFlagKind, type FlagSubject, type SubjectFor } from "./feature-flag-metadata.js";
import {
  entryUnknown,
  isMetadataRegistry,
  needs,
  type AnyRegistry,
  type EntryOf,
  type IdOf,
  type KindOf,
} from "../registry.js";
import type { Wiring } from "../wire.js";
import { readOverride, requireSubject, type Flag } from "./flag-subject.js";
import { rolloutBucket, weightedMember } from "./rollout.js";

/** Where flags are taken from: their registry, or their wiring if some of them have an implementation. */
export type FlagSource = AnyRegistry | { readonly registry: AnyRegistry };

/** The registry of a {@link FlagSource}. */
export type RegistryOfFlags<S extends FlagSource> = S extends {
  readonly registry: infer R extends AnyRegistry;
}
  ? R
  : S extends AnyRegistry
    ? S
    : never;

/** The names of the variants of a flag. */
export type VariantOf<R extends AnyRegistry, I extends IdOf<R>> = {
  readonly [P in I]: EntryOf<R, P> extends { readonly variants: infer V } ? keyof V & string : never;
}[I];

/** What decided a flag. */
export type FlagReason =
  "override" | "killed" | "environment" | "dependency" | "implementation" | "rollout" | "no-unit" | "failure";

/** What a flag is for somebody, and why. Frozen. */
export interface FlagDecision<Id extends string = string, Variant extends string = string> {
  readonly id: Id;
  readonly enabled: boolean;
  /** Absent if the flag is off, has no variants, or nobody was named whom they are spread over. */
  readonly variant?: Variant;
  readonly because: FlagReason;
  /** The same as one sentence. */
  readonly explanation: string;
}

/**
 * Decides a flag for somebody: by an override, else off where it is killed, not for the environment, or something that it depends on
 * is off; else by its implementation, if it has one and that says something; else by its rollout. Units are spread by a hash of the
 * flag and the unit, alike on every machine: raising a percentage turns nobody off, and changes nobody's variant. O(flags that it
 * depends on).
 *
 * @example
 * ```ts
 * import { defineFeatureFlagKind, defineFeatureFlags, evaluateFlag } from "bailiwick/metadata";
 *
 * const kind = defineFeatureFlagKind()({ environments: ["staging", "production"] });
 * const flags = defineFeatureFlags(kind, {
 *   "new-checkout": {
 *     description: "The checkout on one page.",
 *     owner: "payments",
 *     environments: ["production"],
 *     rollout: 25,
 *     expires: "2027-06-30",
 *   },
 * });
 * const { enabled, explanation } = evaluateFlag(flags, "new-checkout", { environment: "production", unit: "user-3" });
 * console.log(enabled); // => true
 * console.log(explanation); // => new-checkout is on for "user-3", who stands at 4.03 % of a rollout to 25 %.
 * ```
 * @throws BailiwickError `METADATA_ENTRY_UNKNOWN`; `OPTION_INVALID` for an environment that the kind does not know, a blank unit,
 * or an override of what does not exist
 */
export function evaluateFlag<S extends FlagSource, I extends IdOf<RegistryOfFlags<S>>>(
  source: S,
  id: I,
  subject: SubjectFor<KindOf<RegistryOfFlags<S>>>,
): FlagDecision<I, VariantOf<RegistryOfFlags<S>, I>> {
  const scene = sceneOf(source, subject, "evaluateFlag()");
  return decide(id, scene) as FlagDecision<I, VariantOf<RegistryOfFlags<S>, I>>;
}

/**
 * Decides all flags for somebody, by id: for example to hand them to a browser. O(flags + dependencies).
 *
 * @throws BailiwickError as {@link evaluateFlag} does
 */
export function evaluateFlags<S extends FlagSource>(
  source: S,
  subject: SubjectFor<KindOf<RegistryOfFlags<S>>>,
): {
  readonly [I in IdOf<RegistryOfFlags<S>>]: FlagDecision<I, VariantOf<RegistryOfFlags<S>, I>>;
} {
  const scene = sceneOf(source, subject, "evaluateFlags()");
  const decisions: Record<string, FlagDecision> = Object.create(null);
  for (const id of scene.registry.ids) decisions[id] = decide(id, scene);
  return Object.freeze(decisions) as {
    readonly [I in IdOf<RegistryOfFlags<S>>]: FlagDecision<I, VariantOf<RegistryOfFlags<S>, I>>;
  };
}

/** What one evaluation looks at, and the flags that it has decided or is about to. */
interface Scene {
  readonly registry: AnyRegistry;
  readonly subject: FlagSubject;
  implementation(id: string): unknown;
  readonly decided: Map<string, FlagDecision | "underway">;
}

function sceneOf(source: unknown, subject: FlagSubject, owner: string): Scene {
  const wiring = isMetadataRegistry(source) ? undefined : (source as Partial<Wiring> | null | undefined);
  const registry = isMetadataRegistry(source) ? source : wiring?.registry;
  if (!isMetadataRegistry(registry) || !isFlagKind(registry.kind))
    throw argumentInvalid("source", owner, "a registry of feature flags, or its wiring", source);
  requireSubject(registry, subject, owner);
  return {
    registry,
    subject,
    implementation: (id) => wiring?.get?.(id, "enabled" as never),
    decided: new Map(),
  };
}

/** Without recursion: a chain of flags may be longer than the stack. */
function decide(id: string, scene: Scene): FlagDecision {
  const waiting = [id];
  while (waiting.length > 0) {
    const next = waiting.at(-1) as string;
    const outcome = decideNext(next, scene);
    if (typeof outcome === "string") waiting.push(outcome);
    else {
      scene.decided.set(next, outcome);
      waiting.pop();
    }
  }
  return scene.decided.get(id) as FlagDecision;
}

/** What a flag is, or the flag that has to be decided before. */
function decideNext(id: string, scene: Scene): FlagDecision | string {
  const known = scene.decided.get(id);
  if (known !== undefined && known !== "underway") return known;
  const flag = scene.registry.find(id) as Flag | undefined;
  if (flag === undefined) throw entryUnknown(scene.registry, id);
  scene.decided.set(id, "underway");
  return decideAnew(flag, scene);
}

function decideAnew(flag: Flag, scene: Scene): FlagDecision | string {
  const { id } = flag;
  const { subject } = scene;
  const override = readOverride(subject, id);
  if (typeof override === "string")
    return decision(
      id,
      true,
      "override",
      `${id} is on: overridden, with the variant ${describe(override)}.`,
      override,
    );
  if (override === false) return decision(id, false, "override", `${id} is off: overridden.`);
  if (override === true) return withVariant(flag, subject, "override", `${id} is on: overridden.`);
  if (flag.killed === true) return decision(id, false, "killed", `${id} is off: it is killed.`);
  if (!flag.environments.includes(subject.environment))
    return decision(id, false, "environment", `${id} is off: it is not for ${subject.environment}.`);
  for (const other of flag.dependsOn ?? []) {
    if (!scene.registry.has(other))
      return decision(
        id,
        false,
        "dependency",
        `${id} is off: it depends on ${describe(other)}, which does not exist.`,
      );
    const known = scene.decided.get(other);
    if (known === undefined) return other;
    const { enabled, explanation } = known === "underway" ? dependsOnItself(other) : known;
    if (!enabled)
      return decision(
        id,
        false,
        "dependency",
        `${id} is off, because it depends on what is off: ${explanation}`,
      );
  }
  return decideByImplementation(flag, scene) ?? decideByRollout(flag, subject);
}

function dependsOnItself(id: string): FlagDecision {
  return decision(id, false, "dependency", `${id} is off: it depends on itself.`);
}

function decideByImplementation(flag: Flag, scene: Scene): FlagDecision | undefined {
  const { id } = flag;
  const implementation = needs(scene.registry.kind, flag, "enabled") ? scene.implementation(id) : undefined;
  if (typeof implementation !== "function") return undefined;
  const { environment, unit, attributes } = scene.subject;
  const failed = (why: string) =>
    flag.fallback === true
      ? withVariant(flag, scene.subject, "failure", `${id} is on, which it falls back to: ${why}.`)
      : decision(id, false, "failure", `${id} is off, which it falls back to: ${why}.`);
  try {
    const said: unknown = implementation(Object.freeze({ entry: flag, environment, unit, attributes }));
    if (said === undefined) return undefined;
    if (said === false)
      return decision(id, false, "implementation", `${id} is off: its implementation says so.`);
    if (said === true)
      return withVariant(flag, scene.subject, "implementation", `${id} is on: its implementation says so.`);
    void Promise.resolve(said).catch(() => undefined);
    return failed(`its implementation gives ${describe(said)} and not true, false or undefined`);
  } catch (thrown) {
    return failed(`its implementation throws: ${messageOf(thrown)}`);
  }
}

function decideByRollout(flag: Flag, subject: FlagSubject): FlagDecision {
  const { id, rollout } = flag;
  if (rollout >= 100) return withVariant(flag, subject, "rollout", `${id} is on: it is rolled out to all.`);
  if (!(rollout > 0)) return decision(id, false, "rollout", `${id} is off: it is rolled out to nobody.`);
  if (subject.unit === undefined) {
    const why = `nobody is named whom its ${rollout} % could be told from`;
    return flag.fallback === true
      ? decision(id, true, "no-unit", `${id} is on, which it falls back to: ${why}.`)
      : decision(id, false, "no-unit", `${id} is off, which it falls back to: ${why}.`);
  }
  const bucket = rolloutBucket(flag.salt ?? id, subject.unit);
  const isOn = bucket < rollout;
  const explanation = `${id} is ${isOn ? "on" : "off"} for ${describe(subject.unit)}, who stands at ${percent(bucket)} of a rollout to ${rollout} %.`;
  return isOn
    ? withVariant(flag, subject, "rollout", explanation)
    : decision(id, false, "rollout", explanation);
}

/** Rounded down, so that nobody is told to stand at a percentage which was reached. */
function percent(bucket: number): string {
  return `${(Math.floor(bucket * 100) / 100).toFixed(2)} %`;
}

function withVariant(
  flag: Flag,
  { unit }: FlagSubject,
  because: FlagReason,
  explanation: string,
): FlagDecision {
  const { id, variants, salt = id } = flag;
  // A name of its own: who is among the first of a rollout must not be more likely to get the first variant.
  const variant =
    variants === undefined || unit === undefined
      ? undefined
      : weightedMember(variants, rolloutBucket(`variant of ${salt}`, unit));
  return decision(id, true, because, explanation, variant);
}

function decision(
  id: string,
  enabled: boolean,
  because: FlagReason,
  explanation: string,
  variant?: string,
): FlagDecision {
  return Object.freeze({ id, enabled, ...(variant === undefined ? {} : { variant }), because, explanation });
}
