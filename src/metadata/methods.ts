import { argumentInvalid, BailiwickError, counted, describe, messageOf } from "../kernel/index.js";
import { listFaults, suggester } from "./faults.js";
import type { SlotName } from "./kind.js";
import {
  needs,
  requireRegistry,
  requireSlot,
  type KindOf,
  type AnyRegistry,
  type SlotOf,
} from "./registry.js";

/** Words joined by one separator, each with a capital. */
type Capitals<
  Text extends string,
  Separator extends string,
> = Text extends `${infer Head}${Separator}${infer Tail}`
  ? `${Capitalize<Head>}${Capitals<Tail, Separator>}`
  : Capitalize<Text>;

/** The method of a class that handles an entry: `user_registration.succeeded` is handled by `handleUserRegistrationSucceeded`. */
export type MethodName<Id extends string> = `handle${Capitals<Capitals<Capitals<Id, ".">, "_">, "-">}`;

/** The methods that a class needs to implement a slot, for `class X implements MethodsFor<typeof registry, "slot">`. */
export type MethodsFor<R extends AnyRegistry, S extends SlotName<KindOf<R>>> = {
  [I in keyof SlotOf<R, S> as MethodName<I & string>]: SlotOf<R, S>[I];
};

declare const fault: unique symbol;

/** What no method is; its name is what the compiler says of a method that handles no entry. */
interface NoSuchEntry {
  readonly [fault]: never;
}

/** The methods of a class that look as if they handled an entry, and do not. */
type Orphans<H, Needed> = keyof {
  readonly [
    M in keyof H as M extends keyof Needed
      ? never
      : M extends `handle${infer Rest}`
        ? HandlerName<M, Rest>
        : never
  ]: never;
};

type HandlerName<M, Rest extends string> = Rest extends ""
  ? never
  : Rest extends Capitalize<Rest>
    ? M
    : never;

/** That every method that begins with `handle` is one that an entry needs. */
type NoOrphans<H, Needed> = { readonly [M in Orphans<H, Needed>]: NoSuchEntry };

/**
 * The implementations of a slot as methods of an object, each bound to it. Methods are found by name, those that a class
 * inherits too; one that begins with `handle` and a capital and belongs to no entry does not compile. O(entries).
 *
 * @throws BailiwickError `METADATA_WIRING_INCOMPLETE`, listing every method that is missing or one too many
 */
export function methods<R extends AnyRegistry, S extends SlotName<KindOf<R>>, H extends MethodsFor<R, S>>(
  registry: R,
  slot: S,
  handler: H & NoOrphans<H, MethodsFor<R, S>>,
): SlotOf<R, S> {
  requireRegistry(registry, "methods()");
  if (typeof handler !== "object" || handler === null)
    throw argumentInvalid("handler", "methods()", "an object with methods", handler);
  requireSlot(registry.kind, slot, "methods()");
  const found: Record<string, unknown> = Object.create(null);
  const names = new Map<string, string>();
  const faults: string[] = [];
  for (const entry of registry) {
    if (!needs(registry.kind, entry, slot)) continue;
    const name = methodName(entry.id);
    const twin = names.get(name);
    names.set(name, entry.id);
    if (twin === undefined) readMethod(handler, name, entry.id, found, faults);
    else faults.push(`${twin} and ${entry.id} would both be handled by ${name}()`);
  }
  const nearest = suggester([...names.keys()]);
  try {
    for (const name of methodsOf(handler)) {
      if (!names.has(name)) faults.push(`${name}() handles no entry that needs ${slot}${nearest(name)}`);
    }
  } catch (thrown) {
    faults.push(`what other methods there are cannot be read: ${messageOf(thrown)}`);
  }
  if (faults.length === 0) return Object.freeze(found) as SlotOf<R, S>;
  throw new BailiwickError("METADATA_WIRING_INCOMPLETE", {
    message:
      `The methods of ${describe(handler)} are not what ${slot} of ${describe(registry.name)} needs, ` +
      `with ${counted(faults.length, "fault")}:\n${listFaults(faults)}`,
    details: { registry: registry.name, slot, faults },
  });
}

function readMethod(
  handler: object,
  name: string,
  id: string,
  found: Record<string, unknown>,
  faults: string[],
): void {
  try {
    const method: unknown = (handler as Readonly<Record<string, unknown>>)[name];
    if (typeof method === "function") found[id] = method.bind(handler);
    else if (method === undefined) faults.push(`${name}() is missing, which handles ${id}`);
    else faults.push(`${name} must be a method, which handles ${id}, but is ${describe(method)}`);
  } catch (thrown) {
    faults.push(`${name}(), which handles ${id}, cannot be read: ${messageOf(thrown)}`);
  }
}

/** The name of the method that handles an entry, at run time. */
export function methodName(id: string): string {
  return `handle${id.split(/[._-]/).map(capitalised).join("")}`;
}

function capitalised(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

/** The methods that begin with `handle` and a capital, those too that a class inherits. No getter is called. */
function methodsOf(handler: object): Set<string> {
  const names = new Set<string>();
  for (
    let owner: object | null = handler;
    owner !== null && owner !== Object.prototype;
    owner = Object.getPrototypeOf(owner) as object | null
  ) {
    for (const name of Object.getOwnPropertyNames(owner)) {
      const rest = name.slice("handle".length);
      if (!name.startsWith("handle") || rest === "" || rest !== capitalised(rest)) continue;
      if (typeof Object.getOwnPropertyDescriptor(owner, name)?.value === "function") names.add(name);
    }
  }
  return names;
}
