import { BailiwickError, describe, isPlainObject, messageOf } from "../kernel/index.js";
import { listFaults, suggester } from "./faults.js";
import type { IdSource } from "./entries.js";
import { isMetadataRegistry, type AnyRegistry, type MetadataEntry } from "./registry.js";
import type { ReferenceTarget } from "./rule.js";

/** What refers to entries of the same registry, which cannot name itself in its own definition. */
const self = "self";

/** Ids that were read, or why not, as the end of a sentence. */
type ReadIds = { readonly ids: readonly string[] } | { readonly fault: string };

/** What each field refers to: known now, or only when it is asked for. */
export type ReadReferences = ReadonlyMap<string, ReferenceTarget | (() => unknown)>;

/** The ids of a registry or of what else has `ids`, of the keys of a record, or of a list: as the type `IdsOf` says. */
export function readIds(source: unknown): ReadIds {
  if (isMetadataRegistry(source)) return { ids: source.ids };
  let ids: readonly unknown[];
  try {
    if (Array.isArray(source)) ids = Array.from(source as readonly unknown[]);
    else if (!isPlainObject(source))
      return { fault: `must be a registry, a record or a list of ids, but is ${describe(source)}` };
    else if (isListOfTexts(source["ids"])) ids = [...source["ids"]];
    else ids = Object.keys(source);
  } catch (thrown) {
    return { fault: `cannot be read: ${messageOf(thrown)}` };
  }
  const seen = new Set<unknown>();
  for (const id of ids) {
    if (typeof id !== "string") return { fault: `must be a list of ids, but has ${describe(id)} in it` };
    if (seen.has(id)) return { fault: `has ${describe(id)} twice` };
    seen.add(id);
  }
  return { ids: Object.freeze(ids as readonly string[]) };
}

function isListOfTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((member) => typeof member === "string");
}

/** What the option `references` says; what is wrong with it is added to the faults. */
export function readReferences(references: unknown, own: ReferenceTarget, faults: string[]): ReadReferences {
  const read = new Map<string, ReferenceTarget | (() => unknown)>();
  if (!isPlainObject(references)) {
    faults.push(`references must be an object by field, but is ${describe(references)}`);
    return read;
  }
  for (const [field, source] of Object.entries(references)) {
    if (source === undefined) continue;
    if (typeof source === "function") {
      read.set(field, source as () => unknown);
      continue;
    }
    const target = source === self ? own : targetOf(field, source);
    if ("fault" in target) faults.push(`references.${field} ${target.fault}`);
    else read.set(field, target);
  }
  return read;
}

function targetOf(field: string, source: unknown): ReferenceTarget | { readonly fault: string } {
  const read = readIds(source);
  if ("fault" in read) return read;
  const name = isMetadataRegistry(source) ? source.name : field;
  return Object.freeze({ name, ids: read.ids, source: source as IdSource });
}

/** Every target, those too that are defined later, and the registry itself. */
export function targetsOf(
  registry: AnyRegistry,
  references: ReadReferences,
): Readonly<Record<string, ReferenceTarget>> {
  const targets: Record<string, ReferenceTarget> = Object.create(null);
  const faults: string[] = [];
  const causes: unknown[] = [];
  for (const [field, reference] of references) {
    try {
      const target = typeof reference === "function" ? targetOf(field, reference()) : reference;
      if ("fault" in target) faults.push(`what references.${field} gives ${target.fault}`);
      else
        targets[field] =
          target.source === undefined ? Object.freeze({ ...target, source: registry }) : target;
    } catch (thrown) {
      faults.push(`references.${field} cannot be read: ${messageOf(thrown)}`);
      causes.push(thrown);
    }
  }
  if (faults.length === 0) return Object.freeze(targets);
  throw new BailiwickError("METADATA_REGISTRY_INVALID", {
    message: `The registry ${describe(registry.name)} has references that lead nowhere:\n${listFaults(faults)}`,
    hint: "a function is for a target that is defined later; it is asked when the references are first looked at.",
    details: { registry: registry.name, faults },
    ...(causes.length === 0 ? {} : { cause: causes[0] }),
  });
}

/** What entries refer to that is not there. Targets that are only defined later are left to the compliance check. */
export function* referenceFaults(
  references: ReadReferences,
  entries: ReadonlyMap<string, MetadataEntry>,
): Generator<string> {
  for (const [field, target] of references) {
    if (typeof target === "function") continue;
    const known = new Set<unknown>(target.ids);
    const nearest = suggester(target.ids);
    for (const [id, entry] of entries) {
      for (const referred of referredBy(entry, field)) {
        if (!known.has(referred))
          yield `${id}.${field} refers to ${describe(referred)}, which ${describe(target.name)} does not have${nearest(referred)}`;
      }
    }
  }
}

/** What a field of an entry refers to: one id, several, or none. */
export function referredBy(entry: MetadataEntry, field: string): readonly unknown[] {
  if (!Object.hasOwn(entry, field)) return [];
  const value = (entry as unknown as Readonly<Record<string, unknown>>)[field];
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** Components without an entry, and entries without a component. */
export function* coverFaults(
  components: readonly string[],
  entries: ReadonlyMap<string, unknown>,
): Generator<string> {
  const ids = [...entries.keys()];
  const nearestEntry = suggester(ids);
  for (const component of components)
    if (!entries.has(component))
      yield `${describe(component)} is covered, but has no entry${nearestEntry(component)}`;
  const covered = new Set(components);
  const nearestComponent = suggester(components);
  for (const id of ids)
    if (!covered.has(id)) yield `${id} has an entry, but is not among what is covered${nearestComponent(id)}`;
}
