import { describe, didYouMean, isPlainObject, messageOf, quoteList } from "../../kernel/index.js";
import { isMultipleOf } from "./multiple-of.js";

/** What a text must be like, whatever its validator says beside. */
export interface TextConstraints {
  /** Characters (Unicode code points), as in JSON Schema. */
  readonly minLength?: number;
  /** Characters (Unicode code points). */
  readonly maxLength?: number;
  /** A regular expression that is found somewhere in the text, read with the flag `u`; `^` and `$` bind it to the ends. */
  readonly pattern?: string;
}

/** What a number must be like. */
export interface NumberConstraints {
  /** Greater than. */
  readonly gt?: number;
  /** Greater than or equal to. */
  readonly ge?: number;
  /** Less than. */
  readonly lt?: number;
  /** Less than or equal to. */
  readonly le?: number;
  /** In decimal: 0.3 is a multiple of 0.1. */
  readonly multipleOf?: number;
}

/** What a rule reads: texts or numbers. */
export type ValueType = "text" | "number";

const textKeys = Object.freeze(["minLength", "maxLength", "pattern"] as const);
const numberKeys = Object.freeze(["gt", "ge", "lt", "le", "multipleOf"] as const);

/** What keeps constraints from being enforced, each as a sentence without its end. */
export function constraintsFaults(of: unknown, constraints: unknown): readonly string[] {
  if (of !== "text" && of !== "number") return [`of must be "text" or "number", but is ${describe(of)}`];
  if (!isPlainObject(constraints)) return [`constraints must be an object, but are ${describe(constraints)}`];
  const known: readonly string[] = of === "text" ? textKeys : numberKeys;
  const given = Object.entries(constraints).filter(([, value]) => value !== undefined);
  const faults = given.flatMap(([key, value]) =>
    known.includes(key)
      ? (valueFault(key, value) ?? [])
      : `${describe(key)} is no constraint of a ${of}${didYouMean(key, known)}; known are ${quoteList(known)}`,
  );
  if (faults.length > 0) return faults;
  return (of === "text" ? lengthFault(constraints) : rangeFault(constraints)) ?? [];
}

function valueFault(key: string, value: unknown): string | undefined {
  if (key === "pattern") return patternFault(value);
  if (key === "minLength" || key === "maxLength")
    return Number.isSafeInteger(value) && (value as number) >= 0
      ? undefined
      : `${key} must be a number of characters, but is ${describe(value)}`;
  if (typeof value !== "number" || !Number.isFinite(value))
    return `${key} must be a finite number, but is ${describe(value)}`;
  return key === "multipleOf" && value <= 0
    ? `multipleOf must be greater than 0, but is ${value}`
    : undefined;
}

function patternFault(value: unknown): string | undefined {
  if (typeof value !== "string") return `pattern must be a text, but is ${describe(value)}`;
  try {
    RegExp(value, "u");
    return undefined;
  } catch (error) {
    return `pattern cannot be read: ${messageOf(error)}`;
  }
}

function lengthFault({ minLength = 0, maxLength = Infinity }: TextConstraints): string[] | undefined {
  return minLength > maxLength
    ? [`no text has at least ${minLength} and at most ${maxLength} characters`]
    : undefined;
}

function rangeFault({ gt, ge, lt, le }: NumberConstraints): string[] | undefined {
  const low = Math.max(gt ?? -Infinity, ge ?? -Infinity);
  const high = Math.min(lt ?? Infinity, le ?? Infinity);
  const isEmpty = low > high || (low === high && (low === gt || high === lt));
  return isEmpty ? [`no number is as gt, ge, lt and le say: ${low} to ${high}`] : undefined;
}

/** Finds what is wrong with a value, each as the end of a sentence. The value itself is never told: it may be secret. */
export type ConstraintCheck = (value: unknown) => readonly string[];

/**
 * Constraints without {@link constraintsFaults} as a check that is made once. What it gives follows from the metadata, so
 * that the two cannot disagree.
 */
export function compileConstraints(
  of: ValueType,
  constraints: TextConstraints | NumberConstraints,
): ConstraintCheck {
  return of === "text"
    ? compileText(constraints as TextConstraints)
    : compileNumber(constraints as NumberConstraints);
}

function compileText({ minLength = 0, maxLength = Infinity, pattern }: TextConstraints): ConstraintCheck {
  const expression = pattern === undefined ? undefined : new RegExp(pattern, "u");
  return (value) => {
    if (typeof value !== "string") return [`must be a text, but is ${kindOf(value)}`];
    const faults: string[] = [];
    const length = lengthOf(value, maxLength);
    if (length < minLength) faults.push(`must have at least ${characters(minLength)}, but has ${length}`);
    if (length > maxLength) faults.push(`must have at most ${characters(maxLength)}`);
    // A pattern can take long over a long text, which is refused as it is.
    else if (expression?.test(value) === false) faults.push(`must match ${expression}`);
    return faults;
  };
}

/** Code points, counted no further than is needed to see that there are more than `most`. */
function lengthOf(text: string, most: number): number {
  if (text.length > 2 * most) return text.length;
  let length = 0;
  for (const _ of text) length++;
  return length;
}

function characters(count: number): string {
  return `${count} character${count === 1 ? "" : "s"}`;
}

function compileNumber({ gt, ge, lt, le, multipleOf }: NumberConstraints): ConstraintCheck {
  return (value) => {
    if (typeof value !== "number" || !Number.isFinite(value))
      return [`must be a finite number, but is ${kindOf(value)}`];
    const faults: string[] = [];
    if (gt !== undefined && !(value > gt)) faults.push(`must be greater than ${gt}`);
    if (ge !== undefined && !(value >= ge)) faults.push(`must be at least ${ge}`);
    if (lt !== undefined && !(value < lt)) faults.push(`must be less than ${lt}`);
    if (le !== undefined && !(value <= le)) faults.push(`must be at most ${le}`);
    if (multipleOf !== undefined && !isMultipleOf(value, multipleOf))
      faults.push(`must be a multiple of ${multipleOf}`);
    return faults;
  };
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === "string") return "a text";
  if (typeof value !== "number") return Array.isArray(value) ? "an array" : `of type ${typeof value}`;
  return Number.isFinite(value) ? "a number" : String(value);
}
