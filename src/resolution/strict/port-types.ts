import type { ListedStep } from "../listed-step.js";
import type { StrictProfile } from "./strict-profile.js";

/**
 * How many steps give and take each type of port, which tells the steps that could be wired from those that
 * could not, whatever the names say.
 */
export class PortTypes {
  readonly #rules: Pick<StrictProfile, "acceptedTypes" | "relatedDataTypes">;
  readonly #givers = new Map<string, number>();
  readonly #takers = new Map<string, number>();

  /** O(ports · types that an input accepts). */
  constructor(steps: Iterable<ListedStep>, rules: Pick<StrictProfile, "acceptedTypes" | "relatedDataTypes">) {
    this.#rules = rules;
    for (const step of steps) this.#count(step, 1);
  }

  /** Whether an output of the step is of a type that an input of another one accepts, or the other way round. */
  isCompatible(step: ListedStep): boolean {
    const [given, taken] = [this.#givenBy(step), this.#takenBy(step)];
    for (const type of given) if (countOf(this.#takers, type) > Number(taken.has(type))) return true;
    for (const type of taken) if (countOf(this.#givers, type) > Number(given.has(type))) return true;
    return false;
  }

  /** Puts a step in the place of another; `false` if that could make a difference to whether others are compatible. */
  replace(old: ListedStep, given: ListedStep): boolean {
    const types = [old, given].flatMap((step) => [...this.#givenBy(step), ...this.#takenBy(step)]);
    const before = types.map((type) => this.#isCommon(type));
    this.#count(old, -1);
    this.#count(given, 1);
    return types.every((type, index) => before[index] && this.#isCommon(type));
  }

  /** Whether enough steps give and take a type for one of them to make no difference to the others. */
  #isCommon(type: string): boolean {
    return countOf(this.#givers, type) > 2 && countOf(this.#takers, type) > 2;
  }

  #count(step: ListedStep, change: 1 | -1): void {
    for (const type of this.#givenBy(step)) this.#givers.set(type, countOf(this.#givers, type) + change);
    for (const type of this.#takenBy(step)) this.#takers.set(type, countOf(this.#takers, type) + change);
  }

  #givenBy({ specification }: ListedStep): ReadonlySet<string> {
    const outputs = Object.values(specification.outputs);
    return new Set(outputs.map(({ outputType, dataType }) => `${outputType} ${dataType}`));
  }

  #takenBy({ specification }: ListedStep): ReadonlySet<string> {
    const { acceptedTypes, relatedDataTypes } = this.#rules;
    const types = new Set<string>();
    for (const { dependencyType, dataType } of Object.values(specification.dependencies)) {
      const related = relatedDataTypes.filter((group) => group.includes(dataType)).flat();
      for (const type of acceptedTypes[dependencyType])
        for (const data of [dataType, ...related]) types.add(`${type} ${data}`);
    }
    return types;
  }
}

function countOf(counts: ReadonlyMap<string, number>, type: string): number {
  return counts.get(type) ?? 0;
}
