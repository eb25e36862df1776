import {
  argumentInvalid,
  BailiwickError,
  counted,
  describe,
  messageOf,
  optionInvalid,
  quoteList,
  refuseUnknownOptions,
} from "../kernel/index.js";
import { findBindings, type AnyBinding, type FoundBindings, type WiringGap } from "./bindings.js";
import { listFaults } from "./faults.js";
import type { SlotName } from "./kind.js";
import { modeOf, type WiringMode } from "./mode.js";
import {
  entryUnknown,
  requireRegistry,
  type EntryOf,
  type IdOf,
  type ImplementationAt,
  type ImplementationsOf,
  type KindOf,
  type AnyRegistry,
  type SomeImplementationsOf,
} from "./registry.js";

export { findBindings, type WiringGap } from "./bindings.js";

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

/** How a registry is wired. */
export interface WireOptions<R extends AnyRegistry, Mode extends WiringMode> {
  /**
   * `"strict"` throws one error that lists every gap, before anything is bound; `"graceful"` wires what is there and
   * reports the rest. By default what the environment variable `BAILIWICK_STRICT` says (`false` or `0` is graceful), else strict.
   */
  readonly mode?: Mode;
  /**
   * Called once for each binding, entry by entry in order, each with its slots in order, and not at all if there are gaps
   * that stop the wiring. What it throws, and a promise, which nobody would wait for, is a gap.
   */
  readonly bind?: (binding: Binding<R>) => void;
  /** Called for each gap, before the wiring throws for it if it does. */
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
  get<I extends IdOf<R>, S extends keyof KindOf<R>["slots"] & string>(
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
  implementations: Mode extends "graceful" ? SomeImplementationsOf<R> : ImplementationsOf<R>,
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
  const report = (gaps: readonly WiringGap[]) => {
    if (onGap !== undefined) for (const gap of gaps) onGap(gap);
    const fatal = mode === "strict" ? gaps : gaps.filter((gap) => isAlwaysStrict(registry, gap));
    if (fatal.length > 0) throw wiringIncomplete(registry, fatal, mode);
  };
  report(found.gaps);
  if (bind === undefined) return makeWiring(registry, mode, found) as unknown as Wiring<R>;
  const bound = bindAll(found.bindings, bind as (binding: AnyBinding) => unknown);
  report(bound.gaps);
  const gaps = [...found.gaps, ...bound.gaps];
  return makeWiring(registry, mode, { bindings: bound.bindings, gaps }) as unknown as Wiring<R>;
}

function makeWiring(registry: AnyRegistry, mode: WiringMode, { bindings, gaps }: FoundBindings): Wiring {
  const bySlot = new Map(Object.keys(registry.kind.slots).map((slot) => [slot, new Map<string, unknown>()]));
  for (const { id, slot, implementation } of bindings) bySlot.get(slot)?.set(id, implementation);
  return Object.freeze({
    registry,
    mode,
    bindings: Object.freeze(bindings),
    gaps: Object.freeze(gaps),
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
  }) as Wiring;
}

/** Every binding is tried, also after one that fails. */
function bindAll(bindings: readonly AnyBinding[], bind: (binding: AnyBinding) => unknown): FoundBindings {
  const bound: AnyBinding[] = [];
  const gaps: WiringGap[] = [];
  for (const binding of bindings) {
    const fault = bindOne(binding, bind);
    if (fault === undefined) {
      bound.push(binding);
      continue;
    }
    const { id, slot } = binding;
    const message = `${id} could not be bound to its implementation of ${slot}: ${fault.what}`;
    const cause = "cause" in fault ? { cause: fault.cause } : {};
    gaps.push(Object.freeze({ problem: "failed", slot, id, message, ...cause }));
  }
  return { bindings: bound, gaps };
}

function bindOne(
  binding: AnyBinding,
  bind: (binding: AnyBinding) => unknown,
): { readonly what: string; readonly cause?: unknown } | undefined {
  try {
    const returned = bind(binding);
    if (typeof (returned as PromiseLike<unknown> | undefined | null)?.then !== "function") return undefined;
    // Its failure is not unhandled: it is reported here that nobody waits for it.
    Promise.resolve(returned).catch(() => undefined);
    return { what: "bind() returned a promise, but wiring does not wait" };
  } catch (cause) {
    return { what: messageOf(cause), cause };
  }
}

function isAlwaysStrict(registry: AnyRegistry, { slot }: WiringGap): boolean {
  return Object.hasOwn(registry.kind.slots, slot) && registry.kind.slots[slot]!.strict === "always";
}

function wiringIncomplete(
  registry: AnyRegistry,
  gaps: readonly WiringGap[],
  mode: WiringMode,
): BailiwickError {
  const causes = gaps.flatMap((gap) => ("cause" in gap ? [gap.cause] : []));
  const messages = gaps.map(({ message }) => message);
  return new BailiwickError("METADATA_WIRING_INCOMPLETE", {
    message: `The wiring of ${describe(registry.name)} has ${counted(gaps.length, "gap")}:\n${listFaults(messages)}`,
    hint:
      mode === "strict"
        ? 'implement what is missing and remove what is for nobody; mode: "graceful" wires the rest meanwhile.'
        : "these slots have to be complete in every mode.",
    details: { registry: registry.name, mode, gaps: gaps.map(withoutCause) },
    ...(causes.length === 0 ? {} : { cause: causes.length === 1 ? causes[0] : new AggregateError(causes) }),
  });
}

/** What was thrown is the cause of the error, and need not be data. */
function withoutCause({ problem, slot, id, message }: WiringGap): WiringGap {
  return { problem, slot, ...(id === undefined ? {} : { id }), message };
}
