const shownLength = 60;

/**
 * A value in a few words for an error message: strings quoted and cut, objects by their class. Never throws,
 * whatever the value's getters and traps do.
 *
 * @example `describe("x")` is `"x"` in quotes, `describe(new Map())` is `a Map`.
 */
export function describe(value: unknown): string {
  try {
    return inWords(value);
  } catch {
    return "something that cannot be read";
  }
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
