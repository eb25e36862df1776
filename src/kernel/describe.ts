const shownLength = 60;

/**
 * For a character class of a pattern: control characters, and what is not seen although it stands in a text. The
 * joiners U+200C and U+200D and the variation selectors, which scripts and emoji need, are not among them.
 */
export const hiddenCharacters =
  String.raw`\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180E\u200B\u200E\u200F\u202A-\u202E` +
  String.raw`\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF0-\uFFFB\u{1BCA0}-\u{1BCA3}\u{1D173}-\u{1D17A}\u{E0000}-\u{E00FF}\u{E01F0}-\u{E0FFF}`;

/** What a message shows by its number: what is hidden, and joiners at the edge of a quoted text. */
const hidden = new RegExp(
  String.raw`[${hiddenCharacters}]|(?<=^"[\u200C\u200D]*)[\u200C\u200D]|[\u200C\u200D](?=[\u200C\u200D]*"$)`,
  "gu",
);

/**
 * A value in a few words for an error message: strings quoted and cut, objects by their class, and characters
 * that are not seen by their numbers. Never throws, whatever the value's getters and traps do.
 *
 * @example `describe("x")` is `"x"` in quotes, `describe(new Map())` is `a Map`.
 */
export function describe(value: unknown): string {
  try {
    return inWords(value).replace(hidden, escape);
  } catch {
    return "something that cannot be read";
  }
}

function escape(character: string): string {
  const code = character.codePointAt(0)!.toString(16);
  return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, "0")}`;
}

function inWords(value: unknown): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value.length > shownLength ? `${value.slice(0, shownLength)}…` : value);
    case "bigint":
      return `${value}n`;
    case "function":
      return value.name === "" ? "a function" : `the function ${value.name}`;
    case "object":
      return value === null ? "null" : describeObject(value);
    default:
      return String(value);
  }
}

function describeObject(value: object): string {
  if (Array.isArray(value)) return value.length === 0 ? "an empty array" : `an array of ${value.length}`;
  const name: unknown = (value as { constructor?: { name?: unknown } }).constructor?.name;
  if (typeof name !== "string" || name === "" || name === "Object") return "an object";
  return `${/^[AEIOU]/.test(name) ? "an" : "a"} ${name}`;
}

/** Values as a list for a sentence, each in quotes: `"a", "b" and "c"`; the tail of a long list is counted. */
export function quoteList(values: readonly string[], conjunction: "and" | "or" = "and", most = 12): string {
  const quoted = values.slice(0, most).map((value) => describe(value));
  if (values.length > most) quoted.push(`${values.length - most} more`);
  if (quoted.length < 2) return quoted[0] ?? "none";
  return `${quoted.slice(0, -1).join(", ")} ${conjunction} ${quoted.at(-1)}`;
}

/** A number with its noun: `1 step`, `2 steps`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
