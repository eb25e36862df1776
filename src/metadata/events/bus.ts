import {
  argumentInvalid,
  isList,
  onAbort,
  refuseUnknownOptions,
  requireSignal,
  throwIfAborted,
  unlessAborted,
} from "../../kernel/index.js";
import { entryUnknown, type AnyRegistry, type MetadataEntry } from "../registry.js";
import { schemaOf, type TypeToken } from "../type-token.js";
import type { Wiring } from "../wire.js";
import type { BusSettings } from "./bus-options.js";
import { Delivery } from "./delivery.js";
import type { EventSubscription, PublishOptions, SubscribeOptions } from "./event-bus.js";
import { busClosed, nestingTooDeep } from "./event-errors.js";
import { callAll, type Channel, type Interruption, type Listener, type ListenerContext } from "./listener.js";
import { readEvent } from "./read-event.js";

/** What `publish` returns if nobody has to be waited for. */
const delivered: Promise<void> = Object.freeze(Promise.resolve());

/** Events that are published within handlers are calls within calls; more of them than this have no end. */
const deepest = 100;

/** A bus at run time: what the types of its registry say has been checked by the compiler. */
export class Bus {
  readonly registry: AnyRegistry;
  readonly #settings: BusSettings;
  readonly #channels = new Map<string, Channel>();
  readonly #underway = new Set<Promise<unknown>>();
  readonly #subscriptions = new Set<EventSubscription>();
  #isClosed = false;
  #depth = 0;

  constructor({ registry, bindings }: Wiring, settings: BusSettings) {
    this.registry = registry;
    this.#settings = settings;
    const { signal } = new AbortController();
    for (const entry of registry) {
      const channel = channelOf(entry, signal);
      this.#channels.set(entry.id, channel);
      this.#setListeners(channel, []);
    }
    for (const slot of settings.slots) {
      for (const binding of bindings) {
        if (binding.slot !== slot) continue;
        const channel = this.#channels.get(binding.id)!;
        const listeners = listenersOf(slot, binding.implementation, settings);
        this.#setListeners(channel, [...channel.listeners, ...listeners]);
      }
    }
  }

  publish(id: string, event: unknown, options?: PublishOptions): Promise<void> {
    const channel = this.#channels.get(id);
    const handles = channel?.handles;
    if (handles === undefined || options !== undefined || this.#depth >= deepest)
      return this.#publishWithCare(id, event, options);
    const { listeners, context } = channel!;
    this.#depth++;
    const interruption = callAll(handles, event, context);
    const outcome =
      interruption === undefined ? delivered : this.#goOn(listeners, context, event, interruption);
    this.#depth--;
    return outcome;
  }

  subscribe(
    id: string,
    handler: (event: unknown, context: ListenerContext) => unknown,
    options: SubscribeOptions = {},
  ): EventSubscription {
    if (typeof handler !== "function") throw argumentInvalid("handler", "subscribe()", "a function", handler);
    return this.#listen("subscribe()", [id], handler, options);
  }

  react(
    ids: readonly string[],
    handler: (occurrence: object) => unknown,
    options: SubscribeOptions = {},
  ): EventSubscription {
    if (!isList(ids)) throw argumentInvalid("ids", "react()", "a list of events", ids);
    const all = [...new Set(ids)];
    if (all.length === 0) throw argumentInvalid("ids", "react()", "at least one event", ids);
    if (typeof handler !== "function") throw argumentInvalid("handler", "react()", "a function", handler);
    const handle = (event: unknown, context: ListenerContext) =>
      handler(Object.freeze({ ...context, event }));
    return this.#listen("react()", all, handle, options);
  }

  handlerCount(id?: string): number {
    if (id !== undefined) return this.#channelOf(id).listeners.length;
    let count = 0;
    for (const { listeners } of this.#channels.values()) count += listeners.length;
    return count;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const channel of this.#channels.values()) channel.handles = undefined;
    // What is delivered without waiting is at its end when this goes on, also if one of its handlers has called it.
    do await Promise.allSettled(this.#underway);
    while (this.#underway.size > 0);
    for (const subscription of this.#subscriptions) subscription.unsubscribe();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #channelOf(id: string): Channel {
    const channel = this.#channels.get(id);
    if (channel === undefined) throw entryUnknown(this.registry, id);
    return channel;
  }

  #goOn(
    listeners: readonly Listener[],
    context: ListenerContext,
    event: unknown,
    interruption: Interruption,
  ): Promise<void> {
    try {
      const delivery = new Delivery(listeners, context, this.#settings);
      return this.#follow(delivery.resume(event, interruption));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #publishWithCare(id: string, event: unknown, options: PublishOptions = {}): Promise<void> {
    try {
      const channel = this.#channelOf(id);
      refuseUnknownOptions(options, ["signal"], "publish()");
      const { signal } = options;
      requireSignal(signal, "publish()");
      if (this.#isClosed) throw busClosed(this.registry, `The event ${id}`);
      if (this.#depth >= deepest) throw nestingTooDeep(id, deepest);
      throwIfAborted(signal, `Publishing ${id}`);
      return this.#deliver(channel, event, signal);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #deliver(channel: Channel, event: unknown, signal: AbortSignal | undefined): Promise<void> {
    const context = signal === undefined ? channel.context : Object.freeze({ ...channel.context, signal });
    const delivery = new Delivery(channel.listeners, context, this.#settings);
    this.#depth++;
    try {
      const read = readEvent(context.id, channel.schema, event);
      const running =
        read instanceof Promise ? read.then((value) => delivery.run(value)) : delivery.run(read.value);
      const following = this.#follow(running);
      if (running === undefined || signal === undefined) return following;
      const release = onAbort(signal, () => delivery.abandon());
      return unlessAborted(following, signal, `Publishing ${context.id}`).finally(release);
    } finally {
      this.#depth--;
    }
  }

  /** Remembers what is under way, for `close`. */
  #follow(running: Promise<void> | undefined): Promise<void> {
    if (running === undefined) return delivered;
    this.#underway.add(running);
    const forget = () => void this.#underway.delete(running);
    running.then(forget, forget);
    return running;
  }

  #listen(
    owner: string,
    ids: readonly string[],
    handle: Listener["handle"],
    options: SubscribeOptions,
  ): EventSubscription {
    const channels = ids.map((id) => this.#channelOf(id));
    refuseUnknownOptions(options, ["signal"], owner);
    const { signal } = options;
    requireSignal(signal, owner);
    if (this.#isClosed) throw busClosed(this.registry, `A handler of ${ids.join(", ")}`);
    return this.#subscribed(channels, handle, signal);
  }

  #subscribed(
    channels: readonly Channel[],
    handle: Listener["handle"],
    signal: AbortSignal | undefined,
  ): EventSubscription {
    let isActive = signal?.aborted !== true;
    const listener: Listener = {
      // A delivery that is under way may still have it in its list.
      handle: (event, context) => (isActive ? handle(event, context) : undefined),
      errors: this.#settings.errorsOf(),
    };
    const release = signal === undefined || !isActive ? undefined : onAbort(signal, () => unsubscribe());
    const unsubscribe = (): void => {
      if (!isActive) return;
      isActive = false;
      release?.();
      this.#subscriptions.delete(subscription);
      for (const channel of channels) {
        const others = channel.listeners.filter((other) => other !== listener);
        this.#setListeners(channel, others);
      }
    };
    const subscription = Object.freeze({
      get isActive() {
        return isActive;
      },
      unsubscribe,
      [Symbol.dispose]: unsubscribe,
    });
    if (!isActive) return subscription;
    this.#subscriptions.add(subscription);
    for (const channel of channels) this.#setListeners(channel, [...channel.listeners, listener]);
    return subscription;
  }

  #setListeners(channel: Channel, listeners: readonly Listener[]): void {
    const { isParallel, onDelivery } = this.#settings;
    const isCareful =
      isParallel || onDelivery !== undefined || channel.schema !== undefined || this.#isClosed;
    channel.listeners = listeners;
    channel.handles = isCareful ? undefined : listeners.map(({ handle }) => handle);
  }
}

function channelOf(entry: MetadataEntry, signal: AbortSignal): Channel {
  const { payload } = entry as unknown as { readonly payload: TypeToken };
  return {
    schema: schemaOf(payload)?.schema,
    context: Object.freeze({ id: entry.id, entry, signal }),
    listeners: [],
    handles: undefined,
  };
}

function listenersOf(slot: string, implementation: unknown, settings: BusSettings): readonly Listener[] {
  const errors = settings.errorsOf(slot);
  if (!Array.isArray(implementation)) return [{ slot, handle: implementation as Listener["handle"], errors }];
  return (implementation as readonly Listener["handle"][]).map((handle, place) => ({
    slot,
    ...(implementation.length > 1 ? { place } : {}),
    handle,
    errors,
  }));
}
