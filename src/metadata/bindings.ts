import { argumentInvalid, describe, messageOf } from "../kernel/index.js";
import { suggester } from "./faults.js";
import { readMember } from "./pure-data.js";
import { needs, type AnyRegistry, type MetadataEntry } from "./registry.js";

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

/** A binding at run time. */
export interface AnyBinding {
  readonly id: string;
  readonly slot: string;
  readonly entry: MetadataEntry;
  readonly implementation: unknown;
}

/** What there is and what there is not, before anything is bound. */
export interface FoundBindings {
  readonly bindings: readonly AnyBinding[];
  readonly gaps: readonly WiringGap[];
}

/** The implementations of a slot as they were given, and the ids that they are for. */
interface ReadSlot {
  readonly members: object | undefined;
  readonly ids: readonly string[];
}

type BySlot = ReadonlyMap<string, ReadSlot>;

/**
 * Looks what there is and what there is not, and binds nothing. Also what a compliance check looks at. A slot that cannot
 * be read at all is one gap, and no entry is said to lack it.
 */
export function findBindings(registry: AnyRegistry, implementations: unknown): FoundBindings {
  const given = slotsIn(implementations);
  if (given === undefined)
    throw argumentInvalid(
      "implementations",
      "wire()",
      "an object with the implementations by slot",
      implementations,
    );
  const gaps: WiringGap[] = [];
  const bySlot = readSlots(registry, implementations, gaps);
  const bindings: AnyBinding[] = [];
  for (const entry of registry) {
    for (const [slot, { members }] of bySlot) {
      if (!needs(registry.kind, entry, slot)) continue;
      const result = bindingOf(registry, entry, slot, members);
      if ("problem" in result) gaps.push(Object.freeze(result));
      else bindings.push(Object.freeze(result));
    }
  }
  for (const orphan of orphans(registry, given, bySlot)) gaps.push(Object.freeze(orphan));
  return { bindings, gaps };
}

/** The names under which something was given; `undefined` for what is no object, or does not tell. */
function slotsIn(implementations: unknown): readonly string[] | undefined {
  try {
    return typeof implementations === "object" && implementations !== null
      ? Object.keys(implementations)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The slots that can be read; what is wrong with the others is added to the gaps. */
function readSlots(registry: AnyRegistry, implementations: unknown, gaps: WiringGap[]): BySlot {
  const bySlot = new Map<string, ReadSlot>();
  for (const slot of Object.keys(registry.kind.slots)) {
    const read = readMember(implementations, slot);
    const result = "thrown" in read ? unreadable(slot, read.thrown) : readSlot(slot, read.value);
    if ("problem" in result) gaps.push(Object.freeze(result));
    else bySlot.set(slot, result);
  }
  return bySlot;
}

function readSlot(slot: string, members: unknown): ReadSlot | WiringGap {
  if (members === undefined) return { members, ids: [] };
  if (typeof members !== "object" || members === null) {
    const message = `The implementations of ${slot} must be an object by id, but are ${describe(members)}`;
    return { problem: "invalid", slot, message };
  }
  try {
    return { members, ids: Object.keys(members) };
  } catch (thrown) {
    return unreadable(slot, thrown);
  }
}

function unreadable(slot: string, cause: unknown): WiringGap {
  const message = `The implementations of ${slot} cannot be read: ${messageOf(cause)}`;
  return { problem: "invalid", slot, message, cause };
}

function bindingOf(
  registry: AnyRegistry,
  entry: MetadataEntry,
  slot: string,
  ofSlot: object | undefined,
): AnyBinding | WiringGap {
  const { id } = entry;
  const read = readMember(ofSlot, id);
  if ("thrown" in read) {
    const message = `${id} has an implementation of ${slot} that cannot be read: ${messageOf(read.thrown)}`;
    return { problem: "invalid", slot, id, message, cause: read.thrown };
  }
  if (read.value === undefined)
    return { problem: "missing", slot, id, message: `${id} has no implementation of ${slot}` };
  const judged = judge(registry, slot, read.value);
  if ("thrown" in judged) {
    const message = `The implementation of ${slot} for ${id} cannot be checked: ${messageOf(judged.thrown)}`;
    return { problem: "invalid", slot, id, message, cause: judged.thrown };
  }
  if (judged.fault !== undefined)
    return {
      problem: "invalid",
      slot,
      id,
      message: `The implementation of ${slot} for ${id} ${judged.fault}`,
    };
  return { id, slot, entry, implementation: read.value };
}

/** What the slot says of a value: the end of a sentence if it is no implementation. */
function judge(
  registry: AnyRegistry,
  slot: string,
  value: unknown,
): { readonly fault: string | undefined } | { readonly thrown: unknown } {
  try {
    const fault: unknown = registry.kind.slots[slot]?.fault(value);
    return { fault: fault === undefined || typeof fault === "string" ? fault : "is not what it takes" };
  } catch (thrown) {
    return { thrown };
  }
}

function* orphans(registry: AnyRegistry, given: readonly string[], bySlot: BySlot): Generator<WiringGap> {
  const { kind, ids } = registry;
  const nearestId = suggester(ids);
  for (const [slot, { members, ids: implemented }] of bySlot) {
    for (const id of implemented) {
      const entry = registry.find(id);
      const read = entry === undefined || !needs(kind, entry, slot) ? readMember(members, id) : undefined;
      // Who writes `undefined` implements nothing.
      if (read === undefined || ("value" in read && read.value === undefined)) continue;
      const why =
        entry === undefined
          ? `${describe(id)}, which has no entry${nearestId(id)}`
          : `${id}, which does not need it`;
      yield { problem: "orphan", slot, id, message: `${slot} is implemented for ${why}` };
    }
  }
  const slots = Object.keys(kind.slots);
  const nearestSlot = suggester(slots);
  for (const slot of given) {
    if (slots.includes(slot)) continue;
    const message = `${describe(slot)} is implemented, but is no slot of the kind ${kind.name}${nearestSlot(slot)}`;
    yield { problem: "orphan", slot, message };
  }
}
