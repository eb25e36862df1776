import { BailiwickError, deepFreeze, describe, isPlainObject } from "../kernel/index.js";
import type { QualityOutcome } from "./quality-rule.js";

/** How many of the rows that break a rule are shown. */
export const sampleLimit = 20;

/**
 * An outcome as the report has it: frozen, and such that JSON says all of it.
 *
 * @throws BailiwickError `QUALITY_OUTCOME_INVALID`
 */
export function readOutcome(rule: string, outcome: unknown): QualityOutcome {
  if (!isPlainObject(outcome)) throw outcomeInvalid(rule, "is no object", outcome);
  const { passed, message, measured, threshold, count, samples, query } = outcome;
  if (typeof passed !== "boolean") throw outcomeInvalid(rule, "needs passed as true or false", passed);
  if (typeof message !== "string" || message === "") throw outcomeInvalid(rule, "needs a message", message);
  for (const [field, value] of Object.entries({ measured, threshold, count })) {
    const isNumber = typeof value === "number" || value === undefined;
    if (!isNumber && !(value === null && field === "measured"))
      throw outcomeInvalid(rule, `needs ${field} as a number`, value);
  }
  if (count !== undefined && !(Number.isSafeInteger(count) && Number(count) >= 0))
    throw outcomeInvalid(rule, "needs count as a whole number from 0", count);
  if (samples !== undefined && !(Array.isArray(samples) && samples.every(isPlainObject)))
    throw outcomeInvalid(rule, "needs samples as a list of rows", samples);
  if (query !== undefined && !isPlainObject(query))
    throw outcomeInvalid(rule, "needs query as a statement", query);
  return storable(rule, {
    passed,
    message,
    ...(measured === undefined ? {} : { measured: Number.isFinite(measured) ? measured : null }),
    ...(Number.isFinite(threshold) ? { threshold } : {}),
    ...(count === undefined ? {} : { count }),
    ...(samples === undefined ? {} : { samples: samples.slice(0, sampleLimit) }),
    ...(query === undefined ? {} : { query }),
  });
}

function storable(rule: string, outcome: Readonly<Record<string, unknown>>): QualityOutcome {
  try {
    return asJson(outcome) as QualityOutcome;
  } catch (cause) {
    throw outcomeInvalid(rule, "has something in it that JSON cannot say", outcome, cause);
  }
}

/** A frozen copy as JSON has it; whole numbers beyond ±(2^53 − 1), and what is not finite, are texts. */
export function asJson(value: unknown): unknown {
  const text = JSON.stringify(value, (_, item: unknown) => {
    if (typeof item === "bigint" || (typeof item === "number" && !Number.isFinite(item))) return String(item);
    return item;
  });
  return deepFreeze(JSON.parse(text) as unknown);
}

/** An outcome that says nothing. */
export function outcomeInvalid(rule: string, fault: string, found: unknown, cause?: unknown): BailiwickError {
  return new BailiwickError("QUALITY_OUTCOME_INVALID", {
    message: `What the data-quality rule ${describe(rule)} found ${fault}; it is ${describe(found)}.`,
    details: { rule, fault, found: describe(found) },
    cause,
  });
}
