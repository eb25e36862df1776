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
    let members = "";
    for (const key of Object.keys(value).toSorted()) {
      const member = value[key];
      if (member === undefined) continue;
      members += `${members === "" ? "" : ","}${JSON.stringify(key)}:${canonicalJson(member)}`;
    }
    return `{${members}}`;
  }
  throw new TypeError(`canonical JSON has no form for ${typeof value}`);
}

/**
 * What a {@link fingerprint} looks like: 64 bits in hexadecimal. Among ten thousand different values, two with the
 * same one are to be expected once in 10¹¹ times.
 */
export const fingerprintPattern = /^[0-9a-f]{16}$/;

/**
 * The beginning of the SHA-256 of the {@link canonicalJson} of a value: equal for equal data, in whatever order
 * its keys are. It tells values apart and is no protection against someone who looks for two that are alike.
 *
 * @throws TypeError for what JSON cannot say.
 */
export function fingerprint(value: unknown): string {
  return textFingerprint(canonicalJson(value));
}

/** The beginning of the SHA-256 of a text as it is; for texts that are built in one way only. */
export function textFingerprint(text: string): string {
  // Looked up on use: importing it would cost the start of every program some milliseconds.
  const { hash } = process.getBuiltinModule("node:crypto");
  return hash("sha256", text).slice(0, 16);
}
