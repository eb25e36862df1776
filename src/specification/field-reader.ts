import {
  describe,
  didYouMean,
  identifierFault,
  isPlainObject,
  nameFault,
  normaliseName,
  quoteList,
} from "../kernel/index.js";
import type { SpecificationFault } from "./types.js";

/**
 * Reads the fields of one untrusted object, noting every fault instead of stopping at the first. A field with
 * a fault reads as its default, so that reading can go on.
 */
export class FieldReader {
  readonly #fields: Record<string, unknown>;
  readonly #path: readonly string[];
  readonly #faults: SpecificationFault[];

  constructor(
    value: unknown,
    path: readonly string[],
    known: readonly string[],
    faults: SpecificationFault[],
  ) {
    this.#path = path;
    this.#faults = faults;
    this.#fields = isPlainObject(value) ? value : {};
    if (!isPlainObject(value)) {
      faults.push({ path, message: `must be a plain object, but is ${describe(value)}` });
      return;
    }
    for (const key of Object.keys(value)) {
      if (known.includes(key)) continue;
      const message = `is not a known field${didYouMean(key, known)}; known are ${quoteList(known)}`;
      faults.push({ path: [...path, key], inKey: true, message });
    }
  }

  /** A name of letters, digits, `_`, `-` and `.`; the empty string where it is missing or has a fault. */
  identifier(field: string): string {
    const value = this.#fields[field];
    if (value === undefined) return this.#fault(field, "is missing", "");
    const fault = identifierFault(value);
    return fault === undefined ? normaliseName(value as string) : this.#fault(field, fault, "");
  }

  optionalIdentifier(field: string): string | undefined {
    return this.#fields[field] === undefined ? undefined : this.identifier(field);
  }

  /** The logical name of a port, which is its key; the field may repeat it. */
  logicalName(key: string): string {
    const fault = identifierFault(key);
    if (fault !== undefined) {
      this.#faults.push({ path: this.#path, inKey: true, message: `has a key that ${fault}` });
    }
    const name = normaliseName(key);
    const given = this.#fields["logicalName"];
    if (given !== undefined && (typeof given !== "string" || normaliseName(given) !== name)) {
      this.#fault("logicalName", `must equal its key ${describe(key)}, but is ${describe(given)}`, undefined);
    }
    return name;
  }

  word(field: string, fallback: string): string {
    const value = this.#fields[field];
    if (value === undefined) return fallback;
    const fault = nameFault(value);
    return fault === undefined ? normaliseName(value as string) : this.#fault(field, fault, fallback);
  }

  text(field: string): string | undefined {
    const value = this.#fields[field];
    if (value === undefined || typeof value === "string") return value;
    return this.#fault(field, `must be a string, but is ${describe(value)}`, undefined);
  }

  flag(field: string, fallback: boolean): boolean {
    const value = this.#fields[field];
    if (value === undefined) return fallback;
    if (typeof value === "boolean") return value;
    return this.#fault(field, `must be true or false, but is ${describe(value)}`, fallback);
  }

  choice<T extends string>(field: string, choices: readonly T[]): T | undefined {
    const value = this.#fields[field];
    if (value === undefined) return undefined;
    const choice = choices.find((candidate) => candidate === value);
    if (choice !== undefined) return choice;
    const hint = typeof value === "string" ? didYouMean(value, choices) : "";
    return this.#fault(
      field,
      `must be one of ${quoteList(choices, "or")}, but is ${describe(value)}${hint}`,
      undefined,
    );
  }

  /** A list of distinct words; a word that comes twice counts once. */
  words(field: string, faultOf: (value: unknown) => string | undefined = nameFault): readonly string[] {
    const value = this.#fields[field];
    if (value === undefined) return [];
    if (!Array.isArray(value)) return this.#fault(field, `must be an array, but is ${describe(value)}`, []);
    const words = new Set<string>();
    value.forEach((word: unknown, index) => {
      const fault = faultOf(word);
      if (fault === undefined) words.add(normaliseName(word as string));
      else this.#faults.push({ path: [...this.#path, field, String(index)], message: fault });
    });
    return [...words];
  }

  /** The members of a record field, each with the path to it. */
  members(
    field: string,
    things = "ports",
  ): readonly { key: string; value: unknown; path: readonly string[] }[] {
    const value = this.#fields[field];
    if (value === undefined) return [];
    if (!isPlainObject(value)) {
      return this.#fault(field, `must be an object of ${things} by name, but is ${describe(value)}`, []);
    }
    return Object.keys(value).map((key) => ({ key, value: value[key], path: [...this.#path, field, key] }));
  }

  #fault<T>(field: string, message: string, fallback: T): T {
    this.#faults.push({ path: [...this.#path, field], message });
    return fallback;
  }
}
