import { BailiwickError, counted, describe, messageOf } from "../../kernel/index.js";
import type { OperationMetadata } from "./operation-metadata.js";
import type { AnyRegistry, MetadataEntry } from "../registry.js";
import type { Wiring } from "../wire.js";

/** The entry of an operation at run time. */
export type OperationEntry = OperationMetadata & MetadataEntry;

/** A handler that has what it works with. */
export type PreparedHandler = (input: unknown, context: object) => unknown;

/** What operations may need of their dispatcher. */
export interface Facilities {
  readonly publish: unknown;
  readonly transaction: unknown;
}

interface Fault {
  readonly message: string;
  readonly cause?: unknown;
}

/**
 * Makes the handler of every operation that has one, so that what is missing is found at the start and not at the first request.
 *
 * @throws BailiwickError `OPERATION_NOT_READY`, listing everything that is missing
 */
export function prepareOperations(
  wiring: Wiring,
  dependencies: object,
  facilities: Facilities,
): ReadonlyMap<string, PreparedHandler> {
  const { registry } = wiring;
  const handlers = new Map<string, PreparedHandler>();
  const faults: Fault[] = [];
  for (const entry of registry as Iterable<OperationEntry>) {
    const factory: unknown = wiring.get(entry.id, "handler" as never);
    if (typeof factory !== "function") continue;
    const before = faults.length;
    faults.push(...facilityFaults(entry, facilities), ...dependencyFaults(entry, dependencies));
    if (faults.length > before) continue;
    const made = makeHandler(entry, factory as (given: object) => unknown, dependencies);
    if (typeof made === "function") handlers.set(entry.id, made);
    else faults.push(made);
  }
  if (faults.length > 0) throw notReady(registry, faults);
  return handlers;
}

function* facilityFaults(
  { id, emits = [], transaction }: OperationEntry,
  given: Facilities,
): Generator<Fault> {
  if (transaction === true && given.transaction === undefined)
    yield { message: `${id} runs in a transaction, but the option transaction is not given` };
  if (emits.length > 0 && given.publish === undefined)
    yield { message: `${id} emits events, but the option publish is not given` };
}

function* dependencyFaults(entry: OperationEntry, dependencies: object): Generator<Fault> {
  for (const name of entry.dependencies ?? []) {
    try {
      const value = (dependencies as Readonly<Record<string, unknown>>)[name];
      if (value === undefined || value === null)
        yield { message: `${entry.id} works with ${describe(name)}, which is ${describe(value)}` };
    } catch (cause) {
      yield {
        message: `${entry.id} works with ${describe(name)}, which cannot be read: ${messageOf(cause)}`,
        cause,
      };
    }
  }
}

function makeHandler(
  entry: OperationEntry,
  factory: (given: object) => unknown,
  dependencies: object,
): PreparedHandler | Fault {
  const { id } = entry;
  try {
    const made: unknown = factory(dependenciesOf(entry, dependencies));
    if (typeof made === "function") return made as PreparedHandler;
    void Promise.resolve(made).catch(() => undefined);
    return { message: `${id} has a handler that gives ${describe(made)} and not a function of its input` };
  } catch (cause) {
    return { message: `${id} has a handler that cannot be made: ${messageOf(cause)}`, cause };
  }
}

/** What the entry names; whatever else there is cannot be read, because the entry would say less than is true. */
function dependenciesOf({ id, dependencies: names = [] }: OperationEntry, all: object): object {
  const own: object = Object.create(null);
  for (const name of Object.keys(all)) {
    if (names.includes(name)) continue;
    Object.defineProperty(own, name, {
      get: () => {
        throw undeclared(id, name);
      },
    });
  }
  for (const name of names)
    Object.defineProperty(own, name, {
      value: (all as Readonly<Record<string, unknown>>)[name],
      enumerable: true,
    });
  return Object.freeze(own);
}

function undeclared(id: string, name: string): BailiwickError {
  return new BailiwickError("OPERATION_NOT_READY", {
    message: `${id} reads the dependency ${describe(name)}, which its entry does not name.`,
    hint: "add it to the dependencies of the entry.",
    details: { operation: id, dependency: name },
  });
}

function notReady({ name }: AnyRegistry, faults: readonly Fault[]): BailiwickError {
  const [cause] = faults.flatMap((fault) => (fault.cause === undefined ? [] : [fault.cause]));
  return new BailiwickError("OPERATION_NOT_READY", {
    message: `The operations of ${describe(name)} cannot be run, ${counted(faults.length, "fault")}:\n${faults.map(({ message }) => `  - ${message}`).join("\n")}`,
    details: { registry: name, faults: faults.map(({ message }) => message) },
    ...(cause === undefined ? {} : { cause }),
  });
}
