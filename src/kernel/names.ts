import type { InjectionToken } from "tsyringe";
import type { ErrorCode } from "./error-codes.js";
import { BailiwickError } from "./errors.js";
import { describe, hiddenCharacters } from "./describe.js";

/** The longest name of a context, a step or a port, in UTF-16 code units after trimming. */
export const maxNameLength = 256;

/** The token under which the container of a context has the context's name. */
export const contextNameToken: InjectionToken<string> = Symbol.for("bailiwick.contextName");

/** Letters and marks, but not those that are hidden. */
const identifierCharacter = String.raw`(?![\u034F\u115F\u1160\u17B4\u17B5\u3164\uFFA0])[\p{L}\p{M}\p{N}_.\-]`;
const joiner = String.raw`[\u200C\u200D]`;
const identifierPattern = new RegExp(`^(?:${identifierCharacter})+$`, "u");
/** The commonest kind of identifier, ASCII, which needs no more looking at. */
const plainIdentifier = /^[\w.-]+$/;
/** Two names that differ in nothing else would look the same. */
const hiddenPattern = new RegExp(`[${hiddenCharacters}]`, "u");
/** A joiner joins what stands on both of its sides; at an edge it is only hidden. */
const edgeJoinerPattern = new RegExp(`^${joiner}|${joiner}$`, "u");

/** What identifiers and free names look like before they are trimmed, for schemas; neither bounds the length. */
export const namePatterns = Object.freeze({
  identifier: new RegExp(String.raw`^\s*(?:${identifierCharacter})+\s*$`, "u"),
  name: new RegExp(String.raw`^\s*(?!\s|${joiner})[^${hiddenCharacters}]+\s*$(?<!${joiner}\s*)`, "u"),
});

/** The kinds of free names, with the code of the error that a bad one gets. */
const nameKinds = {
  context: "CONTEXT_NAME_INVALID",
  step: "STEP_NAME_INVALID",
} as const satisfies Record<string, ErrorCode>;

/** What a free name can name. */
export type NameKind = keyof typeof nameKinds;

/**
 * Reads the name of a context or a step: trimmed, in Unicode normal form C, one line of 1 to
 * {@link maxNameLength} printable characters. There are no reserved names: `__proto__` is one like any other.
 *
 * @throws BailiwickError `CONTEXT_NAME_INVALID` or `STEP_NAME_INVALID`, naming `where` it came from.
 */
export function parseName(kind: NameKind, value: unknown, where?: string): string {
  if (isPlainName(value)) return value;
  const fault = nameFault(value);
  if (fault === undefined) return normaliseName(value as string);
  throw new BailiwickError(nameKinds[kind], {
    message: `The ${kind} name${where === undefined ? "" : ` (${where})`} ${fault}.`,
    hint: `use a string of 1 to ${maxNameLength} printable characters, for example "${kind === "context" ? "staging/acme" : "load_orders"}".`,
    details: { found: describe(value), ...(where === undefined ? {} : { where }) },
  });
}

/** What keeps a value from being a free name, as the end of a sentence; `undefined` if nothing does. */
export function nameFault(value: unknown): string | undefined {
  if (isPlainName(value)) return undefined;
  if (typeof value !== "string") return `must be a string, but is ${describe(value)}`;
  const name = normaliseName(value);
  if (name === "") return `must not be blank, but is ${describe(value)}`;
  if (name.length > maxNameLength) {
    return `must have at most ${maxNameLength} characters, but has ${name.length} (${describe(value)})`;
  }
  if (hiddenPattern.test(name))
    return `must not hold control or invisible characters, but is ${describe(value)}`;
  if (edgeJoinerPattern.test(name)) return `must not begin or end with a joiner, but is ${describe(name)}`;
  return undefined;
}

/**
 * What keeps a value from being an identifier (a step type, a port, an alias), as the end of a sentence.
 * Identifiers are free names of letters of any script, digits, `_`, `-` and `.` only.
 */
export function identifierFault(value: unknown): string | undefined {
  if (typeof value === "string" && value.length <= maxNameLength && plainIdentifier.test(value))
    return undefined;
  const fault = nameFault(value);
  if (fault !== undefined) return fault;
  if (identifierPattern.test(normaliseName(value as string))) return undefined;
  return `may hold letters, digits, "_", "-" and "." only, but is ${describe(value)}`;
}

/** Trims a name and brings it into Unicode normal form C, so that two spellings of `é` are one name. */
export function normaliseName(name: string): string {
  return isPlain(name) ? name : name.trim().normalize("NFC");
}

function isPlainName(value: unknown): value is string {
  return typeof value === "string" && value.length <= maxNameLength && isPlain(value);
}

/** Whether a text is of the commonest kind of name, ASCII without blanks, which needs no more looking at. */
function isPlain(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code <= 0x20 || code >= 0x7f) return false;
  }
  return text.length > 0;
}
