import type { Apply, ImplementationOf, Kind, MetadataOf, Slot, SlotName } from "./kind.js";
import type { TypeToken } from "./type-token.js";

/** What an entry of a kind says: its metadata, and which slots it needs otherwise than by default. */
export type Entry<K extends Kind> = MetadataOf<K> & {
  readonly requires?: { readonly [S in SlotName<K>]?: boolean };
};

/** Entries by id, before anything is known of their kind. */
export type Entries = Readonly<Record<string, object>>;

/** What ids are taken from: a registry, the keys of a record (such as `import * as Events`), or a list. */
export type IdSource =
  { readonly ids: readonly string[] } | readonly string[] | Readonly<Record<string, unknown>>;

/** The ids of an {@link IdSource}. */
export type IdsOf<T> = T extends { readonly ids: readonly (infer I extends string)[] }
  ? I
  : T extends readonly (infer I extends string)[]
    ? I
    : keyof T & string;

/** By field, what its values refer to; a function where the target is only defined later. */
export type References<K extends Kind> = {
  readonly [F in keyof Entry<K> & string]?: IdSource | (() => IdSource);
};

type TargetOf<T> = T extends () => infer Later ? Later : T;

/** The keys of all members of a union. */
type KeyOf<T> = T extends unknown ? keyof T : never;

/** What the members of a union say of a key. */
type ValueAt<T, P> = T extends unknown ? (P extends keyof T ? T[P] : never) : never;

type Leaf = string | number | boolean | bigint | null | undefined | TypeToken | readonly unknown[];

declare const fault: unique symbol;

/** What no value has; its name and parameter are what the compiler says of a field that does not exist. */
interface NoSuchField<_Known> {
  readonly [fault]: never;
}

/** The same of an id that nothing has which is referred to. */
interface NoSuchId<_Known> {
  readonly [fault]: never;
}

/** The same of an entry whose component does not exist. */
interface NotCovered<_Known> {
  readonly [fault]: never;
}

/** `A`, with what no value has in the place of every member that `Shape` does not know, at any depth. */
type Exact<A, Shape> = {
  readonly [P in keyof A]: P extends KeyOf<Shape>
    ? A[P] extends Leaf
      ? A[P]
      : Exact<A[P], ValueAt<Shape, P>>
    : NoSuchField<KeyOf<Shape>>;
};

/** A value of a field that refers: one id, several, or none. An intersection with the ids would make the whole entry `never`. */
type Referring<V, Id extends string> = V extends Id | null | undefined
  ? V
  : V extends readonly unknown[]
    ? { readonly [P in keyof V]: Referring<V[P], Id> }
    : NoSuchId<Id>;

/** Entries as they have to be: no field that the kind does not know, no reference to what is not there. */
export type CheckedEntries<K extends Kind, E, R> = {
  readonly [I in keyof E]: Exact<E[I], Entry<K>> & {
    readonly [F in keyof R & keyof E[I]]: Referring<E[I][F], IdsOf<TargetOf<R[F]>>>;
  };
};

/** That every component has an entry, and every entry a component. */
export type Covering<Component extends string, E> = {
  readonly [I in Exclude<Component, keyof E>]: object;
} & {
  readonly [I in Exclude<keyof E, Component>]: NotCovered<Component>;
};

/** An entry with its id. */
export type WithId<E, I> = E & { readonly id: I };

type DefaultOf<T> = T extends Slot<infer _F, infer D> ? D : never;

/** What an entry says of a slot: `true`, `false`, or `boolean` where only the run can tell. */
type Says<E, S extends string, Default extends boolean> = E extends { readonly requires: infer R }
  ? S extends keyof R
    ? Exclude<R[S], undefined> | (undefined extends R[S] ? Default : never)
    : Default
  : "requires" extends keyof E
    ? boolean
    : Default;

type Tag<Said> = [Said] extends [true] ? "yes" : [Said] extends [false] ? "no" : "perhaps";

/** Whether entries need a slot, by id. */
type Needs<K extends Kind, E, S extends SlotName<K>> = {
  readonly [I in keyof E & string]: Tag<Says<E[I], S, DefaultOf<K["slots"][S]>>>;
};

/** What a slot needs of each entry: a missing one does not compile, nor does one too many. */
export type SlotImplementations<K extends Kind, E, S extends SlotName<K>> = Bound<K, E, S, Needs<K, E, S>>;

type Bound<K extends Kind, E, S extends SlotName<K>, N extends Readonly<Record<string, string>>> = {
  readonly [I in keyof N & keyof E as N[I] extends "yes" ? I : never]: Implementation<K, E, S, I>;
} & {
  readonly [I in keyof N & keyof E as N[I] extends "perhaps" ? I : never]?: Implementation<K, E, S, I>;
};

/** What one slot of one entry has to be. */
export type Implementation<K extends Kind, E, S extends SlotName<K>, I extends keyof E> = Apply<
  ImplementationOf<K["slots"][S]>,
  WithId<E[I], I>
>;

/** How all entries together need each slot. */
type SlotNeeds<K extends Kind, E> = { readonly [S in SlotName<K>]: Needs<K, E, S>[keyof E & string] };

/** What all slots need: one that no entry needs is left out. */
export type Implementations<K extends Kind, E> = AllSlots<K, E, SlotNeeds<K, E>>;

type AllSlots<K extends Kind, E, N> = {
  readonly [S in keyof N & SlotName<K> as "yes" extends N[S] ? S : never]: SlotImplementations<K, E, S>;
} & {
  readonly [
    S in keyof N & SlotName<K> as "yes" extends N[S] ? never : "perhaps" extends N[S] ? S : never
  ]?: SlotImplementations<K, E, S>;
};

/** The same with nothing that has to be there: for wiring what is already written. */
export type SomeImplementations<K extends Kind, E> = {
  readonly [S in keyof Implementations<K, E>]?: Partial<Implementations<K, E>[S]>;
};
