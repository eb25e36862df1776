import { isPlainObject } from "./freeze.js";

/**
 * JSON with sorted keys and no white space, in the manner of RFC 8785: equal data gives equal text, whatever
 * the order of its keys. `undefined` members are left out.
 *
 * @throws TypeError for what JSON cannot say: functions, symbols, bigints, NaN, infinities, class instances.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number" && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${Array.from(value, canonicalJson).join(",")}]`;
  if (isPlainObject(value)) {
    const members = Object.keys(value)
      .filter((key) => value[key] !== undefined)
      .toSorted()
      .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key])}`);
    return `{${members.join(",")}}`;
  }
  throw new TypeError(`canonical JSON has no form for ${typeof value}`);
}
