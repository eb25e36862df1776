import type { DependencyType } from "../../specification/index.js";
import type { ListedStep } from "../listed-step.js";
import type { StrictProfile } from "./strict-profile.js";

type Rules = Pick<StrictProfile, "acceptedTypes" | "relatedDataTypes">;

/**
 * How many steps give and take each type of port, which tells the steps that could be wired from those that
 * could not, whatever the names say.
 */
export class PortTypes {
  readonly #rules: Rules;
  readonly #givers = new Map<string, number>();
  readonly #takers = new Map<string, number>();
  readonly #accepted = new Map<DependencyType, Map<string, readonly string[]>>();

  /** O(ports · types that an input accepts). */
  constructor(steps: Iterable<ListedStep>, rules: Rules) {
    this.#rules = rules;
    for (const step of steps) this.#count(step, 1);
  }

  /** Whether an output of the step is of a type that an input of another one accepts, or the other way round. */
  isCompatible(step: ListedStep): boolean {
    const given = this.#givenBy(step);
    const taken = this.#takenBy(step);
    for (const type of given) if (countOf(this.#takers, type) > Number(taken.has(type))) return true;
    for (const type of taken) if (countOf(this.#givers, type) > Number(given.has(type))) return true;
    return false;
  }

  /** Puts a step in the place of another; `false` if that could make a difference to whether others are compatible. */
  replace(old: ListedStep, step: ListedStep): boolean {
    const types = new Set([old, step].flatMap((each) => [...this.#givenBy(each), ...this.#takenBy(each)]));
    const before = Array.from(types, (type) => [countOf(this.#givers, type), countOf(this.#takers, type)]);
    this.#count(old, -1);
    this.#count(step, 1);
    return Array.from(types).every((type, index) => {
      const [givers, takers] = before[index]!;
      const isGiven = isSteady(givers!, countOf(this.#givers, type)) || takers === 0;
      const isTaken = isSteady(takers!, countOf(this.#takers, type)) || givers === 0;
      return isGiven && isTaken;
    });
  }

  #count(step: ListedStep, change: 1 | -1): void {
    for (const type of this.#givenBy(step)) this.#givers.set(type, countOf(this.#givers, type) + change);
    for (const type of this.#takenBy(step)) this.#takers.set(type, countOf(this.#takers, type) + change);
  }

  #givenBy({ offers }: ListedStep): ReadonlySet<string> {
    const types = new Set<string>();
    for (const { output } of offers) types.add(`${output.outputType} ${output.dataType}`);
    return types;
  }

  #takenBy({ specification }: ListedStep): ReadonlySet<string> {
    const types = new Set<string>();
    for (const { dependencyType, dataType } of Object.values(specification.dependencies))
      for (const type of this.#acceptedBy(dependencyType, dataType)) types.add(type);
    return types;
  }

  #acceptedBy(dependencyType: DependencyType, dataType: string): readonly string[] {
    let byData = this.#accepted.get(dependencyType);
    if (byData === undefined) this.#accepted.set(dependencyType, (byData = new Map()));
    let accepted = byData.get(dataType);
    if (accepted === undefined) {
      const { acceptedTypes, relatedDataTypes } = this.#rules;
      const related = relatedDataTypes.filter((group) => group.includes(dataType)).flat();
      accepted = acceptedTypes[dependencyType].flatMap((type) =>
        [dataType, ...related].map((data) => `${type} ${data}`),
      );
      byData.set(dataType, accepted);
    }
    return accepted;
  }
}

/** Whether there are others as well, before and after, so that one more or less tells nobody anything new. */
function isSteady(before: number, after: number): boolean {
  return before === after || Math.min(before, after) > 1;
}

function countOf(counts: ReadonlyMap<string, number>, type: string): number {
  return counts.get(type) ?? 0;
}
