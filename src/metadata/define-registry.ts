import {
  BailiwickError,
  deepFreeze,
  describe,
  didYouMean,
  identifierFault,
  isPlainObject,
  optionInvalid,
  quoteList,
  refuseUnknownOptions,
} from "../kernel/index.js";
import type { CheckedEntries, Covering, Entries, Entry, IdSource, IdsOf, References } from "./entries.js";
import { requireKind, type Kind } from "./kind.js";
import { copyPure } from "./pure-data.js";
import { idsOf, isMetadataRegistry, makeRegistry, type MetadataEntry, type Registry } from "./registry.js";

/** What a registry says beside its entries. */
export interface RegistryOptions<C extends IdSource, R> {
  /** By default the name of the kind; registries that are checked together have names of their own. */
  readonly name?: string;
  /**
   * The components that there are: each needs an entry, and each entry one of them. The keys of a record, for example
   * of `import * as Events`, a list of names, or another registry.
   */
  readonly covers?: C;
  /** By field of the entries, the registry, record or list whose ids its values are. */
  readonly references?: R;
}

/**
 * Defines a registry: entries by id, copied and frozen.
 *
 * A field that the kind does not know, a reference to what is not there, a component without an entry and an id that
 * stands there twice do not compile; for JavaScript and casts all faults are in one error. O(values).
 *
 * @throws BailiwickError `METADATA_REGISTRY_INVALID`, `OPTION_INVALID`
 */
export function defineRegistry<
  const K extends Kind,
  const E extends Readonly<Record<string, Entry<K>>>,
  const C extends IdSource = { readonly ids: readonly (keyof E & string)[] },
  const R extends References<K> = object,
>(
  kind: K,
  entries: E & CheckedEntries<K, E, R> & Covering<IdsOf<C>, E>,
  options: RegistryOptions<C, R> = {},
): Registry<K, E> {
  requireKind(kind, "defineRegistry()");
  refuseUnknownOptions(options, ["name", "covers", "references"], "defineRegistry()");
  const { name = kind.name, covers, references = {} } = options;
  const faults: string[] = [];
  const nameFault = identifierFault(name);
  if (nameFault !== undefined) faults.push(`the name of the registry ${nameFault}`);
  const checked = readEntries(kind, entries, faults);
  const components = covers === undefined ? undefined : readIds(covers, "covers");
  if (components !== undefined) faults.push(...coverFaults(components, checked));
  faults.push(...referenceFaults(references as Readonly<Record<string, unknown>>, checked));
  if (faults.length > 0) throw registryInvalid(name, faults);
  // The parts were read from E and R; the types of the registry say the same of them.
  return makeRegistry({
    name,
    kind,
    entries: checked,
    references: Object.freeze({ ...(references as Readonly<Record<string, IdSource | (() => IdSource)>>) }),
    covers: components,
  }) as unknown as Registry<K, E>;
}

function registryInvalid(name: unknown, faults: readonly string[]): BailiwickError {
  const shown = faults.slice(0, 50);
  const more = faults.length - shown.length;
  return new BailiwickError("METADATA_REGISTRY_INVALID", {
    message:
      `The registry ${describe(name)} cannot be defined:\n${shown.map((fault) => `  - ${fault}`).join("\n")}` +
      (more > 0 ? `\n  - and ${more} more` : ""),
    details: { registry: describe(name), faults },
  });
}

function readEntries(kind: Kind, entries: Entries, faults: string[]): Map<string, MetadataEntry> {
  const read = new Map<string, MetadataEntry>();
  if (!isPlainObject(entries)) {
    faults.push(
      `the entries must be a plain object, but are ${describe(entries)} (a key "__proto__" in a literal sets the prototype)`,
    );
    return read;
  }
  for (const id of Reflect.ownKeys(entries)) {
    const fault = idFault(id);
    if (fault === undefined) {
      const entry = readEntry(kind, id as string, entries[id as string], faults);
      if (entry !== undefined) read.set(id as string, entry);
    } else faults.push(fault);
  }
  return read;
}

function idFault(id: string | symbol): string | undefined {
  if (typeof id === "symbol") return `the id ${String(id)} is a symbol; use a text`;
  if (id === "__proto__") return `the id "__proto__" cannot be used: in a literal it sets the prototype`;
  if (/^(?:0|[1-9]\d*)$/.test(id))
    return `the id ${describe(id)} looks like an integer: objects move such keys to the front; use a name`;
  const fault = identifierFault(id);
  return fault === undefined ? undefined : `the id ${describe(id)} ${fault}`;
}

function readEntry(kind: Kind, id: string, entry: unknown, faults: string[]): MetadataEntry | undefined {
  if (!isPlainObject(entry)) {
    faults.push(`${id} must be a plain object of metadata, but is ${describe(entry)}`);
    return undefined;
  }
  const before = faults.length;
  const copy = copyPure(entry, id, faults);
  if (Object.hasOwn(entry, "id")) faults.push(`${id}.id is given twice: the key is the id`);
  const { requires } = entry;
  if (requires !== undefined) faults.push(...requiresFaults(kind, id, requires));
  if (faults.length > before) return undefined;
  return deepFreeze({ ...(copy as object), id });
}

function* requiresFaults(kind: Kind, id: string, requires: unknown): Generator<string> {
  if (!isPlainObject(requires)) {
    yield `${id}.requires must be an object of slots, but is ${describe(requires)}`;
    return;
  }
  const slots = Object.keys(kind.slots);
  for (const [slot, said] of Object.entries(requires)) {
    if (!slots.includes(slot))
      yield `${id}.requires.${slot} is no slot of the kind ${kind.name}${didYouMean(slot, slots)}; known are ${quoteList(slots)}`;
    else if (said !== undefined && typeof said !== "boolean")
      yield `${id}.requires.${slot} must be true or false, but is ${describe(said)}`;
  }
}

function readIds(source: IdSource, option: string): readonly string[] {
  if (typeof source !== "object" || source === null)
    throw optionInvalid(option, "defineRegistry()", "a registry, a record or a list of names", source);
  return Object.freeze([...idsOf(source)]);
}

function* coverFaults(
  components: readonly string[],
  entries: ReadonlyMap<string, unknown>,
): Generator<string> {
  for (const component of components)
    if (!entries.has(component))
      yield `${describe(component)} is covered, but has no entry${didYouMean(component, entries.keys())}`;
  for (const id of entries.keys())
    if (!components.includes(id))
      yield `${id} has an entry, but is not among what is covered${didYouMean(id, components)}`;
}

/** References that are only defined later are looked at by the compliance check, when all of them are there. */
function* referenceFaults(
  references: Readonly<Record<string, unknown>>,
  entries: ReadonlyMap<string, MetadataEntry>,
): Generator<string> {
  for (const [field, source] of Object.entries(references)) {
    if (typeof source === "function") continue;
    if (typeof source !== "object" || source === null) {
      yield `references.${field} must be a registry, a record, a list of ids or a function that gives one, but is ${describe(source)}`;
      continue;
    }
    const ids = idsOf(source as IdSource);
    const target = isMetadataRegistry(source)
      ? `the registry ${describe(source.name)}`
      : `what references.${field} names`;
    const known = new Set(ids);
    for (const [id, entry] of entries) {
      for (const referred of referredBy(entry, field)) {
        if (!known.has(referred as string))
          yield `${id}.${field} refers to ${describe(referred)}, which ${target} does not have${typeof referred === "string" ? didYouMean(referred, ids) : ""}`;
      }
    }
  }
}

/** What a field of an entry refers to: one id, several, or none. */
export function referredBy(entry: MetadataEntry, field: string): readonly unknown[] {
  const value = (entry as unknown as Readonly<Record<string, unknown>>)[field];
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}
