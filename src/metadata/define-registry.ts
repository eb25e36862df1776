import {
  BailiwickError,
  describe,
  isPlainObject,
  messageOf,
  quoteList,
  refuseUnknownOptions,
} from "../kernel/index.js";
import type {
  CheckedEntries,
  CheckedReferences,
  Covering,
  Entries,
  Entry,
  IdSource,
  IdsOf,
  References,
} from "./entries.js";
import { exactNameFault, keyFault, listFaults, suggester } from "./faults.js";
import { requireKind, type Kind } from "./kind.js";
import { copyPure } from "./pure-data.js";
import { makeRegistry, type AnyRegistry, type MetadataEntry, type Registry } from "./registry.js";
import { coverFaults, readIds, readReferences, referenceFaults, targetsOf } from "./sources.js";

/** What a registry says beside its entries. */
export interface RegistryOptions<C extends IdSource, R> {
  /** By default the name of the kind; registries that are checked together have names of their own. */
  readonly name?: string;
  /**
   * The components that there are: each needs an entry, and each entry one of them. The keys of a record, for example
   * of `import * as Events`, a list of names, or another registry.
   */
  readonly covers?: C;
  /**
   * By field of the entries, what has the ids that its values are: a registry, a record or a list, a function that gives
   * one which is only defined later, or `"self"` for the registry itself. What a function gives is not looked at before
   * `registry.references()` is called, as the compliance check does.
   */
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
  const C extends IdSource = readonly (keyof E & string)[],
  const R extends References<K> = object,
>(
  kind: K,
  entries: E & CheckedEntries<K, E, R> & Covering<IdsOf<C>, E>,
  options: RegistryOptions<C, R & CheckedReferences<K, R>> = {},
): Registry<K, E> {
  requireKind(kind, "defineRegistry()");
  refuseUnknownOptions(options, ["name", "covers", "references"], "defineRegistry()");
  const { name = kind.name, covers, references = {} } = options;
  const faults: string[] = [];
  const nameFault = exactNameFault(name);
  if (nameFault !== undefined) faults.push(`the name of the registry ${nameFault}`);
  const checked = readEntries(kind, entries, faults);
  const own = Object.freeze({ name, ids: Object.freeze([...checked.keys()]) });
  const targets = readReferences(references, own, faults);
  const components = covers === undefined ? undefined : readCovers(covers, checked, faults);
  for (const fault of referenceFaults(targets, checked)) faults.push(fault);
  if (faults.length > 0) throw registryInvalid(name, faults);
  const registry: AnyRegistry = makeRegistry({
    name,
    kind,
    entries: checked,
    references: () => targetsOf(registry, targets),
    covers: components,
  });
  // The parts were read from E and R; the types of the registry say the same of them.
  return registry as unknown as Registry<K, E>;
}

function registryInvalid(name: unknown, faults: readonly string[]): BailiwickError {
  return new BailiwickError("METADATA_REGISTRY_INVALID", {
    message: `The registry ${describe(name)} cannot be defined:\n${listFaults(faults)}`,
    details: { registry: typeof name === "string" ? name : describe(name), faults },
  });
}

/** Entries with faults are kept by their ids alone, so that nothing else is said to be missing for them. */
function readEntries(kind: Kind, entries: Entries, faults: string[]): Map<string, MetadataEntry> {
  const read = new Map<string, MetadataEntry>();
  for (const id of readKeys(entries, faults)) {
    const fault = keyFault(id);
    if (fault !== undefined) faults.push(`the id ${describe(id)} ${fault}`);
    else read.set(id as string, readEntry(kind, id as string, entries, faults));
  }
  return read;
}

function readKeys(entries: unknown, faults: string[]): readonly (string | symbol)[] {
  try {
    if (isPlainObject(entries)) return Reflect.ownKeys(entries);
    faults.push(
      `the entries must be a plain object, but are ${describe(entries)} (a key "__proto__" in a literal sets the prototype)`,
    );
  } catch (thrown) {
    faults.push(`the entries cannot be read: ${messageOf(thrown)}`);
  }
  return [];
}

function readEntry(kind: Kind, id: string, entries: Entries, faults: string[]): MetadataEntry {
  const before = faults.length;
  try {
    const property = Object.getOwnPropertyDescriptor(entries, id);
    const value: unknown = property?.value;
    if (property?.get !== undefined) faults.push(`${id} is a getter, but metadata holds data only`);
    else if (!isPlainObject(value))
      faults.push(`${id} must be a plain object of metadata, but is ${describe(value)}`);
    else {
      const copy = copyPure(value, id, faults) as MetadataEntry;
      if (faults.length === before) for (const fault of entryFaults(kind, id, copy)) faults.push(fault);
      if (faults.length === before) return Object.freeze({ ...copy, id });
    }
  } catch (thrown) {
    faults.push(`${id} cannot be read: ${messageOf(thrown)}`);
  }
  return { id };
}

function* entryFaults(kind: Kind, id: string, entry: MetadataEntry): Generator<string> {
  if (Object.hasOwn(entry, "id")) yield `${id}.id is given twice: the key is the id`;
  const requires: unknown = entry.requires;
  if (requires === undefined) return;
  if (!isPlainObject(requires)) {
    yield `${id}.requires must be an object of slots, but is ${describe(requires)}`;
    return;
  }
  const slots = Object.keys(kind.slots);
  const nearest = suggester(slots);
  for (const [slot, said] of Object.entries(requires)) {
    if (!slots.includes(slot))
      yield `${id}.requires.${slot} is no slot of the kind ${kind.name}${nearest(slot)}; known are ${quoteList(slots)}`;
    else if (said !== undefined && typeof said !== "boolean")
      yield `${id}.requires.${slot} must be true or false, but is ${describe(said)}`;
  }
}

function readCovers(
  covers: unknown,
  entries: ReadonlyMap<string, MetadataEntry>,
  faults: string[],
): readonly string[] | undefined {
  const read = readIds(covers);
  if ("fault" in read) {
    faults.push(`covers ${read.fault}`);
    return undefined;
  }
  for (const fault of coverFaults(read.ids, entries)) faults.push(fault);
  return read.ids;
}
