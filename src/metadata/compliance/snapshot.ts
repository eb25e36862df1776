import { BailiwickError, deepFreeze, describe, isPlainObject, messageOf } from "../../kernel/index.js";
import { needs, requireRegistry, type AnyRegistry } from "../registry.js";
import { isTypeToken, schemaOf } from "../type-token.js";
import type { MetadataSnapshot } from "./compliance-report.js";

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
    entries[id] = {
      ...(asJson(fields) as Record<string, unknown>),
      requires: slots.filter((slot) => needs(kind, entry, slot)).toSorted(),
    };
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
  return `${JSON.stringify(readSnapshot(snapshot), null, 2)}\n`;
}

/**
 * Reads what {@link formatSnapshot} wrote, however it was indented since.
 *
 * @throws BailiwickError `METADATA_SNAPSHOT_INVALID`
 */
export function parseSnapshot(text: string): MetadataSnapshot {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw snapshotInvalid([`it is no JSON: ${messageOf(cause)}`], cause);
  }
  return readSnapshot(value);
}

/** A value as a snapshot, with everything in order; refuses what is none. */
export function readSnapshot(value: unknown): MetadataSnapshot {
  if (!isPlainObject(value)) throw snapshotInvalid([`it must be an object, but is ${describe(value)}`]);
  return deepFreeze(asJson(value) as MetadataSnapshot);
}

function snapshotInvalid(faults: readonly string[], cause?: unknown): BailiwickError {
  return new BailiwickError("METADATA_SNAPSHOT_INVALID", {
    message: `The snapshot cannot be read:\n${faults.map((fault) => `  - ${fault}`).join("\n")}`,
    details: { faults },
    ...(cause === undefined ? {} : { cause }),
  });
}
