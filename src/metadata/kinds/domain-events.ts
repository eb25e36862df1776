import { describe, isPlainObject, optionInvalid, refuseUnknownOptions } from "../../kernel/index.js";
import { defineKind, slot, type Kind, type Slot, type TypeFunction } from "../kind.js";
import type { AnyRegistry, EntriesOf, EntryOf, IdOf } from "../registry.js";
import type { Rule } from "../rule.js";
import type { InputOf, TypeOf } from "../type-token.js";
import {
  eventPhases,
  type DomainEventMetadata,
  type EventSlotOptions,
} from "../events/domain-event-metadata.js";
import { eventRules } from "./domain-events-rules.js";

/** What a handler is told beside the event. */
export interface EventContext<E> {
  readonly id: E extends { readonly id: infer I } ? I : string;
  /** What the registry says of the event: a handler that takes its facts from here cannot disagree with it. */
  readonly entry: E;
  /** The signal that was handed to `publish`; one that is never aborted where none was. */
  readonly signal: AbortSignal;
}

/** What handles an event. A promise that it returns is awaited. */
export type EventHandler<Payload = unknown, E = EventEntry> = (
  event: Payload,
  context: EventContext<E>,
) => void | Promise<void>;

/** An entry of some registry of events. */
export type EventEntry = DomainEventMetadata & { readonly id: string };

type HandlersOf<E> = E extends { readonly payload: infer P }
  ? EventHandler<TypeOf<P>, E> | readonly EventHandler<TypeOf<P>, E>[]
  : never;

/** The type function of an event's slots: one handler, or several that are called in their order. */
export interface EventHandling extends TypeFunction {
  readonly out: HandlersOf<this["in"]>;
}

/** The slots that {@link defineEventKind} makes of what it is told of them. */
export type EventSlotsOf<S> = {
  readonly [N in keyof S]: Slot<
    EventHandling,
    S[N] extends { readonly default: infer D extends boolean } ? D : boolean
  >;
};

/** A registry of events of any {@link EventKind}. */
export interface EventRegistry extends AnyRegistry {
  readonly kind: Kind<string, DomainEventMetadata, Readonly<Record<string, Slot<EventHandling>>>>;
}

/** A kind that {@link defineEventKind} makes. */
export type EventKind<Name extends string, Category extends string, S> = Kind<
  Name,
  DomainEventMetadata<Category>,
  EventSlotsOf<S>
>;

/** What handlers of an event get. */
export type EventOf<R extends AnyRegistry, I extends IdOf<R>> = TypeOf<PayloadOf<R, I>>;

/** What is published as an event: the same, before a schema has read it. */
export type PublishedOf<R extends AnyRegistry, I extends IdOf<R>> = InputOf<PayloadOf<R, I>>;

/** The type token of an event's payload. */
export type PayloadOf<R extends AnyRegistry, I extends IdOf<R>> = I extends keyof EntriesOf<R>
  ? EntriesOf<R>[I] extends { readonly payload: infer P }
    ? P
    : never
  : never;

/** A handler of one event of a registry, for handlers that are written elsewhere than in the wiring. */
export type EventHandlerOf<R extends AnyRegistry, I extends IdOf<R>> = EventHandler<
  EventOf<R, I>,
  EntryOf<R, I>
>;

/** What a kind of events is made of. */
export interface EventKindParts<
  Name extends string,
  Category extends string,
  S extends Readonly<Record<string, EventSlotOptions>>,
> {
  /** By default `"domain-events"`. */
  readonly name?: Name;
  readonly description?: string;
  /** The categories that there are; by default any text is one. */
  readonly categories?: readonly Category[];
  /** Each with handlers. One that is called `audit` is an audit trail: what it records, events say as `auditAction`. */
  readonly slots: S;
  /** Rules beside those that every registry of events keeps. */
  readonly rules?: readonly Rule<DomainEventMetadata>[];
}

/**
 * Defines a kind of events with slots, and if need be categories, of one's own. Each slot takes one handler or several,
 * typed by the event's payload and entry.
 *
 * @example
 * ```ts
 * import { createEventBus, defineEventKind, defineRegistry, type, wire } from "bailiwick/metadata";
 *
 * const orderEvents = defineEventKind({ categories: ["sales"], slots: { stock: { default: true } } });
 * const events = defineRegistry(orderEvents, {
 *   "order.placed": {
 *     payload: type<{ sku: string }>("OrderPlaced"),
 *     category: "sales",
 *     workflow: "order",
 *     phase: "operational",
 *   },
 * });
 * const bus = createEventBus(
 *   wire(events, { stock: { "order.placed": ({ sku }) => console.log(`reserve ${sku}`) } }),
 * );
 * await bus.publish("order.placed", { sku: "teapot" }); // => reserve teapot
 * ```
 * @throws BailiwickError `OPTION_INVALID`, `METADATA_KIND_INVALID`
 */
export function defineEventKind<
  const S extends Readonly<Record<string, EventSlotOptions>>,
  const Category extends string = string,
  const Name extends string = "domain-events",
>(parts: EventKindParts<Name, Category, S>): EventKind<Name, Category, S> {
  const owner = "defineEventKind()";
  refuseUnknownOptions(parts, ["name", "description", "categories", "slots", "rules"], owner);
  const { name = "domain-events", description = "What happens in a domain, and what hears of it" } = parts;
  const { categories, slots, rules = [] } = parts;
  if (!isPlainObject(slots)) throw optionInvalid("slots", owner, "an object of slots", slots);
  if (categories !== undefined && !isTexts(categories))
    throw optionInvalid("categories", owner, "a list of names", categories);
  if (!Array.isArray(rules)) throw optionInvalid("rules", owner, "a list of rules", rules);
  const made = Object.entries(slots).map(([slotName, options]) => [slotName, eventSlot(slotName, options)]);
  const kind = defineKind<DomainEventMetadata>()({
    name,
    description,
    slots: Object.fromEntries(made) as Readonly<Record<string, Slot>>,
    rules: [...eventRules({ categories, slots }), ...rules],
  });
  // The slots were made one by one from S, and the categories of the metadata are those of the rules.
  return kind as unknown as EventKind<Name, Category, S>;
}

function eventSlot(name: string, options: EventSlotOptions): Slot<EventHandling> {
  const owner = `The slot ${describe(name)}`;
  refuseUnknownOptions(options, ["default", "strict", "description", "allowedIn", "requiredIn"], owner);
  const { allowedIn, requiredIn, ...slotOptions } = options;
  for (const [option, phases] of Object.entries({ allowedIn, requiredIn })) {
    if (
      phases !== undefined &&
      !(Array.isArray(phases) && phases.every((phase) => eventPhases.includes(phase)))
    )
      throw optionInvalid(option, owner, `a list of phases (${eventPhases.join(", ")})`, phases);
  }
  return slot<EventHandling>()({ ...slotOptions, fault: handlersFault });
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((text) => typeof text === "string");
}

/** What keeps a value from being the handlers of an event. */
export function handlersFault(value: unknown): string | undefined {
  if (typeof value === "function") return undefined;
  if (!Array.isArray(value) || value.length === 0)
    return `must be a function or a list of functions, but is ${describe(value)}`;
  const index = value.findIndex((handler) => typeof handler !== "function");
  return index === -1 ? undefined : `has in its list at ${index} no function, but ${describe(value[index])}`;
}

/**
 * Domain events with handlers for logging, for an audit trail whose gaps stop the wiring in every mode, for e-mail and
 * for sessions. Events have the first two unless they say otherwise.
 */
export const domainEvents = defineEventKind({
  slots: {
    logging: {
      default: true,
      requiredIn: ["attempted", "succeeded", "failed", "allowed", "denied"],
      description: "Writes the event to the log",
    },
    audit: { default: true, strict: "always", description: "Records the event's action in the audit trail" },
    email: {
      default: false,
      allowedIn: ["succeeded", "operational"],
      description: "Tells somebody by e-mail",
    },
    session: { default: false, allowedIn: ["succeeded", "operational"], description: "Changes sessions" },
  },
});
