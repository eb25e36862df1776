import { canonicalJson, deepFreeze, isPlainObject } from "../../kernel/index.js";
import type { FieldChange, MetadataDiff, MetadataSnapshot } from "./compliance-report.js";
import { readSnapshot } from "./snapshot.js";

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
