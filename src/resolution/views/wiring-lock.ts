import { canonicalJson, deepFreeze, fingerprint, isPlainObject } from "../../kernel/index.js";
import type { Edge } from "../../graph/index.js";
import type { StepSpecification } from "../../specification/index.js";
import { uniqueName } from "../port-names.js";
import { profiles, type CompleteProfile } from "../profile.js";
import type { Unresolved, Wire } from "../wire.js";

/** The version of the form of a lock. */
export const lockVersion = 1;

/** A wire in a lock that a person decided. */
export interface LockedPin {
  /** `step.output` */
  readonly output: string;
  readonly decidedBy: "pin";
  readonly reason?: string;
}

/** The profile that a wiring was made with. */
export interface LockedProfile {
  readonly name: string;
  /** Only there if the profile is one of the user's own. */
  readonly extends?: "strict" | "classic";
  /** Of all values of the profile, those of the built-in one too: they may differ between versions. */
  readonly fingerprint: string;
  /** The values that differ from those of the built-in profile; only there if the profile is the user's own. */
  readonly changes?: Readonly<Record<string, unknown>>;
}

/** The options of the resolver that differ from their defaults and have a say in what is wired. */
export interface LockedOptions {
  readonly onAmbiguous?: "report";
  /** Sorted. */
  readonly stepTypeNames?: readonly string[];
  readonly aliases?: Readonly<Record<string, string>>;
}

/**
 * A wiring for the record: what feeds what, and what that was decided from. Frozen plain data; keys and lists are
 * sorted, and the tables have no prototype.
 *
 * An input or output is named `step.port`; if the name of the port has a dot in it, `step["the.port"]`.
 */
export interface WiringLock {
  readonly lockVersion: typeof lockVersion;
  readonly profile: LockedProfile;
  /** Only there if an option differs from its default. */
  readonly options?: LockedOptions;
  /** The known graph. Only there if one was given. */
  readonly edges?: readonly Edge[];
  /**
   * The steps with the fingerprint of what resolution sees of their specifications: step type, job type, and the
   * ports without description and property path. Neither the order of ports and lists counts nor the version.
   */
  readonly steps: Readonly<Record<string, string>>;
  /** By input the output that feeds it. */
  readonly wires: Readonly<Record<string, string | LockedPin>>;
  /** The inputs that nothing feeds. */
  readonly unresolved: readonly string[];
}

/** What a wiring was made from, beside the specifications. */
export interface LockBasis {
  readonly profile: CompleteProfile;
  readonly onAmbiguous: "error" | "report";
  readonly stepTypeNames: readonly string[];
  readonly aliases: Readonly<Record<string, string>>;
  /** Undefined where no graph is known. */
  readonly edges: readonly Edge[] | undefined;
}

/** What is locked. */
export interface LockSource {
  readonly wires: readonly Wire[];
  readonly unresolved: readonly Unresolved[];
  readonly specifications: ReadonlyMap<string, StepSpecification>;
}

/** Makes the lock of a wiring. O(n log n) in its steps, wires and edges; hashes every specification. */
export function takeLock(
  { wires, unresolved, specifications }: LockSource,
  { profile, edges, ...options }: LockBasis,
): WiringLock {
  return canonicalLock({
    profile: lockedProfile(profile),
    options,
    ...(edges === undefined ? {} : { edges }),
    steps: table(Array.from(specifications, ([name, specification]) => [name, seenOf(specification)])),
    wires: table(wires.map((wire) => [inputName(wire), lockedWire(wire)])),
    unresolved: unresolved.map(inputName),
  });
}

/** The parts of a lock in any order. */
export interface LockParts extends Omit<WiringLock, "lockVersion" | "options"> {
  /** Those that have their defaults may be there too. */
  readonly options?: Partial<Omit<LockBasis, "profile" | "edges">>;
}

/** Puts the parts of a lock into the one form that they have. */
export function canonicalLock({ profile, options, edges, steps, wires, unresolved }: LockParts): WiringLock {
  const { name, extends: base, changes } = profile;
  const own = base === undefined || changes === undefined ? {} : { changes: canonicalCopy(changes) };
  const written = lockedOptions(options ?? {});
  return deepFreeze({
    lockVersion,
    profile: {
      name,
      ...(base === undefined ? {} : { extends: base }),
      fingerprint: profile.fingerprint,
      ...own,
    },
    ...(written === undefined ? {} : { options: written }),
    ...(edges === undefined ? {} : { edges: sortedEdges(edges) }),
    steps: table(Object.entries(steps)),
    wires: table(Object.entries(wires).map(([input, wire]) => [input, canonicalWire(wire)])),
    unresolved: unresolved.toSorted(),
  });
}

function canonicalWire(wire: string | LockedPin): string | LockedPin {
  if (typeof wire === "string") return wire;
  const { output, decidedBy, reason } = wire;
  return { output, decidedBy, ...(reason === undefined ? {} : { reason }) };
}

/** A record with sorted keys and without a prototype, in which any name is a key like any other. */
function table<T>(entries: readonly (readonly [string, T])[]): Record<string, T> {
  const record = Object.create(null) as Record<string, T>;
  for (const [key, value] of entries.toSorted(([a], [b]) => (a < b ? -1 : 1))) record[key] = value;
  return record;
}

/** By name, each once. */
function sortedEdges(edges: readonly Edge[]): Edge[] {
  const byText = new Map(edges.map(([from, to]) => [JSON.stringify([from, to]), [from, to] as const]));
  return [...byText.values()].toSorted(([a, c], [b, d]) => {
    if (a === b) return c < d ? -1 : 1;
    return a < b ? -1 : 1;
  });
}

/** `undefined` if all have their defaults. */
function lockedOptions({
  onAmbiguous,
  stepTypeNames = [],
  aliases = {},
}: NonNullable<LockParts["options"]>): LockedOptions | undefined {
  const options: LockedOptions = {
    ...(onAmbiguous === "report" ? { onAmbiguous } : {}),
    ...(stepTypeNames.length > 0 ? { stepTypeNames: [...new Set(stepTypeNames)].toSorted() } : {}),
    ...(Object.keys(aliases).length > 0 ? { aliases: table(Object.entries(aliases)) } : {}),
  };
  return Object.keys(options).length === 0 ? undefined : options;
}

/** A copy of plain data with sorted keys. */
function canonicalCopy<T>(value: T): T {
  return JSON.parse(canonicalJson(value)) as T;
}

function inputName({ consumer, dependency }: Wire | Unresolved): string {
  return uniqueName({ stepName: consumer, portName: dependency });
}

function lockedWire({ provider, output, decidedBy, reason }: Wire): string | LockedPin {
  const name = uniqueName({ stepName: provider, portName: output });
  if (decidedBy !== "pin") return name;
  return { output: name, decidedBy, ...(reason === undefined ? {} : { reason }) };
}

function lockedProfile({ name, isOwn, base, values }: CompleteProfile): LockedProfile {
  if (!isOwn) return { name, fingerprint: fingerprint(values) };
  return {
    name,
    extends: base,
    fingerprint: fingerprint(values),
    changes: changedValues(profiles[base], values),
  };
}

/** The members of `values` that `base` has otherwise or not at all; nothing was taken out. */
function changedValues(base: object, values: object): Record<string, unknown> {
  const was = base as Readonly<Record<string, unknown>>;
  const changes: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(values)) {
    const before = Object.hasOwn(was, key) ? was[key] : undefined;
    if (before !== undefined && canonicalJson(before) === canonicalJson(value)) continue;
    changes[key] = isPlainObject(before) && isPlainObject(value) ? changedValues(before, value) : value;
  }
  return changes;
}

/** The fingerprint of what resolution sees of a specification. */
function seenOf({ stepType, jobType, dependencies, outputs }: StepSpecification): string {
  return fingerprint({
    stepType,
    jobType,
    dependencies: Object.values(dependencies)
      .map(({ logicalName, dependencyType, dataType, required, compatibleSources, semanticKeywords }) => [
        logicalName,
        dependencyType,
        dataType,
        required,
        compatibleSources.toSorted(),
        semanticKeywords.toSorted(),
      ])
      .toSorted(byLogicalName),
    outputs: Object.values(outputs)
      .map(({ logicalName, outputType, dataType, aliases }) => [
        logicalName,
        outputType,
        dataType,
        aliases.toSorted(),
      ])
      .toSorted(byLogicalName),
  });
}

function byLogicalName([a]: readonly unknown[], [b]: readonly unknown[]): number {
  return String(a) < String(b) ? -1 : 1;
}
