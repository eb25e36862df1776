import { deepFreeze, optionInvalid, refuseUnknownOptions } from "../../kernel/index.js";
import { needs, requireRegistry, type AnyRegistry, type MetadataEntry } from "../registry.js";
import { isTypeToken } from "../type-token.js";
import { findBindings } from "../wire.js";
import type { Statistics, StatisticsOptions } from "./compliance-report.js";

/** Longer texts are prose. */
const longestValue = 40;
/** A field with more values than this tells entries apart more than it groups them. */
const mostValues = 20;

/**
 * How many entries a registry has, by what they say and by what they need. O(values).
 *
 * @example
 * ```ts
 * import { defineKind, defineRegistry, statistics } from "bailiwick/metadata";
 *
 * const pageKind = defineKind<{ area: string }>()({ name: "pages", slots: {} });
 * const pages = defineRegistry(pageKind, { home: { area: "public" }, terms: { area: "public" }, me: { area: "account" } });
 * console.log(JSON.stringify(statistics(pages).by)); // => {"area":{"public":2,"account":1}}
 * ```
 * @throws BailiwickError `OPTION_INVALID`
 */
export function statistics(registry: AnyRegistry, options: StatisticsOptions = {}): Statistics {
  requireRegistry(registry, "statistics()");
  refuseUnknownOptions(options, ["by", "implementations"], "statistics()");
  requireFields(options.by, "statistics()");
  return statisticsOf(registry, options);
}

/** Refuses what is no list of fields. */
export function requireFields(by: unknown, owner: string): void {
  if (by === undefined || (Array.isArray(by) && by.every((field) => typeof field === "string"))) return;
  throw optionInvalid("by", owner, "an array of fields", by);
}

/** The same for options that were checked. */
export function statisticsOf(registry: AnyRegistry, { by, implementations }: StatisticsOptions): Statistics {
  const entries = registry.entries();
  const counts = countFields(entries);
  const fields = by ?? [...counts].filter(([, count]) => isGrouping(count)).map(([field]) => field);
  const counted: Record<string, Readonly<Record<string, number>>> = Object.create(null);
  for (const field of fields) {
    const values: Record<string, number> = Object.create(null);
    for (const [value, count] of counts.get(field) ?? []) values[value] = count;
    counted[field] = values;
  }
  const implemented = implementations === undefined ? undefined : countBindings(registry, implementations);
  const slots: Record<string, { needed: number; implemented?: number }> = Object.create(null);
  for (const slot of Object.keys(registry.kind.slots)) {
    slots[slot] = {
      needed: entries.filter((entry) => needs(registry.kind, entry, slot)).length,
      ...(implemented === undefined ? {} : { implemented: implemented.get(slot) ?? 0 }),
    };
  }
  return deepFreeze({
    registry: registry.name,
    kind: registry.kind.name,
    total: entries.length,
    by: counted,
    slots,
  });
}

function countBindings(registry: AnyRegistry, implementations: object): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { slot } of findBindings(registry, implementations).bindings)
    counts.set(slot, (counts.get(slot) ?? 0) + 1);
  return counts;
}

/** By field, then by value, how many entries say so. */
function countFields(entries: readonly MetadataEntry[]): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const counts = new Map<string, Map<string, number>>();
  for (const { id: _, requires: __, ...fields } of entries) {
    for (const [field, values] of valuesOf(fields)) {
      const count = counts.get(field) ?? new Map<string, number>();
      counts.set(field, count);
      for (const value of new Set(values)) count.set(value, (count.get(value) ?? 0) + 1);
    }
  }
  return counts;
}

function* valuesOf(
  owner: object,
  above = "",
): Generator<readonly [field: string, values: readonly string[]]> {
  for (const [key, value] of Object.entries(owner) as [string, unknown][]) {
    const field = `${above}${key}`;
    if (Array.isArray(value)) yield [field, value.map(asText).filter((text) => text !== undefined)];
    else if (typeof value === "object" && value !== null && !isTypeToken(value))
      yield* valuesOf(value, `${field}.`);
    else {
      const text = asText(value);
      if (text !== undefined) yield [field, [text]];
    }
  }
}

function asText(value: unknown): string | undefined {
  if (isTypeToken(value)) return value.name === "" ? undefined : value.name;
  return value === undefined || (typeof value === "object" && value !== null) ? undefined : String(value);
}

function isGrouping(count: ReadonlyMap<string, number>): boolean {
  const values = [...count.keys()];
  if (values.length > mostValues || values.some((value) => value.length > longestValue)) return false;
  if (values.length > 0 && values.every((value) => value === "true" || value === "false")) return true;
  return [...count.values()].some((entries) => entries > 1) && !values.every((value) => isNumeric(value));
}

function isNumeric(value: string): boolean {
  return value !== "" && Number.isFinite(Number(value));
}
