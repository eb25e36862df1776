import {
  BailiwickError,
  canonicalJson,
  deepFreeze,
  describe,
  didYouMean,
  isPlainObject,
  messageOf,
} from "../../kernel/index.js";
import { needs, requireRegistry, type AnyRegistry } from "../registry.js";
import { isTypeToken, schemaOf } from "../type-token.js";
import type { FieldChange, MetadataDiff, MetadataSnapshot } from "./compliance-report.js";

const format = "bailiwick-metadata-1";

/** What a snapshot is taken of: a registry, or what a rule made of one. */
export type Described = Pick<AnyRegistry, "name" | "kind"> & {
  entries(): readonly { readonly id: string }[];
};

/**
 * A registry as data to be reviewed: written to a file that is committed, it shows in a pull request what changed.
 * O(values).
 *
 * @throws BailiwickError `OPTION_INVALID` for what is no registry
 */
export function snapshot(registry: AnyRegistry): MetadataSnapshot {
  requireRegistry(registry, "snapshot()");
  return snapshotOf(registry);
}

/** The same of what need not be a registry. */
export function snapshotOf(described: Described): MetadataSnapshot {
  const { kind } = described;
  const slots = Object.keys(kind.slots);
  const entries: Record<string, Readonly<Record<string, unknown>>> = Object.create(null);
  for (const entry of sortedBy(described.entries(), ({ id }) => id)) {
    const { id, ...fields } = entry;
    const requires = slots.filter((slot) => needs(kind, entry, slot)).toSorted();
    entries[id] = asJson({ ...fields, requires }) as Readonly<Record<string, unknown>>;
  }
  return deepFreeze({ format, registry: described.name, kind: kind.name, entries });
}

/**
 * Metadata as JSON holds it: keys in order, no `undefined`, type tokens by name and JSON Schema. What JSON cannot hold is
 * left out.
 */
export function asJson(value: unknown): unknown {
  if (typeof value === "number") return Number.isFinite(value) ? value + 0 : null;
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (isTypeToken(value)) {
    const schema = schemaOf(value)?.jsonSchema;
    return { $type: value.name, ...(schema === undefined ? {} : { schema: asJson(schema) }) };
  }
  if (Array.isArray(value)) return Array.from(value, (member) => asJson(member) ?? null);
  if (!isPlainObject(value)) return undefined;
  const json: Record<string, unknown> = Object.create(null);
  for (const key of Object.keys(value).toSorted()) {
    const member = asJson(value[key]);
    if (member !== undefined) json[key] = member;
  }
  return json;
}

function sortedBy<T>(values: readonly T[], key: (value: T) => string): readonly T[] {
  return values.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

/**
 * A snapshot as the text of its file: equal snapshots give equal texts, in which each field has a line of its own.
 *
 * @throws BailiwickError `METADATA_SNAPSHOT_INVALID`
 */
export function formatSnapshot(snapshot: MetadataSnapshot): string {
  return `${inLines(readSnapshot(snapshot), "", 0)}\n`;
}

/** Lists of short values stay on one line of this length, so that formatters leave the file alone. */
const lineLength = 80;

function inLines(value: unknown, indent: string, before: number): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    const flat = `[${value.map((member) => JSON.stringify(member)).join(", ")}]`;
    const isFlat = value.every((member) => typeof member !== "object" || member === null);
    if (isFlat && before + flat.length < lineLength) return flat;
    return block(
      "[",
      value.map((member) => inLines(member, deeper, deeper.length)),
      "]",
      indent,
    );
  }
  const members = Object.entries(value).map(([key, member]) => {
    const name = `${JSON.stringify(key)}: `;
    return `${name}${inLines(member, deeper, deeper.length + name.length)}`;
  });
  return block("{", members, "}", indent);
}

function block(open: string, members: readonly string[], close: string, indent: string): string {
  if (members.length === 0) return `${open}${close}`;
  return `${open}\n${members.map((member) => `${indent}  ${member}`).join(",\n")}\n${indent}${close}`;
}

/**
 * Reads what {@link formatSnapshot} wrote, however it was indented since.
 *
 * @throws BailiwickError `METADATA_SNAPSHOT_INVALID`
 */
export function parseSnapshot(text: string): MetadataSnapshot {
  if (typeof text !== "string") throw snapshotInvalid([`it must be a text, but is ${describe(text)}`]);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const isConflict = /^(?:<{7}|={7}|>{7})/m.test(text);
    throw snapshotInvalid(
      [`it is no JSON${isConflict ? ", but holds a merge conflict" : `: ${messageOf(cause)}`}`],
      cause,
    );
  }
  return readSnapshot(value);
}

/** A value as a snapshot, with everything in order; refuses what is none. */
export function readSnapshot(value: unknown): MetadataSnapshot {
  const faults = [...snapshotFaults(value)];
  if (faults.length > 0) throw snapshotInvalid(faults);
  const { registry, kind, entries } = value as MetadataSnapshot;
  return deepFreeze({ format, registry, kind, entries: asJson(entries) as MetadataSnapshot["entries"] });
}

function* snapshotFaults(value: unknown): Generator<string> {
  if (!isPlainObject(value)) {
    yield `it must be an object, but is ${describe(value)}`;
    return;
  }
  if (value["format"] !== format)
    yield `its format must be ${describe(format)}, but is ${describe(value["format"])}`;
  for (const field of ["registry", "kind"]) {
    if (typeof value[field] !== "string")
      yield `its ${field} must be a text, but is ${describe(value[field])}`;
  }
  const parts = ["format", "registry", "kind", "entries"];
  for (const field of Object.keys(value)) {
    if (!parts.includes(field))
      yield `${describe(field)} is no part of a snapshot${didYouMean(field, parts)}`;
  }
  const { entries } = value;
  if (!isPlainObject(entries)) yield `its entries must be an object, but are ${describe(entries)}`;
  else for (const [id, entry] of Object.entries(entries)) yield* entryFaults(id, entry);
}

function* entryFaults(id: string, entry: unknown): Generator<string> {
  if (!isPlainObject(entry)) {
    yield `the entry ${describe(id)} must be an object, but is ${describe(entry)}`;
    return;
  }
  const { requires } = entry;
  if (!Array.isArray(requires) || !requires.every((slot) => typeof slot === "string"))
    yield `the entry ${describe(id)} must have the list of its slots in requires, but has ${describe(requires)}`;
  try {
    canonicalJson(entry);
  } catch (thrown) {
    yield `the entry ${describe(id)} is no JSON: ${messageOf(thrown)}`;
  }
}

function snapshotInvalid(faults: readonly string[], cause?: unknown): BailiwickError {
  return new BailiwickError("METADATA_SNAPSHOT_INVALID", {
    message: `The snapshot cannot be read:\n${faults.map((fault) => `  - ${fault}`).join("\n")}`,
    details: { faults },
    ...(cause === undefined ? {} : { cause }),
  });
}

/**
 * What has changed from one snapshot to another: entries that are new, gone, or other than before, field by field.
 * O(values).
 *
 * @throws BailiwickError `METADATA_SNAPSHOT_INVALID`
 */
export function diff(before: MetadataSnapshot, after: MetadataSnapshot): MetadataDiff {
  const [old, young] = [readSnapshot(before), readSnapshot(after)];
  const fields = [
    ...changes({ registry: old.registry, kind: old.kind }, { registry: young.registry, kind: young.kind }),
  ];
  const added = Object.keys(young.entries).filter((id) => !Object.hasOwn(old.entries, id));
  const removed = Object.keys(old.entries).filter((id) => !Object.hasOwn(young.entries, id));
  const changed = Object.entries(young.entries).flatMap(([id, entry]) => {
    const was = Object.hasOwn(old.entries, id) ? old.entries[id] : undefined;
    const changedFields = was === undefined ? [] : [...changes(was, entry)];
    return changedFields.length === 0 ? [] : [{ id, fields: changedFields }];
  });
  const isEmpty = [fields, added, removed, changed].every((part) => part.length === 0);
  return deepFreeze({ isEmpty, fields, added, removed, changed });
}

function* changes(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
  above = "",
): Generator<FieldChange> {
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [was, is] = [own(before, key), own(after, key)];
    const path = `${above}${key}`;
    if (isPlainObject(was) && isPlainObject(is)) yield* changes(was, is, `${path}.`);
    else if (was === undefined || is === undefined || canonicalJson(was) !== canonicalJson(is))
      yield { path, before: was, after: is };
  }
}

function own(owner: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(owner, key) ? owner[key] : undefined;
}
