import {
  argumentInvalid,
  BailiwickError,
  describe,
  didYouMean,
  hasBrand,
  quoteList,
} from "../kernel/index.js";
import type {
  Entries,
  Implementation,
  Implementations,
  SlotImplementations,
  SomeImplementations,
  WithId,
} from "./entries.js";
import type { Kind, Slot, SlotName } from "./kind.js";
import type { ReferenceTarget } from "./rule.js";

const brand = Symbol.for("bailiwick.metadataRegistry");

declare const ofEntries: unique symbol;

/** An entry at run time. */
export interface MetadataEntry {
  readonly id: string;
  readonly requires?: Readonly<Record<string, boolean | undefined>>;
}

/** Any {@link Registry}, whatever its entries are. */
export interface AnyRegistry {
  readonly [ofEntries]?: Entries;
  readonly name: string;
  readonly kind: Kind;
  readonly ids: readonly string[];
  readonly size: number;
  readonly covers: readonly string[] | undefined;
  /** The entry with an id; `undefined` if there is none. */
  find(id: string): MetadataEntry | undefined;
  /** Whether there is an entry with an id. */
  has(id: string): boolean;
  /** All entries, in order. */
  entries(): readonly MetadataEntry[];
  /** Whether an entry needs a slot implemented. */
  needs(id: string, slot: string): boolean;
  /** What the fields of the entries refer to, by field. */
  references(): Readonly<Record<string, ReferenceTarget>>;
  /** The entries, in order. */
  [Symbol.iterator](): IterableIterator<MetadataEntry>;
}

/**
 * Frozen metadata by id: the one place where a fact about a component is written down. Made by `defineRegistry`.
 *
 * Iterating gives the entries in the order in which they were written.
 */
export interface Registry<K extends Kind, E extends Entries> {
  readonly [ofEntries]?: E;
  readonly name: string;
  readonly kind: K;
  readonly ids: readonly (keyof E & string)[];
  readonly size: number;
  /**
   * The entry with an id. O(1).
   *
   * @throws BailiwickError `METADATA_ENTRY_UNKNOWN`, which suggests a near one
   */
  get<I extends keyof E & string>(id: I): WithId<E[I], I>;
  /** The same for an id from outside; `undefined` if there is none. */
  find(id: string): AnyOf<E> | undefined;
  /** Whether there is an entry with an id; TypeScript then knows it as one of the registry's. */
  has(id: string): id is keyof E & string;
  /** All entries, in order. */
  entries(): readonly AnyOf<E>[];
  /** Whether an entry needs a slot implemented. */
  needs(id: keyof E & string, slot: SlotName<K>): boolean;
  /**
   * What the fields of the entries refer to, by field. Targets that are defined later are looked up now.
   *
   * @throws BailiwickError `METADATA_REGISTRY_INVALID` if such a target is none
   */
  references(): Readonly<Record<string, ReferenceTarget>>;
  /** The components that have to have an entry each; `undefined` if that was left open. */
  readonly covers: readonly string[] | undefined;
  /** The entries, in order. */
  [Symbol.iterator](): IterableIterator<AnyOf<E>>;
}

/** Any entry, with its id. */
export type AnyOf<E extends Entries> = { readonly [I in keyof E & string]: WithId<E[I], I> }[keyof E &
  string];

/** The ids of a registry. */
export type IdOf<R extends AnyRegistry> = R["ids"][number];

/** What the types of a registry follow from; read once, because thousands of types are made from it. */
interface PartsOf<K extends Kind, E extends Entries> {
  readonly [ofEntries]?: E;
  readonly kind: K;
}

/** The kind of a registry. */
export type KindOf<R extends AnyRegistry> = R["kind"];

/** The entries of a registry by id, as they were written. */
export type EntriesOf<R extends AnyRegistry> = R extends { readonly [ofEntries]?: infer E extends Entries }
  ? E
  : never;

/** An entry of a registry with its id; without an id, any of them. */
export type EntryOf<R extends AnyRegistry, I extends IdOf<R> = IdOf<R>> = {
  [P in I]: P extends keyof EntriesOf<R> ? WithId<EntriesOf<R>[P], P> : never;
}[I];

/** Everything that a registry needs implemented: by slot, then by id. */
export type ImplementationsOf<R extends AnyRegistry> =
  R extends PartsOf<infer K, infer E> ? Implementations<K, E> : never;

/** The same with nothing that has to be there. */
export type SomeImplementationsOf<R extends AnyRegistry> =
  R extends PartsOf<infer K, infer E> ? SomeImplementations<K, E> : never;

/** What a registry needs implemented in one slot, by id. */
export type SlotOf<R extends AnyRegistry, S extends SlotName<KindOf<R>>> =
  R extends PartsOf<infer K, infer E> ? SlotImplementations<K, E, S> : never;

/** What one slot of one entry has to be. */
export type ImplementationAt<
  R extends AnyRegistry,
  S extends SlotName<KindOf<R>>,
  I extends IdOf<R>,
> = Implementation<KindOf<R>, EntriesOf<R>, S, I & keyof EntriesOf<R>>;

/** What a registry is made of, once it is known to be in order. */
export interface RegistryParts {
  readonly name: string;
  readonly kind: Kind;
  /** Frozen, with their ids. */
  readonly entries: ReadonlyMap<string, MetadataEntry>;
  readonly references: () => Readonly<Record<string, ReferenceTarget>>;
  readonly covers: readonly string[] | undefined;
}

/** Makes a registry of parts that were checked. */
export function makeRegistry(parts: RegistryParts): AnyRegistry {
  const { name, kind, entries, covers } = parts;
  const all = Object.freeze([...entries.values()]);
  const ids = Object.freeze([...entries.keys()]);
  const get = (id: string): MetadataEntry => {
    const entry = entries.get(id);
    if (entry === undefined) throw entryUnknown({ name, ids }, id);
    return entry;
  };
  const registry = {
    name,
    kind,
    ids,
    size: all.length,
    covers,
    get,
    find: (id: string) => entries.get(id),
    has: (id: string) => entries.has(id),
    entries: () => all,
    needs: (id: string, slot: string) => needs(kind, get(id), slot),
    references: parts.references,
    [Symbol.iterator]: () => all[Symbol.iterator](),
  };
  Object.defineProperty(registry, brand, { value: true });
  return Object.freeze(registry);
}

/** The error for an id that a registry does not have. */
export function entryUnknown({ name, ids }: Pick<AnyRegistry, "name" | "ids">, id: unknown): BailiwickError {
  const suggestion = typeof id === "string" ? didYouMean(id, ids) : "";
  return new BailiwickError("METADATA_ENTRY_UNKNOWN", {
    message: `The registry ${describe(name)} has no entry ${describe(id)}${suggestion}.`,
    hint: ids.length === 0 ? "it is empty." : `known are ${quoteList(ids)}.`,
    details: { registry: name, id: typeof id === "string" ? id : describe(id) },
  });
}

/** Whether an entry needs a slot: what it says itself, else what the slot says. */
export function needs(kind: Kind, entry: MetadataEntry, slotName: string): boolean {
  const slot = requireSlot(kind, slotName, "needs()");
  const { requires = {} } = entry;
  return (Object.hasOwn(requires, slotName) ? requires[slotName] : undefined) ?? slot.default;
}

/** The slot of a name. */
export function requireSlot(kind: Kind, name: string, owner: string): Slot {
  const slot = Object.hasOwn(kind.slots, name) ? kind.slots[name] : undefined;
  if (slot !== undefined) return slot;
  throw argumentInvalid("slot", owner, `one of the slots ${quoteList(Object.keys(kind.slots), "or")}`, name);
}

/** Whether a value is a registry, also of a second copy of the package. */
export function isMetadataRegistry(value: unknown): value is AnyRegistry {
  return hasBrand(value, brand);
}

/** Refuses what was not made by `defineRegistry`. */
export function requireRegistry(registry: unknown, owner: string): asserts registry is AnyRegistry {
  if (!isMetadataRegistry(registry))
    throw argumentInvalid("registry", owner, "a registry made by defineRegistry()", registry);
}
