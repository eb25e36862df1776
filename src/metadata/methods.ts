import { argumentInvalid, BailiwickError, counted, describe, didYouMean } from "../kernel/index.js";
import type { SlotName } from "./kind.js";
import { needs, requireRegistry, type KindOf, type AnyRegistry, type SlotOf } from "./registry.js";

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
  [I in keyof SlotOf<R, S> & string as MethodName<I>]: SlotOf<R, S>[I];
};

/** That every method that begins with `handle` is one that an entry needs. */
type NoOrphans<H, Needed> = {
  readonly [
    M in keyof H as M extends `handle${Capitalize<string>}` ? (M extends keyof Needed ? never : M) : never
  ]: never;
};

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
  const found: Record<string, unknown> = Object.create(null);
  const names = new Map<string, string>();
  const faults: string[] = [];
  for (const entry of registry) {
    if (!needs(registry.kind, entry, slot)) continue;
    const name = methodName(entry.id);
    const twin = names.get(name);
    names.set(name, entry.id);
    const method: unknown = (handler as Readonly<Record<string, unknown>>)[name];
    if (twin !== undefined) faults.push(`${twin} and ${entry.id} would both be handled by ${name}()`);
    else if (typeof method === "function") found[entry.id] = method.bind(handler);
    else faults.push(`${name}() is missing, which handles ${entry.id}`);
  }
  for (const name of methodsOf(handler)) {
    if (!names.has(name))
      faults.push(`${name}() handles no entry that needs ${slot}${didYouMean(name, names.keys())}`);
  }
  if (faults.length === 0) return Object.freeze(found) as SlotOf<R, S>;
  throw new BailiwickError("METADATA_WIRING_INCOMPLETE", {
    message: `${describe(handler)} does not implement ${slot} of ${describe(registry.name)}: ${counted(faults.length, "fault")}:\n${faults.map((fault) => `  - ${fault}`).join("\n")}`,
    details: { registry: registry.name, slot, faults },
  });
}

/** The name of the method that handles an entry, at run time. */
export function methodName(id: string): string {
  const words = id.split(/[._-]/).map((word) => word.slice(0, 1).toUpperCase() + word.slice(1));
  return `handle${words.join("")}`;
}

function methodsOf(handler: object): Set<string> {
  const names = new Set<string>();
  for (
    let owner: object | null = handler;
    owner !== null && owner !== Object.prototype;
    owner = Object.getPrototypeOf(owner)
  ) {
    for (const name of Object.getOwnPropertyNames(owner)) {
      if (
        /^handle\p{Lu}/u.test(name) &&
        typeof (handler as Readonly<Record<string, unknown>>)[name] === "function"
      )
        names.add(name);
    }
  }
  return names;
}
