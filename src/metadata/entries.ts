import type { Apply, ImplementationOf, Kind, MetadataOf, Slot, SlotName } from "./kind.js";
import type { TypeToken } from "./type-token.js";

/** What an entry of a kind says: its metadata, and which slots it needs otherwise than by default. */
export type Entry<K extends Kind> = MetadataOf<K> & {
  readonly requires?: { readonly [S in SlotName<K>]?: boolean };
};

/** Entries by id, before anything is known of their kind. */
export type Entries = Readonly<Record<string, object>>;

/** What ids are taken from: a registry or what else has `ids`, the keys of a record (such as `import * as Events`), or a list. */
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
  readonly [F in keyof Entry<K> & string]?: IdSource | (() => IdSource) | "self";
};

/** That every field that refers is one that the kind knows. */
export type CheckedReferences<K extends Kind, R> = {
  readonly [F in Exclude<keyof R, keyof Entry<K>>]: NoSuchField<keyof Entry<K>>;
};

/** The ids that a reference allows. */
type TargetIds<T, E> = T extends "self" ? keyof E & string : IdsOf<T extends () => infer Later ? Later : T>;

/** The keys of all members of a union. */
type KeyOf<T> = T extends unknown ? keyof T : never;

/** What the members of a union say of a key. */
type ValueAt<T, P> = T extends unknown ? (P extends keyof T ? T[P] : never) : never;

type Leaf = string | number | boolean | bigint | symbol | null | undefined | TypeToken;

/** What a field may hold whose own fields are known; `never` where it holds anything, or none of the kind. */
type Known<V> = unknown extends V
  ? never
  : V extends Leaf
    ? never
    : V extends object
      ? WithKnownKeys<V>
      : never;

type WithKnownKeys<V> = V extends readonly (infer Member)[]
  ? [Known<Member>] extends [never]
    ? never
    : V
  : [keyof V] extends [never]
    ? never
    : V;

/** The fields of a shape that have to be looked into. */
type NestedKey<Shape> =
  KeyOf<Shape> extends infer P
    ? P extends unknown
      ? [Known<ValueAt<Shape, P>>] extends [never]
        ? never
        : P
      : never
    : never;

declare const fault: unique symbol;

/** What no value has; its name and parameter are what the compiler says of a field that does not exist. */
export interface NoSuchField<_Known> {
  readonly [fault]: never;
}

/** What no value has; its name and parameter are what the compiler says of an id that is referred to and does not exist. */
export interface NoSuchId<_Known> {
  readonly [fault]: never;
}

/** What no value has; its name and parameter are what the compiler says of an entry whose component does not exist. */
export interface NotCovered<_Known> {
  readonly [fault]: never;
}

/** What a value must not have beside what a shape knows, at any depth: nothing at all for one that is as it should be. */
type Exact<A, Shape> = Flat<A, KeyOf<Shape>> & Nested<A, Shape, NestedKey<Shape>>;

type Flat<A, Fields extends PropertyKey> = { readonly [P in Exclude<keyof A, Fields>]: NoSuchField<Fields> };

type Nested<A, Shape, P> = [P & keyof A] extends [never]
  ? unknown
  : { readonly [N in keyof A as N extends P ? N : never]: ExactValue<A[N], Known<ValueAt<Shape, N>>> };

type ExactValue<A, V> = A extends Leaf
  ? A
  : A extends readonly unknown[]
    ? {
        readonly [N in keyof A]: ExactValue<
          A[N],
          Known<V extends readonly (infer Member)[] ? Member : never>
        >;
      }
    : Exact<A, V extends readonly unknown[] ? never : V>;

/** A value of a field that refers: one id, several, or none. An intersection with the ids would make the whole entry `never`. */
type Referring<V, Id extends string> = V extends Id | null | undefined
  ? V
  : V extends readonly unknown[]
    ? { readonly [P in keyof V]: Referring<V[P], Id> }
    : NoSuchId<Id>;

/** Entries as they have to be: no field that the kind does not know, no reference to what is not there. */
export type CheckedEntries<K extends Kind, E, R> = {
  readonly [I in keyof E]: Exact<E[I], Entry<K>>;
} & ([keyof R] extends [never]
  ? unknown
  : {
      readonly [I in keyof E]: {
        readonly [F in keyof R & keyof E[I]]: Referring<E[I][F], TargetIds<R[F], E>>;
      };
    });

/** That every component has an entry, and every entry a component. */
export type Covering<Component extends string, E> = {
  readonly [I in Exclude<Component, keyof E>]: object;
} & {
  readonly [I in Exclude<keyof E & string, Component>]: NotCovered<Component>;
};

/** An entry with its id. */
export type WithId<E, I> = E & { readonly id: I };

type DefaultOf<T> = T extends Slot<infer _F, infer D> ? D : never;

/** The entries that speak of slots: those of the others need what the slots say. */
type Speaking<E> = keyof { readonly [I in keyof E as "requires" extends keyof E[I] ? I : never]: never };

/** What an entry says of a slot: `true`, `false`, or `boolean` where only the run can tell. */
type Says<E, S extends string, Default extends boolean> = E extends { readonly requires: infer R }
  ? S extends keyof R
    ? Exclude<R[S], undefined> | (undefined extends R[S] ? Default : never)
    : Default
  : boolean;

type Tag<Said> = [Said] extends [true] ? "yes" : [Said] extends [false] ? "no" : "perhaps";

/** The entries that speak of slots and say one thing of a slot. */
type Saying<E, S extends string, Default extends boolean, What, I extends keyof E> = I extends unknown
  ? Tag<Says<E[I], S, Default>> extends What
    ? I
    : never
  : never;

type Silent<E, Default, What> = Tag<Default> extends What ? Exclude<keyof E, Speaking<E>> : never;

/** The entries that need a slot for sure (`"yes"`), or for all that the compiler knows (`"perhaps"`). */
type Needing<K extends Kind, E, S extends SlotName<K>, What> =
  Silent<E, DefaultOf<K["slots"][S]>, What> | Saying<E, S, DefaultOf<K["slots"][S]>, What, Speaking<E>>;

/** What a slot needs of each entry: a missing one does not compile, nor does one too many. */
export type SlotImplementations<K extends Kind, E, S extends SlotName<K>> = [
  Needing<K, E, S, "perhaps">,
] extends [never]
  ? Needed<K, E, S>
  : Needed<K, E, S> & {
      readonly [I in Needing<K, E, S, "perhaps">]?: Implementation<K, E, S, I>;
    };

type Needed<K extends Kind, E, S extends SlotName<K>> = {
  readonly [I in Needing<K, E, S, "yes">]: Implementation<K, E, S, I>;
};

/** What one slot of one entry has to be. */
export type Implementation<K extends Kind, E, S extends SlotName<K>, I extends keyof E> = Apply<
  ImplementationOf<K["slots"][S]>,
  WithId<E[I], I>
>;

/** How all entries together need each slot: surely, perhaps, or not at all. */
type SlotNeed<K extends Kind, E, S extends SlotName<K>> = [Needing<K, E, S, "yes">] extends [never]
  ? [Needing<K, E, S, "perhaps">] extends [never]
    ? "no"
    : "perhaps"
  : "yes";

/** What all slots need: one that no entry needs is left out. */
export type Implementations<K extends Kind, E> = {
  readonly [S in SlotName<K> as SlotNeed<K, E, S> extends "yes" ? S : never]: SlotImplementations<K, E, S>;
} & {
  readonly [S in SlotName<K> as SlotNeed<K, E, S> extends "perhaps" ? S : never]?: SlotImplementations<
    K,
    E,
    S
  >;
};

/** The same with nothing that has to be there: for wiring what is already written. */
export type SomeImplementations<K extends Kind, E> = {
  readonly [S in keyof Implementations<K, E>]?: Partial<Implementations<K, E>[S]>;
};
