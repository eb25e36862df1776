import { BailiwickError, describe, isPlainObject } from "../kernel/index.js";

/** The names under which the outputs of a step may be expected by `compatibleSources`. */
export interface SourceNames {
  /** The step type without variant and without a trailing `Step`. */
  readonly stem: string;
  /** Older names of the step type. */
  readonly aliases: readonly string[];
}

/** Which step types there are and what they used to be called, for telling variants and old names from types. */
export class StepTypeNames {
  readonly #stepTypes: ReadonlySet<string>;
  readonly #aliases: ReadonlyMap<string, readonly string[]>;
  readonly #variantSuffixes: readonly string[];
  readonly #sourceNames = new Map<string, SourceNames>();

  constructor(
    stepTypes: Iterable<string>,
    aliases: Readonly<Record<string, string>>,
    variantSuffixes: readonly string[],
  ) {
    this.#variantSuffixes = variantSuffixes;
    this.#stepTypes = new Set(stepTypes);
    const aliasesOf = new Map<string, string[]>();
    for (const [alias, stepType] of Object.entries(aliases)) {
      aliasesOf.set(stepType, [...(aliasesOf.get(stepType) ?? []), alias]);
    }
    this.#aliases = aliasesOf;
  }

  /** The same object for every step of a type. */
  sourceNamesOf(stepType: string): SourceNames {
    let names = this.#sourceNames.get(stepType);
    if (names === undefined) {
      const base = this.#withoutVariant(stepType);
      names = { stem: withoutStep(base), aliases: this.#aliases.get(base) ?? [] };
      this.#sourceNames.set(stepType, names);
    }
    return names;
  }

  #withoutVariant(stepType: string): string {
    const head = stepType.split("_", 1)[0]!;
    if (this.#stepTypes.has(head)) return head;
    const suffix = this.#variantSuffixes.find((ending) => stepType.endsWith(ending));
    return suffix === undefined ? stepType : stepType.slice(0, -suffix.length);
  }
}

/** Tells whether a provider is among the compatible sources that a dependency lists. */
export function sourceMatcher(compatibleSources: readonly string[]): (provider: SourceNames) => boolean {
  const sources = new Set(compatibleSources);
  const stems = new Set(compatibleSources.map(withoutStep));
  return ({ stem, aliases }) => stems.has(stem) || aliases.some((alias) => sources.has(alias));
}

/** A step type without a trailing `Step`. */
export function withoutStep(stepType: string): string {
  return stepType.endsWith("Step") ? stepType.slice(0, -"Step".length) : stepType;
}

/** A list of names, as it is. */
export function requireTexts(option: string, names: readonly unknown[]): readonly string[] {
  const index = names.findIndex((name) => typeof name !== "string");
  if (index < 0) return names as readonly string[];
  throw new BailiwickError("OPTION_INVALID", {
    message: `${option} must hold names, but holds ${describe(names[index])} at ${index}.`,
    details: { option, found: describe(names[index]) },
  });
}

/** A copy: what the caller does with the original later changes nothing. */
export function requireAliases(aliases: unknown): Readonly<Record<string, string>> {
  if (isPlainObject(aliases)) {
    requireTexts("aliases", Object.values(aliases));
    return { ...(aliases as Readonly<Record<string, string>>) };
  }
  throw new BailiwickError("OPTION_INVALID", {
    message: `The option aliases must be an object of step types by alias, but is ${describe(aliases)}.`,
    details: { option: "aliases", found: describe(aliases) },
  });
}
