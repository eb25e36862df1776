import {
  argumentInvalid,
  didYouMean,
  isPlainObject,
  optionInvalid,
  quoteList,
  refuseUnknownOptions,
  requireClock,
  steadyClock,
} from "../../kernel/index.js";
import { handlersFault } from "../kinds/domain-events.js";
import { isMetadataRegistry, type AnyRegistry } from "../registry.js";
import { isTypeToken } from "../type-token.js";
import type { Wiring } from "../wire.js";
import type { DeliverySettings } from "./delivery.js";
import type { EventErrorPolicy } from "./event-bus.js";

const owner = "createEventBus()";
const policies: readonly unknown[] = ["throw", "collect", "report"] satisfies readonly EventErrorPolicy[];

/** How a bus delivers, read from its options. */
export interface BusSettings extends DeliverySettings {
  /** All slots, those first whose handlers are called first. */
  readonly slots: readonly string[];
  /** What a failure does; of handlers that subscribed without a slot. */
  errorsOf(slot?: string): EventErrorPolicy;
}

/**
 * Reads what a bus is made of, which JavaScript callers may have got wrong.
 *
 * @throws BailiwickError `OPTION_INVALID`
 */
export function readBusOptions(wiring: Wiring, options: object): BusSettings {
  const { registry } = requireWiring(wiring);
  const known = ["order", "concurrency", "errors", "slotErrors", "onError", "onDelivery", "clock"];
  refuseUnknownOptions(options, known, owner);
  const {
    order = [],
    concurrency = "sequential",
    errors = "collect",
    slotErrors = {},
    ...rest
  } = options as Readonly<Record<string, unknown>>;
  const { onError, onDelivery, clock } = rest;
  if (concurrency !== "sequential" && concurrency !== "parallel")
    throw optionInvalid("concurrency", owner, '"sequential" or "parallel"', concurrency);
  for (const [option, value] of Object.entries({ onError, onDelivery })) {
    if (value !== undefined && typeof value !== "function")
      throw optionInvalid(option, owner, "a function", value);
  }
  requireClock(clock, owner);
  const bySlot = readSlotErrors(registry, slotErrors);
  const ofBus = requirePolicy("errors", errors);
  const { slots } = registry.kind;
  const errorsOf = (slot?: string): EventErrorPolicy => {
    if (slot === undefined) return ofBus;
    const isClosed = slots[slot]!.strict === "always" && ofBus === "report";
    return bySlot.get(slot) ?? (isClosed ? "collect" : ofBus);
  };
  if (onError === undefined && [undefined, ...Object.keys(slots)].some((slot) => errorsOf(slot) === "report"))
    throw optionInvalid(
      "onError",
      owner,
      'a function, because errors are to be reported ("report")',
      onError,
    );
  return Object.freeze({
    slots: readOrder(registry, order),
    errorsOf,
    isParallel: concurrency === "parallel",
    clock: clock ?? steadyClock,
    onError: onError as DeliverySettings["onError"],
    onDelivery: onDelivery as DeliverySettings["onDelivery"],
  });
}

function requireWiring(wiring: Wiring): Wiring {
  const { registry, bindings } = (wiring ?? {}) as Partial<Wiring>;
  if (!isMetadataRegistry(registry) || !Array.isArray(bindings))
    throw argumentInvalid("wiring", owner, "what wire() returned", wiring);
  for (const entry of registry) {
    const { payload } = entry as { readonly payload?: unknown };
    if (!isTypeToken(payload))
      throw argumentInvalid(
        "wiring",
        owner,
        `a registry of events, whose entries have a payload as ${entry.id} has not`,
        payload,
      );
  }
  for (const { id, slot, implementation } of wiring.bindings) {
    const fault = handlersFault(implementation);
    if (fault !== undefined)
      throw argumentInvalid(
        "wiring",
        owner,
        `handlers as implementations, as of ${slot} for ${id}`,
        implementation,
      );
  }
  return wiring;
}

function readOrder(registry: AnyRegistry, order: unknown): readonly string[] {
  const slots = Object.keys(registry.kind.slots);
  if (!Array.isArray(order)) throw optionInvalid("order", owner, "a list of slots", order);
  const first = new Set<string>();
  for (const slot of order as readonly unknown[]) {
    requireSlot("order", slots, slot);
    if (first.has(slot)) throw optionInvalid("order", owner, "a list of slots, each once", slot);
    first.add(slot);
  }
  return Object.freeze([...first, ...slots.filter((slot) => !first.has(slot))]);
}

function readSlotErrors(registry: AnyRegistry, slotErrors: unknown): Map<string, EventErrorPolicy> {
  if (!isPlainObject(slotErrors)) throw optionInvalid("slotErrors", owner, "an object of slots", slotErrors);
  const read = new Map<string, EventErrorPolicy>();
  for (const [slot, errors] of Object.entries(slotErrors)) {
    requireSlot("slotErrors", Object.keys(registry.kind.slots), slot);
    if (errors !== undefined) read.set(slot, requirePolicy(`slotErrors.${slot}`, errors));
  }
  return read;
}

function requirePolicy(option: string, errors: unknown): EventErrorPolicy {
  if (policies.includes(errors)) return errors as EventErrorPolicy;
  throw optionInvalid(option, owner, '"throw", "collect" or "report"', errors);
}

function requireSlot(option: string, slots: readonly string[], slot: unknown): asserts slot is string {
  if (typeof slot === "string" && slots.includes(slot)) return;
  const suggestion = typeof slot === "string" ? didYouMean(slot, slots) : "";
  throw optionInvalid(option, owner, `of the slots ${quoteList(slots)}${suggestion}`, slot);
}
