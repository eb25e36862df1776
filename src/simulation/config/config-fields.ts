import type { z } from "zod";

export type Zod = typeof z;

/** What is said about a setting beside its type. */
export interface SettingNote {
  readonly title?: string;
  readonly description: string;
  /** In what a number is; absent for what has no unit. */
  readonly "x-unit"?: string;
}

export type SettingNotes = z.core.$ZodRegistry<SettingNote>;

type Range = readonly [minimum: number, maximum: number];

/** Of a name that becomes part of names of contexts and files. */
const maxNameLength = 100;

/** A zero without a sign, which texts would show. */
export function unsignedZero(value: number): number {
  return value + 0;
}

/** The makers of the settings: each gives a field with its description, unit, range and default. */
export function configFields(z: Zod, notes: SettingNotes) {
  return {
    ...numberFields(z, notes),
    flag: (description: string, fallback: boolean) =>
      z.boolean().default(fallback).register(notes, { description }),
    identifier: (description: string) =>
      z
        .string()
        .max(maxNameLength)
        .regex(/^[\p{L}\p{N}_][\p{L}\p{M}\p{N}_.-]*$/u, {
          error: 'a name of letters, digits, "_", "-" and "." that does not begin with "-" or "."',
        })
        .register(notes, { description }),
    path: (description: string, fallback: string) =>
      z
        .string()
        .regex(/^(?!\s*$)(?!:memory:)[^\0]+$/, { error: "the path of a file or folder" })
        .default(fallback)
        .register(notes, {
          description: `${description} Relative to the folder of the configuration.`,
          "x-unit": "path",
        }),
    words: (description: string) =>
      z
        .array(z.string().regex(/\S/, { error: "a word" }))
        .default([])
        .register(notes, { description }),
    section: <Fields extends z.ZodRawShape>(description: string, fields: Fields) => {
      const members = z.strictObject(fields);
      // Every field of a section has a default, which the generic type cannot know.
      return members.prefault({} as z.input<typeof members>).register(notes, { description });
    },
  };
}

interface NumberOptions {
  /** `none` for a number that counts nothing. */
  readonly unit: string;
  readonly range: Range;
  readonly fallback: number;
}

function numberFields(z: Zod, notes: SettingNotes) {
  const numberOf = (
    number: z.ZodNumber,
    description: string,
    { unit, range: [minimum, maximum], fallback }: NumberOptions,
  ) =>
    number
      .min(minimum)
      .max(maximum)
      .overwrite(unsignedZero)
      .default(fallback)
      .register(notes, unit === "none" ? { description } : { description, "x-unit": unit });
  const rate = (description: string, options: Omit<NumberOptions, "unit">) =>
    numberOf(z.number(), description, { unit: "fraction", ...options });
  return {
    quantity: (description: string, options: NumberOptions) => numberOf(z.number(), description, options),
    count: (description: string, options: NumberOptions) => numberOf(z.int(), description, options),
    /** A fraction of a range of its own. */
    rate,
    /** A fraction from nothing to the whole. */
    fraction: (description: string, fallback: number) => rate(description, { range: [0, 1], fallback }),
    year: (description: string) =>
      z.int().min(1900).max(2200).register(notes, { description, "x-unit": "calendar year" }),
    /** One value for each of the five levels. */
    levels: (
      description: string,
      { unit, value, fallback }: { unit: string; value: z.ZodNumber; fallback: number[] },
    ) =>
      z
        .array(value.overwrite(unsignedZero))
        .length(5)
        .default(fallback)
        .register(notes, { description, "x-unit": unit }),
  };
}
