import type { Kind, Slot, TypeFunction } from "../kind.js";
import type { AnyRegistry, EntryOf, IdOf, KindOf } from "../registry.js";
import type { InputOf, TypeOf, TypeToken } from "../type-token.js";

/** What is said of commands and of queries. */
interface OperationFacts<Dependency extends string> {
  readonly category: string;
  readonly description?: string;
  /** What is handed in. Without a schema it is not checked at run time. */
  readonly input: TypeToken;
  /** What its handler works with, and all that it is given. */
  readonly dependencies?: readonly Dependency[];
}

/** What is said of a command, which changes something. */
export interface CommandMetadata<
  Dependency extends string = string,
  Event extends string = string,
> extends OperationFacts<Dependency> {
  readonly type: "command";
  /** What it gives; absent if it gives nothing. */
  readonly result?: TypeToken;
  /** The events that its handler may emit. */
  readonly emits: readonly Event[];
  /** Whether it runs in a transaction. */
  readonly transaction: boolean;
  readonly cache?: never;
  readonly paginated?: never;
}

/** For how long the result of a query may be kept; what that is in milliseconds the cache is told. */
export type CachePolicy = "none" | "short" | "medium" | "long";

/** What is said of a query, which changes nothing. */
export interface QueryMetadata<Dependency extends string = string> extends OperationFacts<Dependency> {
  readonly type: "query";
  /** What it gives; if it is paginated, what the pages hold. */
  readonly result: TypeToken;
  readonly cache: CachePolicy;
  /** Whether it gives {@link Page}s. */
  readonly paginated: boolean;
  readonly emits?: never;
  readonly transaction?: never;
}

/** What is said of an operation. */
export type OperationMetadata<Dependency extends string = string, Event extends string = string> =
  CommandMetadata<Dependency, Event> | QueryMetadata<Dependency>;

/** A part of a long list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Where the next page begins; absent on the last one. */
  readonly next?: string;
}

type NamesOf<Entry, Field extends PropertyKey> =
  Entry extends Readonly<Record<Field, readonly (infer Name)[]>> ? Name : never;

/** What the handler of an entry is given. */
export type OperationInput<E> = E extends { readonly input: infer T } ? TypeOf<T> : never;

/** What an operation gives. */
export type OperationResult<E> = E extends { readonly result: infer T }
  ? E extends { readonly paginated: true }
    ? Page<TypeOf<T>>
    : TypeOf<T>
  : void;

/** What a handler is given beside the input. */
export interface QueryContext<E> {
  readonly entry: E;
  readonly signal: AbortSignal | undefined;
}

/** The same for a command. */
export interface CommandContext<E, Events> extends QueryContext<E> {
  /** Publishes an event of the entry's `emits` now: also if the command fails later. */
  readonly emit: <I extends NamesOf<E, "emits"> & keyof Events>(
    event: I,
    payload: Events[I],
  ) => Promise<void>;
  /** Publishes it when the command has succeeded and its transaction is committed; in order. */
  readonly emitOnSuccess: <I extends NamesOf<E, "emits"> & keyof Events>(
    event: I,
    payload: Events[I],
  ) => void;
}

/** What the handler of an entry is given beside its input. */
export type OperationContext<E, Events> = E extends { readonly type: "command" }
  ? CommandContext<E, Events>
  : QueryContext<E>;

/** Makes a handler of what it works with. It is called once, when the dispatcher is made. */
export type OperationHandler<E, Dependencies, Events> = (
  dependencies: Readonly<Pick<Dependencies, NamesOf<E, "dependencies"> & keyof Dependencies>>,
) => (
  input: OperationInput<E>,
  context: OperationContext<E, Events>,
) => OperationResult<E> | Promise<OperationResult<E>>;

/** What the slot `handler` takes. */
export interface OperationHandlerSlot<Dependencies, Events> extends TypeFunction {
  readonly out: OperationHandler<this["in"], Dependencies, Events>;
}

declare const dependenciesOf: unique symbol;
declare const eventsOf: unique symbol;

/** A kind whose entries are commands and queries. Made by `defineOperationKind`. */
export interface OperationKind<
  Dependencies extends object = object,
  Events extends object = object,
> extends Kind<
  "operations",
  OperationMetadata<keyof Dependencies & string, keyof Events & string>,
  { readonly handler: Slot<OperationHandlerSlot<Dependencies, Events>, true> }
> {
  readonly [dependenciesOf]?: Dependencies;
  readonly [eventsOf]?: Events;
}

/** What the handlers of a registry work with. */
export type DependenciesOf<R extends AnyRegistry> =
  KindOf<R> extends { readonly [dependenciesOf]?: infer Dependencies } ? Dependencies : never;

/** The payloads of the events that the commands of a registry may emit, by event. */
export type EventsOf<R extends AnyRegistry> =
  KindOf<R> extends { readonly [eventsOf]?: infer Events } ? Events : never;

/** What an operation of a registry is handed in. */
export type InputOfOperation<R extends AnyRegistry, I extends IdOf<R>> = {
  readonly [P in I]: EntryOf<R, P> extends { readonly input: infer T } ? InputOf<T> : never;
}[I];

/** What an operation of a registry gives. */
export type ResultOfOperation<R extends AnyRegistry, I extends IdOf<R>> = {
  readonly [P in I]: OperationResult<EntryOf<R, P>>;
}[I];
