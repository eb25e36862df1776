import { BailiwickError, deepFreeze, describe, didYouMean, isPlainObject } from "../kernel/index.js";
import { classicMatching } from "./classic/classic-matching.js";
import { classicProfile, type ClassicProfile } from "./classic/classic-profile.js";
import type { Matching } from "./matching.js";
import { strictMatching } from "./strict/strict-matching.js";
import { strictProfile, type StrictProfile } from "./strict/strict-profile.js";

/** The built-in profiles, as frozen data. */
export const profiles: { readonly strict: StrictProfile; readonly classic: ClassicProfile } = Object.freeze({
  strict: strictProfile,
  classic: classicProfile,
});

/** A change of some of the values of a profile: groups and tables are merged by key, lists replaced. */
export type ProfileChanges<T> = {
  readonly [Key in keyof T]?: T[Key] extends number | readonly unknown[] ? T[Key] : ProfileChanges<T[Key]>;
};

/** A profile of your own: a built-in one with other values. */
export type Profile =
  | ({ readonly name: string; readonly extends: "strict" } & ProfileChanges<StrictProfile>)
  | ({ readonly name: string; readonly extends: "classic" } & ProfileChanges<ClassicProfile>);

/** Groups whose keys are up to the user. */
const openGroups: ReadonlySet<string> = new Set(["names.abbreviations"]);

/** Values above which a rule would no longer mean anything. */
const atMostOne: ReadonlySet<string> = new Set([
  "threshold",
  "nameFloor",
  "margin",
  "nearness",
  "names.reordered",
  "names.synonymWorth",
  "names.stemWorth",
  "names.fillerWeight",
  "jobTypeWorth.mentioned",
  "jobTypeWorth.notMentioned",
  "jobTypeWorth.providerWithout",
]);

/** A profile, complete and frozen. */
export type CompleteProfile = { readonly name: string; readonly isOwn: boolean } & (
  | { readonly base: "strict"; readonly values: StrictProfile }
  | { readonly base: "classic"; readonly values: ClassicProfile }
);

/** Puts a profile to work. */
export function matchingOf({ base, values }: CompleteProfile): Matching {
  return base === "strict" ? strictMatching(values) : classicMatching(values);
}

/**
 * Reads a profile, of which a copy is made.
 *
 * @throws BailiwickError `PROFILE_INVALID` with all faults of a profile, `OPTION_INVALID` for what is none.
 */
export function readProfile(profile: unknown): CompleteProfile {
  if (profile === "strict") return { name: profile, isOwn: false, base: profile, values: profiles[profile] };
  if (profile === "classic") return { name: profile, isOwn: false, base: profile, values: profiles[profile] };
  if (!isPlainObject(profile)) {
    throw new BailiwickError("OPTION_INVALID", {
      message: `The option profile must be "strict", "classic" or an object, but is ${describe(profile)}.`,
      details: { option: "profile", found: describe(profile) },
    });
  }
  const { name, extends: base, ...changes } = profile;
  const faults: string[] = [];
  if (!isText(name)) faults.push(`name must be a text, but is ${describe(name)}`);
  if (base !== "strict" && base !== "classic") {
    faults.push(`extends must be "strict" or "classic", but is ${describe(base)}`);
    throw invalid(name, faults);
  }
  const merged = merge(profiles[base], changes, "", faults) as Merged;
  if (faults.length === 0) faults.push(...faultsTogether(merged));
  if (faults.length > 0) throw invalid(name, faults);
  return { name, isOwn: true, base, values: deepFreeze(merged) } as unknown as CompleteProfile;
}

type Merged = Pick<StrictProfile, "acceptedTypes"> & { readonly weights: Readonly<Record<string, number>> };

/** What is wrong with values that are right one by one. */
function* faultsTogether({ weights, acceptedTypes }: Merged): Generator<string> {
  const whole = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  if (whole === 0) yield "weights must not all be 0";
  if (!Number.isFinite(whole)) yield "weights must have a finite sum";
  const types = Object.keys(acceptedTypes);
  for (const [wanted, accepted] of Object.entries(acceptedTypes)) {
    for (const type of accepted)
      if (!types.includes(type))
        yield `acceptedTypes.${wanted} holds ${describe(type)}, which is no type of a port${didYouMean(type, types)}`;
  }
}

function merge(base: unknown, change: unknown, path: string, faults: string[]): unknown {
  if (change === undefined) return base;
  if (typeof base === "number") {
    if (typeof change !== "number" || !Number.isFinite(change) || change < 0)
      faults.push(`${path} must be a finite number from 0 on, but is ${describe(change)}`);
    else if (change > 1 && atMostOne.has(path)) faults.push(`${path} must be at most 1, but is ${change}`);
    return change;
  }
  if (Array.isArray(base)) {
    const isNested = Array.isArray(base[0]);
    if (isListOfTexts(change, isNested)) return structuredClone(change);
    faults.push(
      `${path} must be a list of ${isNested ? "lists of texts" : "texts"}, but is ${describe(change)}`,
    );
    return base;
  }
  if (!isPlainObject(change)) {
    faults.push(`${path} must be an object, but is ${describe(change)}`);
    return base;
  }
  return mergeGroup(base as Record<string, unknown>, change, path, faults);
}

function mergeGroup(
  base: Record<string, unknown>,
  change: Record<string, unknown>,
  path: string,
  faults: string[],
): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(change)) {
    const keyPath = path === "" ? key : `${path}.${key}`;
    if (openGroups.has(path)) {
      if (!isText(value)) faults.push(`${keyPath} must be a text, but is ${describe(value)}`);
      merged[key] = value;
    } else if (Object.hasOwn(base, key)) merged[key] = merge(base[key], value, keyPath, faults);
    else faults.push(`${keyPath} is unknown${didYouMean(key, Object.keys(base))}`);
  }
  return merged;
}

function isListOfTexts(value: unknown, isNested: boolean): boolean {
  if (!Array.isArray(value)) return false;
  return value.every((item) => (isNested ? isListOfTexts(item, false) : isText(item)));
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "";
}

function invalid(name: unknown, faults: readonly string[]): BailiwickError {
  return new BailiwickError("PROFILE_INVALID", {
    message: [`The profile ${describe(name)} has faults:`, ...faults.map((fault) => `  - ${fault}`)].join(
      "\n",
    ),
    hint: "a profile names the built-in one that it extends, and the values that differ.",
    details: { faults },
  });
}
