import {
  argumentInvalid,
  BailiwickError,
  counted,
  describe,
  didYouMean,
  messageOf,
  optionInvalid,
  quoteList,
  refuseUnknownOptions,
} from "../kernel/index.js";
import type { SlotName } from "./kind.js";
import { modeOf, type WiringMode } from "./mode.js";
import {
  entryUnknown,
  needs,
  requireRegistry,
  type EntryOf,
  type IdOf,
  type ImplementationAt,
  type ImplementationsOf,
  type KindOf,
  type MetadataEntry,
  type AnyRegistry,
  type SomeImplementationsOf,
} from "./registry.js";

/** An implementation that was found for a slot of an entry. */
export type Binding<R extends AnyRegistry> = {
  readonly [I in IdOf<R>]: {
    readonly [S in SlotName<KindOf<R>>]: {
      readonly id: I;
      readonly slot: S;
      readonly entry: EntryOf<R, I>;
      readonly implementation: ImplementationAt<R, S, I>;
    };
  }[SlotName<KindOf<R>>];
}[IdOf<R>];

/** What is wrong with a wiring. */
export interface WiringGap {
  /** Missing, for nobody, not what the slot takes, or refused when it was bound. */
  readonly problem: "missing" | "orphan" | "invalid" | "failed";
  readonly slot: string;
  /** Absent where a whole slot is meant. */
  readonly id?: string;
  readonly message: string;
  /** What was thrown, where something was. */
  readonly cause?: unknown;
}

/** How a registry is wired. */
export interface WireOptions<R extends AnyRegistry, Mode extends WiringMode> {
  /**
   * `"strict"` throws one error that lists every gap, before anything is bound; `"graceful"` wires what is there and
   * reports the rest. By default what the environment variable `BAILIWICK_STRICT` says (`false` or `0` is graceful), else strict.
   */
  readonly mode?: Mode;
  /** Called once for each binding, entry by entry in order, each with its slots in order. */
  readonly bind?: (binding: Binding<R>) => void;
  /** Called for each gap, in graceful mode too. */
  readonly onGap?: (gap: WiringGap) => void;
}

/** What a wiring came to. */
export interface Wiring<R extends AnyRegistry = AnyRegistry> {
  readonly registry: R;
  readonly mode: WiringMode;
  readonly bindings: readonly Binding<R>[];
  readonly gaps: readonly WiringGap[];
  readonly isComplete: boolean;
  /** The implementation of a slot; `undefined` if the entry does not need it, or in graceful mode has none. O(1). */
  get<I extends IdOf<R>, S extends SlotName<KindOf<R>>>(
    id: I,
    slot: S,
  ): ImplementationAt<R, S, I> | undefined;
}

/**
 * Gives every entry what it needs implemented.
 *
 * A missing implementation, a missing slot and one for nobody do not compile; for JavaScript and casts they are found at
 * run time, all of them at once. With `mode: "graceful"` in the code what is not yet written may be left out.
 * O(entries · slots).
 *
 * @throws BailiwickError `METADATA_WIRING_INCOMPLETE` in strict mode, and in either for slots that are `always` strict
 */
export function wire<R extends AnyRegistry, const Mode extends WiringMode = "strict">(
  registry: R,
  implementations: NoInfer<Mode extends "graceful" ? SomeImplementationsOf<R> : ImplementationsOf<R>>,
  options: WireOptions<R, Mode> = {},
): Wiring<R> {
  requireRegistry(registry, "wire()");
  refuseUnknownOptions(options, ["mode", "bind", "onGap"], "wire()");
  const { bind, onGap } = options;
  for (const [option, value] of Object.entries({ bind, onGap })) {
    if (value !== undefined && typeof value !== "function")
      throw optionInvalid(option, "wire()", "a function", value);
  }
  const mode = modeOf(options.mode, "wire()");
  const found = findBindings(registry, implementations);
  const refuse = (gaps: readonly WiringGap[]) => {
    const fatal = mode === "strict" ? gaps : gaps.filter((gap) => isAlwaysStrict(registry, gap));
    if (fatal.length > 0) throw wiringIncomplete(registry, fatal, mode);
  };
  refuse(found.gaps);
  const failed = bind === undefined ? [] : bindAll(found.bindings, bind as (binding: AnyBinding) => unknown);
  refuse(failed);
  const gaps = Object.freeze([...found.gaps, ...failed]);
  if (onGap !== undefined) for (const gap of gaps) onGap(gap);
  const unbound = new Set(failed.map((gap) => `${gap.slot} ${gap.id}`));
  const bindings = found.bindings.filter(({ id, slot }) => !unbound.has(`${slot} ${id}`));
  return makeWiring(registry, mode, bindings, gaps) as unknown as Wiring<R>;
}

/** A binding at run time. */
interface AnyBinding {
  readonly id: string;
  readonly slot: string;
  readonly entry: MetadataEntry;
  readonly implementation: unknown;
}

function makeWiring(
  registry: AnyRegistry,
  mode: WiringMode,
  bindings: readonly AnyBinding[],
  gaps: readonly WiringGap[],
): Wiring {
  const bySlot = new Map(Object.keys(registry.kind.slots).map((slot) => [slot, new Map<string, unknown>()]));
  for (const { id, slot, implementation } of bindings) bySlot.get(slot)!.set(id, implementation);
  return Object.freeze({
    registry,
    mode,
    bindings: Object.freeze(bindings),
    gaps,
    isComplete: gaps.length === 0,
    get: (id: string, slot: string) => {
      const implementationsOfSlot = bySlot.get(slot);
      if (implementationsOfSlot === undefined)
        throw argumentInvalid(
          "slot",
          "get()",
          `one of the slots ${quoteList([...bySlot.keys()], "or")}`,
          slot,
        );
      if (!registry.has(id)) throw entryUnknown(registry, id);
      return implementationsOfSlot.get(id);
    },
  }) as unknown as Wiring;
}

/** What there is and what there is not, before anything is bound. Also what a compliance check looks at. */
export function findBindings(
  registry: AnyRegistry,
  implementations: unknown,
): { readonly bindings: readonly AnyBinding[]; readonly gaps: readonly WiringGap[] } {
  if (typeof implementations !== "object" || implementations === null)
    throw argumentInvalid(
      "implementations",
      "wire()",
      "an object with the implementations by slot",
      implementations,
    );
  const { slots } = registry.kind;
  const gaps: WiringGap[] = [];
  const bySlot = new Map(Object.keys(slots).map((slot) => [slot, readMember(implementations, slot)]));
  const bindings: AnyBinding[] = [];
  for (const entry of registry) {
    for (const [slot, found] of bySlot) {
      if (!needs(registry.kind, entry, slot)) continue;
      const result = bindingOf(entry, slot, found, slots[slot]!.fault);
      if ("problem" in result) gaps.push(result);
      else bindings.push(result);
    }
  }
  return { bindings, gaps: [...gaps, ...orphans(registry, implementations, bySlot)] };
}

function bindingOf(
  entry: MetadataEntry,
  slot: string,
  found: Read,
  faultOf: (value: unknown) => string | undefined,
): AnyBinding | WiringGap {
  const { id } = entry;
  const read = "thrown" in found ? found : readMember(found.value, id);
  if ("thrown" in read) {
    const message = `${id} has an implementation of ${slot} that cannot be read: ${messageOf(read.thrown)}`;
    return { problem: "invalid", slot, id, message, cause: read.thrown };
  }
  if (read.value === undefined) {
    return { problem: "missing", slot, id, message: `${id} has no implementation of ${slot}` };
  }
  const fault = faultOf(read.value);
  if (fault !== undefined)
    return { problem: "invalid", slot, id, message: `The implementation of ${slot} for ${id} ${fault}` };
  return Object.freeze({ id, slot, entry, implementation: read.value });
}

/** What a member is, or what was thrown on reading it. */
type Read = { readonly value: unknown } | { readonly thrown: unknown };

function readMember(owner: unknown, key: string): Read {
  try {
    if (typeof owner !== "object" || owner === null || !Object.hasOwn(owner, key))
      return { value: undefined };
    return { value: (owner as Readonly<Record<string, unknown>>)[key] };
  } catch (thrown) {
    return { thrown };
  }
}

function* orphans(
  registry: AnyRegistry,
  implementations: object,
  bySlot: ReadonlyMap<string, Read>,
): Generator<WiringGap> {
  for (const slot of Object.keys(implementations)) {
    const found = bySlot.get(slot);
    if (found === undefined) {
      const message = `${describe(slot)} is implemented, but is no slot of the kind ${registry.kind.name}${didYouMean(slot, bySlot.keys())}`;
      yield { problem: "orphan", slot, message };
      continue;
    }
    if ("thrown" in found || typeof found.value !== "object" || found.value === null) continue;
    for (const id of Object.keys(found.value)) {
      const entry = registry.find(id);
      if (entry === undefined) {
        const message = `${slot} is implemented for ${describe(id)}, which has no entry${didYouMean(id, registry.ids)}`;
        yield { problem: "orphan", slot, id, message };
      } else if (!needs(registry.kind, entry, slot)) {
        yield {
          problem: "orphan",
          slot,
          id,
          message: `${slot} is implemented for ${id}, which does not need it`,
        };
      }
    }
  }
}

function bindAll(bindings: readonly AnyBinding[], bind: (binding: AnyBinding) => unknown): WiringGap[] {
  const failed: WiringGap[] = [];
  for (const binding of bindings) {
    const { id, slot } = binding;
    const gap = (what: string, cause?: unknown): WiringGap => ({
      problem: "failed",
      slot,
      id,
      message: `${id} could not be bound to its implementation of ${slot}: ${what}`,
      ...(cause === undefined ? {} : { cause }),
    });
    try {
      const returned = bind(binding);
      if (typeof (returned as PromiseLike<unknown> | undefined)?.then !== "function") continue;
      void Promise.resolve(returned).catch(() => undefined);
      failed.push(gap("bind() returned a promise, but wiring does not wait"));
    } catch (thrown) {
      failed.push(gap(messageOf(thrown), thrown));
    }
  }
  return failed;
}

function isAlwaysStrict(registry: AnyRegistry, { slot }: WiringGap): boolean {
  return Object.hasOwn(registry.kind.slots, slot) && registry.kind.slots[slot]!.strict === "always";
}

function wiringIncomplete(
  registry: AnyRegistry,
  gaps: readonly WiringGap[],
  mode: WiringMode,
): BailiwickError {
  const shown = gaps.slice(0, 50).map(({ message }) => `  - ${message}`);
  if (gaps.length > shown.length) shown.push(`  - and ${gaps.length - shown.length} more`);
  const [cause] = gaps.flatMap((gap) => (gap.cause === undefined ? [] : [gap.cause]));
  return new BailiwickError("METADATA_WIRING_INCOMPLETE", {
    message: `The wiring of ${describe(registry.name)} has ${counted(gaps.length, "gap")}:\n${shown.join("\n")}`,
    hint:
      mode === "strict"
        ? 'implement what is missing and remove what is for nobody; mode: "graceful" wires the rest meanwhile.'
        : "these slots have to be complete in every mode.",
    details: { registry: registry.name, mode, gaps: gaps.map(({ cause: _, ...gap }) => gap) },
    ...(cause === undefined ? {} : { cause }),
  });
}
