import {
  argumentInvalid,
  deepFreeze,
  describe,
  identifierFault,
  optionInvalid,
  quoteList,
  refuseUnknownOptions,
} from "../kernel/index.js";
import { BailiwickError } from "../kernel/index.js";
import type { Rule } from "./rule.js";

declare const implementation: unique symbol;
declare const metadata: unique symbol;

/**
 * A function from types to types: an interface that extends it says in `out` what follows from `in`. What a slot needs
 * implemented depends in this way on the entry.
 *
 * `this["in"]` may not stand within an object type; give it to a type alias with a parameter, as in
 * `interface Handler extends TypeFunction { readonly out: HandlerOf<this["in"]> }`.
 */
export interface TypeFunction {
  readonly in: unknown;
  readonly out: unknown;
}

/** What a {@link TypeFunction} makes of a type. */
export type Apply<F extends TypeFunction, In> = (F & { readonly in: In })["out"];

/** When a missing implementation stops the wiring: as the mode says, or in graceful mode too. */
export type SlotStrictness = "mode" | "always";

/** Something that an entry may need implemented. */
export interface Slot<F extends TypeFunction = TypeFunction, Default extends boolean = boolean> {
  readonly [implementation]?: F;
  /** Whether an entry needs it that says nothing about it. */
  readonly default: Default;
  readonly strict: SlotStrictness;
  readonly description: string;
  /** What keeps a value from being an implementation, as the end of a sentence; `undefined` if nothing does. */
  fault(value: unknown): string | undefined;
}

/** How a slot is described. */
export interface SlotOptions<Default extends boolean> {
  readonly default: Default;
  /** By default `"mode"`. */
  readonly strict?: SlotStrictness;
  readonly description?: string;
  /** By default an implementation has to be a function. */
  readonly fault?: (value: unknown) => string | undefined;
}

/** Slots by name. */
export type Slots = Readonly<Record<string, Slot>>;

/** What a registry describes: the shape of its metadata, what an entry may need implemented, and the rules it keeps. */
export interface Kind<
  Name extends string = string,
  Metadata extends object = object,
  S extends Slots = Slots,
> {
  readonly [metadata]?: Metadata;
  readonly name: Name;
  readonly description: string;
  readonly slots: S;
  readonly rules: readonly Rule<Metadata>[];
}

/** The metadata of a kind. */
export type MetadataOf<K extends Kind> = K extends { readonly [metadata]?: infer M extends object }
  ? M
  : never;

/** The names of a kind's slots. */
export type SlotName<K extends Kind> = keyof K["slots"] & string;

/** The type function of a slot. */
export type ImplementationOf<S extends Slot> = S extends {
  readonly [implementation]?: infer F extends TypeFunction;
}
  ? F
  : never;

/** What a kind is made of. */
export interface KindParts<Name extends string, Metadata extends object, S extends Slots> {
  readonly name: Name;
  readonly description?: string;
  readonly slots: S;
  readonly rules?: readonly Rule<Metadata>[];
}

/**
 * A slot whose implementations have the type that `F` makes of the entry.
 *
 * @example `slot<EventHandler>()({ default: true, strict: "always" })`
 * @throws BailiwickError `OPTION_INVALID`
 */
export function slot<F extends TypeFunction>() {
  return <const Default extends boolean>(options: SlotOptions<Default>): Slot<F, Default> => {
    refuseUnknownOptions(options, ["default", "strict", "description", "fault"], "slot()");
    const { default: byDefault, strict = "mode", description = "", fault = functionFault } = options;
    if (typeof byDefault !== "boolean") throw optionInvalid("default", "slot()", "true or false", byDefault);
    if (strict !== "mode" && strict !== "always") {
      throw optionInvalid("strict", "slot()", '"mode" or "always"', strict);
    }
    if (typeof description !== "string") throw optionInvalid("description", "slot()", "a text", description);
    if (typeof fault !== "function") throw optionInvalid("fault", "slot()", "a function", fault);
    return Object.freeze({ default: byDefault, strict, description, fault });
  };
}

/**
 * Defines a kind of registry. The type of the metadata is named, the rest is read from the parts.
 *
 * @example `defineKind<{ title: string }>()({ name: "pages", slots: {} })`
 * @throws BailiwickError `METADATA_KIND_INVALID`, naming everything that is wrong
 */
export function defineKind<Metadata extends object>() {
  return <const Name extends string, const S extends Slots>(
    parts: KindParts<Name, Metadata, S>,
  ): Kind<Name, Metadata, S> => {
    refuseUnknownOptions(parts, ["name", "description", "slots", "rules"], "defineKind()");
    const { name, description = "", slots, rules = [] } = parts;
    if (typeof slots !== "object" || slots === null)
      throw optionInvalid("slots", "defineKind()", "an object of slots", slots);
    if (!Array.isArray(rules)) throw optionInvalid("rules", "defineKind()", "an array of rules", rules);
    const faults = [...kindFaults(name, slots, rules)];
    if (faults.length > 0) {
      throw new BailiwickError("METADATA_KIND_INVALID", {
        message: `The kind ${describe(name)} cannot be defined:\n${faults.map((fault) => `  - ${fault}`).join("\n")}`,
        details: { kind: describe(name), faults },
      });
    }
    const kept: S = Object.assign(Object.create(null), slots);
    return deepFreeze({ name, description, slots: Object.freeze(kept), rules: [...rules] });
  };
}

function* kindFaults(name: unknown, slots: Slots, rules: readonly Rule[]): Generator<string> {
  const fault = identifierFault(name);
  if (fault !== undefined) yield `its name ${fault}`;
  if (![Object.prototype, null].includes(Object.getPrototypeOf(slots)))
    yield `its slots must be a plain object, but are ${describe(slots)} (a key "__proto__" in a literal sets the prototype)`;
  for (const [slotName, slot] of Object.entries(slots)) {
    const nameFault = identifierFault(slotName);
    if (nameFault !== undefined || slotName === "__proto__")
      yield `the slot name ${describe(slotName)} cannot be used`;
    if (typeof slot?.fault !== "function")
      yield `the slot ${describe(slotName)} must be made by slot(), but is ${describe(slot)}`;
  }
  const seen = new Set<string>();
  for (const rule of rules) {
    if (typeof rule?.check !== "function")
      yield `a rule must be made by eachEntry() or wholeRegistry(), but one is ${describe(rule)}`;
    else if (seen.has(rule.id)) yield `two rules have the id ${quoteList([rule.id])}`;
    else seen.add(rule.id);
  }
}

function functionFault(value: unknown): string | undefined {
  return typeof value === "function" ? undefined : `must be a function, but is ${describe(value)}`;
}

/** Refuses what was not made by {@link defineKind}. */
export function requireKind(kind: unknown, owner: string): asserts kind is Kind {
  const { name, slots, rules } = (kind ?? {}) as Partial<Kind>;
  if (typeof name === "string" && typeof slots === "object" && Array.isArray(rules)) return;
  throw argumentInvalid("kind", owner, "a kind made by defineKind()", kind);
}
