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

/** The makers of the settings: each gives a field with its description, unit, range and default. */
export function configFields(z: Zod, notes: SettingNotes) {
  const quantity = (
    description: string,
    { unit, range: [minimum, maximum], fallback }: { unit: string; range: Range; fallback: number },
  ) =>
    z.number().min(minimum).max(maximum).default(fallback).register(notes, { description, "x-unit": unit });
  const rate = (description: string, options: { range: Range; fallback: number }) =>
    quantity(description, { unit: "fraction", ...options });
  return {
    quantity,
    /** A fraction of a range of its own. */
    rate,
    /** A fraction from nothing to the whole. */
    fraction: (description: string, fallback: number) => rate(description, { range: [0, 1], fallback }),
    count: (
      description: string,
      { unit, range: [minimum, maximum], fallback }: { unit: string; range: Range; fallback: number },
    ) =>
      z
        .int()
        .min(minimum)
        .max(maximum)
        .default(fallback)
        .register(notes, unit === "none" ? { description } : { description, "x-unit": unit }),
    year: (description: string) =>
      z.int().min(1900).max(2200).register(notes, { description, "x-unit": "calendar year" }),
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
    /** One value for each of the five levels. */
    levels: (
      description: string,
      { unit, value, fallback }: { unit: string; value: z.ZodNumber; fallback: number[] },
    ) => z.array(value).length(5).default(fallback).register(notes, { description, "x-unit": unit }),
    section: <Fields extends z.ZodRawShape>(description: string, fields: Fields) => {
      const members = z.strictObject(fields);
      // Typed loosely: every field of a section has a default, which the generic type cannot know.
      return members.prefault({} as z.input<typeof members>).register(notes, { description });
    },
  };
}
