import type { Kind, Slot, TypeFunction } from "../kind.js";

/** What is said of every flag. */
export interface FlagFacts<Environment extends string> {
  readonly description: string;
  /** Who is asked about it. */
  readonly owner: string;
  /** Where it can be on at all. */
  readonly environments: readonly Environment[];
  /** The percentage of units for which it is on, from 0 to 100; fractions are fine. */
  readonly rollout: number;
  /** What units for which it is on get, by name with the percentage of them; the percentages come to 100. */
  readonly variants?: Readonly<Record<string, number>>;
  /** The flags that have to be on for the same unit. */
  readonly dependsOn?: readonly string[];
  /** Off everywhere and for everybody, whatever else is said. By default false. */
  readonly killed?: boolean;
  /** What it is where it cannot be decided: nobody is named, or its implementation fails. By default false, which is off. */
  readonly fallback?: boolean;
  /** The day on which the rollout was set to what it is, as `YYYY-MM-DD`. */
  readonly since?: string;
  /** What units are spread by in the place of the id: keep it when a flag gets another id. */
  readonly salt?: string;
}

/** What is said of a flag: it has a last day, or a reason to stay. */
export type FeatureFlagMetadata<Environment extends string = string> = FlagFacts<Environment> &
  (
    | {
        /** The last day on which it is wanted, as `YYYY-MM-DD`; it stays as it is after that, and is a finding. */
        readonly expires: string;
        readonly permanent?: never;
      }
    | {
        readonly expires?: never;
        /** Why it stays for good. */
        readonly permanent: string;
      }
  );

/** For whom and where a flag is evaluated. */
export interface FlagSubject<Environment extends string = string, Attributes extends object = object> {
  readonly environment: Environment;
  /** Whom it is for: a user, an account, a device. Without it a rollout between 0 and 100 cannot be decided. */
  readonly unit?: string | undefined;
  /** What implementations of `enabled` look at. */
  readonly attributes?: Attributes | undefined;
  /** By id: on, off, or the variant that is to be had; before everything else. For tests, and for what cannot wait. */
  readonly overrides?: Readonly<Record<string, boolean | string>>;
}

/** What the implementation of a flag is given. */
export interface FlagContext<E, Environment extends string, Attributes extends object> {
  readonly entry: E;
  readonly environment: Environment;
  readonly unit: string | undefined;
  readonly attributes: Attributes | undefined;
}

/** Decides a flag: on, off, or `undefined`, which leaves it to the rollout. */
export type FlagDecider<E, Environment extends string, Attributes extends object> = (
  context: FlagContext<E, Environment, Attributes>,
) => boolean | undefined;

/** What the slot `enabled` takes. */
export interface FlagDeciderSlot<Environment extends string, Attributes extends object> extends TypeFunction {
  readonly out: FlagDecider<this["in"], Environment, Attributes>;
}

declare const attributesOf: unique symbol;

/** A kind whose entries are feature flags. Made by `defineFeatureFlagKind`. */
export interface FeatureFlagKind<
  Environment extends string = string,
  Attributes extends object = object,
> extends Kind<
  "feature-flags",
  FeatureFlagMetadata<Environment>,
  { readonly enabled: Slot<FlagDeciderSlot<Environment, Attributes>, false> }
> {
  readonly [attributesOf]?: Attributes;
  readonly environments: readonly Environment[];
}

/** Any {@link FeatureFlagKind}, whatever its implementations look at. */
export type AnyFeatureFlagKind = Kind & { readonly environments: readonly string[] };

/** What the flags of a kind are evaluated for. */
export type SubjectFor<K> = K extends {
  readonly environments: readonly (infer Environment extends string)[];
  readonly [attributesOf]?: infer Attributes extends object;
}
  ? FlagSubject<Environment, Attributes>
  : never;

/** Whether a kind is one of feature flags. */
export function isFlagKind(kind: unknown): kind is AnyFeatureFlagKind {
  const { slots, environments } = (kind ?? {}) as Partial<FeatureFlagKind>;
  return typeof slots?.enabled === "object" && Array.isArray(environments);
}

/** A flag of which only the dependencies are of interest. */
interface Dependent {
  readonly id: string;
  readonly dependsOn?: readonly string[];
}

/** A cycle among the flags that depend on each other, its first id again as its last; `undefined` if there is none. O(flags + dependencies). */
export function dependencyCycle(flags: readonly Dependent[]): readonly string[] | undefined {
  const byId = new Map(flags.map((flag) => [flag.id, flag]));
  const finished = new Set<string>();
  for (const { id } of flags) {
    const cycle = cycleFrom(id, byId, finished);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

/** Walks without recursion: a chain of flags may be longer than the stack. */
function cycleFrom(
  start: string,
  byId: ReadonlyMap<string, Dependent>,
  finished: Set<string>,
): readonly string[] | undefined {
  const path: { readonly id: string; readonly rest: string[] }[] = [];
  const enter = (id: string) => path.push({ id, rest: (byId.get(id)?.dependsOn ?? []).toReversed() });
  if (!finished.has(start)) enter(start);
  const onPath = new Set([start]);
  for (let last = path.at(-1); last !== undefined; last = path.at(-1)) {
    const next = last.rest.pop();
    if (next === undefined) {
      finished.add(last.id);
      onPath.delete(last.id);
      path.pop();
    } else if (onPath.has(next)) {
      const ids = path.map(({ id }) => id);
      return [...ids.slice(ids.indexOf(next)), next];
    } else if (!finished.has(next)) {
      enter(next);
      onPath.add(next);
    }
  }
  return undefined;
}

/** Whether a text is a day that there is, as `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(time) && new Date(time).toISOString().startsWith(text);
}
