import {
  argumentInvalid,
  BailiwickError,
  deepFreeze,
  describe,
  hasBrand,
  isPlainObject,
  optionInvalid,
  refuseUnknownOptions,
} from "../kernel/index.js";
import { exactNameFault, keyFault, listFaults } from "./faults.js";
import type { Rule } from "./rule.js";

const kindBrand = Symbol.for("bailiwick.metadataKind");
const slotBrand = Symbol.for("bailiwick.metadataSlot");

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
  readonly fault: (value: unknown) => string | undefined;
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
    return branded(slotBrand, { default: byDefault, strict, description, fault });
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
    if (!isPlainObject(slots)) throw optionInvalid("slots", "defineKind()", "a plain object of slots", slots);
    if (!Array.isArray(rules)) throw optionInvalid("rules", "defineKind()", "an array of rules", rules);
    if (typeof description !== "string")
      throw optionInvalid("description", "defineKind()", "a text", description);
    const faults = [...kindFaults(name, slots, rules)];
    if (faults.length > 0) {
      throw new BailiwickError("METADATA_KIND_INVALID", {
        message: `The kind ${describe(name)} cannot be defined:\n${listFaults(faults)}`,
        details: { kind: describe(name), faults },
      });
    }
    // Without a prototype, so that no inherited name is taken for a slot.
    const kept: S = Object.assign(Object.create(null), slots);
    return branded(kindBrand, {
      name,
      description,
      slots: Object.freeze(kept),
      rules: Object.freeze([...rules]),
    });
  };
}

/** A kind that knows more than every kind does: plain data for what is built upon its registries. */
export function extendKind<K extends Kind, Facts extends object>(kind: K, facts: Facts): K & Facts {
  return branded(kindBrand, { ...kind, ...deepFreeze(facts) });
}

function branded<T extends object>(brand: symbol, value: T): T {
  return Object.freeze(Object.defineProperty(value, brand, { value: true }));
}

function* kindFaults(name: unknown, slots: Readonly<Record<string, unknown>>, rules: readonly unknown[]) {
  const fault = exactNameFault(name);
  if (fault !== undefined) yield `its name ${fault}`;
  for (const slotName of Reflect.ownKeys(slots)) {
    const nameFault = keyFault(slotName);
    if (nameFault !== undefined) yield `the slot name ${describe(slotName)} ${nameFault}`;
    else if (!hasBrand(slots[slotName as string], slotBrand))
      yield `the slot ${describe(slotName)} must be made by slot<…>()({ … }), but is ${describe(slots[slotName as string])}`;
  }
  const seen = new Set<string>();
  for (const rule of rules as readonly (Rule | undefined)[]) {
    if (typeof rule?.check !== "function")
      yield `a rule must be made by eachEntry() or wholeRegistry(), but one is ${describe(rule)}`;
    else if (seen.has(rule.id)) yield `two rules have the id ${describe(rule.id)}`;
    else seen.add(rule.id);
  }
}

function functionFault(value: unknown): string | undefined {
  return typeof value === "function" ? undefined : `must be a function, but is ${describe(value)}`;
}

/** Refuses what was not made by {@link defineKind}, also of a second copy of the package. */
export function requireKind(kind: unknown, owner: string): asserts kind is Kind {
  if (!hasBrand(kind, kindBrand))
    throw argumentInvalid("kind", owner, "a kind made by defineKind<…>()({ … })", kind);
}
