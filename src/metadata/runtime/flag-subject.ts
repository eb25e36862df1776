import { optionInvalid, quoteList, refuseUnknownOptions } from "../../kernel/index.js";
import { entryUnknown, type AnyRegistry, type MetadataEntry } from "../registry.js";
import type { FeatureFlagKind, FeatureFlagMetadata, FlagSubject } from "./feature-flag-metadata.js";

/** The entry of a flag at run time. */
export type Flag = FeatureFlagMetadata & MetadataEntry;

/**
 * Checks whom flags are evaluated for.
 *
 * @throws BailiwickError `OPTION_INVALID`, `METADATA_ENTRY_UNKNOWN` for an override of what does not exist
 */
export function requireSubject(registry: AnyRegistry, subject: FlagSubject, owner: string): void {
  refuseUnknownOptions(subject, ["environment", "unit", "attributes", "overrides"], owner);
  const { environment, unit, overrides } = subject;
  const { environments } = registry.kind as FeatureFlagKind;
  if (!environments.includes(environment))
    throw optionInvalid("environment", owner, `one of ${quoteList(environments, "or")}`, environment);
  if (unit !== undefined && (typeof unit !== "string" || unit.trim() === ""))
    throw optionInvalid("unit", owner, "a text that is not blank", unit);
  if (overrides === undefined) return;
  if (typeof overrides !== "object" || overrides === null)
    throw optionInvalid("overrides", owner, "an object by flag", overrides);
  for (const [id, said] of Object.entries(overrides)) {
    const flag = registry.find(id) as Flag | undefined;
    if (flag === undefined) throw entryUnknown(registry, id);
    const variants = Object.keys(flag.variants ?? {});
    if (typeof said !== "boolean" && !variants.includes(said))
      throw optionInvalid(
        `overrides.${id}`,
        owner,
        variants.length === 0
          ? "true or false, because it has no variants"
          : `true, false or one of its variants ${quoteList(variants, "or")}`,
        said,
      );
  }
}

/** What an override says of a flag. */
export function readOverride({ overrides }: FlagSubject, id: string): boolean | string | undefined {
  return overrides !== undefined && Object.hasOwn(overrides, id) ? overrides[id] : undefined;
}
