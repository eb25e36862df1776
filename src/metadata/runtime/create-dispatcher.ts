import {
  abortError,
  argumentInvalid,
  BailiwickError,
  describe,
  optionInvalid,
  quoteList,
  refuseUnknownOptions,
  requireSignal,
  throwIfAborted,
} from "../../kernel/index.js";
import type {
  DependenciesOf,
  EventsOf,
  InputOfOperation,
  OperationKind,
  ResultOfOperation,
} from "./operation-metadata.js";
import { entryUnknown, isMetadataRegistry, type AnyRegistry, type IdOf } from "../registry.js";
import type { Wiring } from "../wire.js";
import { prepareOperations, type OperationEntry, type PreparedHandler } from "./prepare-operations.js";
import { readInput } from "./read-input.js";
import { emittedTooLate, publishHeld, type HeldEvent, type Holding, type Publish } from "./held-events.js";

/** An operation that is being executed. */
export interface OperationCall {
  readonly id: string;
  readonly entry: OperationEntry;
  /** As its schema has read it. */
  readonly input: unknown;
  readonly signal: AbortSignal | undefined;
}

/** What runs around operations: logging, timing, permission. It gives what `next` gives, or something in its place. */
export type OperationMiddleware = (call: OperationCall, next: () => Promise<unknown>) => Promise<unknown>;

/** What a dispatcher has beside its handlers. */
export interface DispatcherOptions<R extends AnyRegistry = AnyRegistry> {
  /** Publishes what commands emit, for example the `publish` of an event bus. Needed if an entry has `emits`. */
  readonly publish?: (
    event: keyof EventsOf<R> & string,
    payload: EventsOf<R>[keyof EventsOf<R>],
  ) => void | Promise<void>;
  /** Runs work in a transaction: commits if it is fulfilled, rolls back if it is rejected. Needed if an entry has `transaction`. */
  readonly transaction?: OperationMiddleware;
  /** The first is the outermost; a transaction runs within all of them. */
  readonly middleware?: readonly OperationMiddleware[];
}

/** Executes operations by id. */
export interface Dispatcher<R extends AnyRegistry> {
  readonly registry: R;
  /**
   * Reads the input, runs the handler, and publishes what it held back for success. What a handler throws comes through as it is.
   *
   * @throws BailiwickError `METADATA_ENTRY_UNKNOWN`; `OPERATION_INPUT_INVALID` before anything is run; `OPERATION_ABORTED`;
   * `METADATA_WIRING_INCOMPLETE` if a graceful wiring has no handler for it; `OPERATION_EVENTS_LOST` if all went well but some
   * of the events that were held back could not be published, which are then not tried again
   */
  execute<I extends IdOf<R>>(
    id: I,
    input: InputOfOperation<R, I>,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<ResultOfOperation<R, I>>;
}

/**
 * Makes the handlers of all operations, each of the dependencies that its entry names, and executes them by id.
 *
 * @throws BailiwickError `OPERATION_NOT_READY`, listing every dependency that is missing, every handler that cannot be made, and
 * what the options would have to give; `OPTION_INVALID`
 */
export function createDispatcher<R extends AnyRegistry>(
  wiring: Wiring<R>,
  dependencies: Readonly<DependenciesOf<NoInfer<R>>>,
  options: DispatcherOptions<NoInfer<R>> = {},
): Dispatcher<R> {
  const owner = "createDispatcher()";
  requireWiring(wiring, owner);
  if (typeof dependencies !== "object" || dependencies === null)
    throw argumentInvalid("dependencies", owner, "an object of dependencies", dependencies);
  const { publish, transaction, middleware } = readOptions(options, owner);
  const handlers = prepareOperations(wiring as unknown as Wiring, dependencies, { publish, transaction });
  const registry: AnyRegistry = wiring.registry;
  const execute = async (
    id: string,
    given: unknown,
    executeOptions: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<unknown> => {
    refuseUnknownOptions(executeOptions, ["signal"], "execute()");
    const { signal } = executeOptions;
    requireSignal(signal, "execute()");
    const entry = registry.find(id) as OperationEntry | undefined;
    if (entry === undefined) throw entryUnknown(registry, id);
    const handler = handlers.get(id);
    if (handler === undefined) throw notImplemented(registry, id);
    throwIfAborted(signal, id);
    const input = await readInput(id, entry.input, given);
    throwIfAborted(signal, id);
    return runCall(Object.freeze({ id, entry, input, signal }), handler, publish, [
      ...middleware,
      ...(entry.transaction === true ? [transaction!] : []),
    ]);
  };
  return Object.freeze({ registry: wiring.registry, execute: execute as Dispatcher<R>["execute"] });
}

async function runCall(
  call: OperationCall,
  handler: PreparedHandler,
  publish: Publish | undefined,
  around: readonly OperationMiddleware[],
): Promise<unknown> {
  let held: readonly HeldEvent[] = [];
  const handle = async (): Promise<unknown> => {
    const own: Holding = { events: [], isOver: false };
    try {
      const result = await handler(call.input, contextOf(call, publish, own));
      held = own.events;
      return result;
    } finally {
      own.isOver = true;
    }
  };
  // Whatever fails takes back what was held until then, also if a middleware further out makes a success of it.
  const run = around.reduceRight<() => Promise<unknown>>(
    (next, middleware) => async () => {
      try {
        return await middleware(call, async () => {
          held = [];
          return next();
        });
      } catch (thrown) {
        held = [];
        throw thrown;
      }
    },
    handle,
  );
  const result = await run().catch((thrown: unknown) => {
    throw call.signal?.aborted === true && thrown === call.signal.reason
      ? abortError(call.signal, call.id, thrown)
      : thrown;
  });
  requirePage(call.entry, result);
  await publishHeld(call.id, held, publish);
  return result;
}

function contextOf(
  { id, entry, signal }: OperationCall,
  publish: Publish | undefined,
  held: Holding,
): object {
  if (entry.type !== "command") return Object.freeze({ entry, signal });
  const requireEvent = (event: string, owner: string) => {
    if (entry.emits.includes(event)) return;
    const events = quoteList(entry.emits, "or");
    throw argumentInvalid("event", owner, `an event that ${entry.id} names (${events})`, event);
  };
  return Object.freeze({
    entry,
    signal,
    emit: async (event: string, payload: unknown) => {
      requireEvent(event, "emit()");
      await publish?.(event, payload);
    },
    emitOnSuccess: (event: string, payload: unknown) => {
      requireEvent(event, "emitOnSuccess()");
      if (held.isOver) throw emittedTooLate(id, event);
      held.events.push({ event, payload });
    },
  });
}

function requirePage({ id, paginated }: OperationEntry, result: unknown): void {
  if (paginated !== true || Array.isArray((result as { items?: unknown } | null | undefined)?.items)) return;
  throw argumentInvalid("result", `The handler of ${id}`, "to give a page with a list of items", result);
}

function requireWiring(wiring: unknown, owner: string): void {
  const { registry, get } = (wiring ?? {}) as Partial<Wiring>;
  const { handler } = ((registry?.kind ?? {}) as Partial<OperationKind>).slots ?? {};
  if (typeof get !== "function" || !isMetadataRegistry(registry) || handler === undefined)
    throw argumentInvalid("wiring", owner, "a wiring of a registry of operations", wiring);
}

interface ReadOptions {
  readonly publish: Publish | undefined;
  readonly transaction: OperationMiddleware | undefined;
  readonly middleware: readonly OperationMiddleware[];
}

function readOptions(options: object, owner: string): ReadOptions {
  refuseUnknownOptions(options, ["publish", "transaction", "middleware"], owner);
  const { publish, transaction, middleware = [] } = options as Partial<ReadOptions>;
  for (const [option, value] of Object.entries({ publish, transaction })) {
    if (value !== undefined && typeof value !== "function")
      throw optionInvalid(option, owner, "a function", value);
  }
  if (!Array.isArray(middleware) || middleware.some((it) => typeof it !== "function"))
    throw optionInvalid("middleware", owner, "a list of functions", middleware);
  return { publish, transaction, middleware: [...middleware] };
}

function notImplemented(registry: AnyRegistry, id: string): BailiwickError {
  return new BailiwickError("METADATA_WIRING_INCOMPLETE", {
    message: `The wiring of ${describe(registry.name)} has no handler for the operation ${describe(id)}.`,
    hint: "implement it; in strict mode wire() finds it.",
    details: { registry: registry.name, id, slot: "handler" },
  });
}
