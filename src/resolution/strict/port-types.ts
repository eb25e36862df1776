import type { DependencyType } from "../../specification/index.js";
import type { ListedStep } from "../listed-step.js";
import type { StrictProfile } from "./strict-profile.js";

type Rules = Pick<StrictProfile, "acceptedTypes" | "relatedDataTypes">;

/** A type and data type of ports, and how many steps there are that give and take it. */
interface PortType {
  givers: number;
  takers: number;
}

/**
 * How many steps give and take each type of port, which tells the steps that could be wired from those that
 * could not, whatever the names say.
 */
export class PortTypes {
  readonly #rules: Rules;
  readonly #types = new Map<string, Map<string, PortType>>();
  readonly #accepted = new Map<DependencyType, Map<string, readonly PortType[]>>();

  /** O(ports · types that an input accepts). */
  constructor(steps: Iterable<ListedStep>, rules: Rules) {
    this.#rules = rules;
    for (const step of steps) this.#count(step, 1);
  }

  /** Whether an output of the step is of a type that an input of another one accepts, or the other way round. */
  isCompatible(step: ListedStep): boolean {
    // Of a type that two take, another one than the step does.
    for (const { output } of step.offers)
      if (this.#typeOf(output.outputType, output.dataType).takers > 1) return true;
    const given = this.#givenBy(step);
    const taken = this.#takenBy(step);
    for (const type of given) if (type.takers > Number(taken.has(type))) return true;
    for (const type of taken) if (type.givers > Number(given.has(type))) return true;
    return false;
  }

  /** Puts a step in the place of another; `false` if that could make a difference to whether others are compatible. */
  replace(old: ListedStep, step: ListedStep): boolean {
    const types = new Set([old, step].flatMap((each) => [...this.#givenBy(each), ...this.#takenBy(each)]));
    const before = Array.from(types, (type) => ({ ...type }));
    this.#count(old, -1);
    this.#count(step, 1);
    return Array.from(types).every((type, index) => {
      const { givers, takers } = before[index]!;
      const isGiven = isSteady(givers, type.givers) || takers === 0;
      const isTaken = isSteady(takers, type.takers) || givers === 0;
      return isGiven && isTaken;
    });
  }

  #count(step: ListedStep, change: 1 | -1): void {
    for (const type of this.#givenBy(step)) type.givers += change;
    for (const type of this.#takenBy(step)) type.takers += change;
  }

  #givenBy({ offers }: ListedStep): ReadonlySet<PortType> {
    const types = new Set<PortType>();
    for (const { output } of offers) types.add(this.#typeOf(output.outputType, output.dataType));
    return types;
  }

  #takenBy({ specification }: ListedStep): ReadonlySet<PortType> {
    const types = new Set<PortType>();
    for (const { dependencyType, dataType } of Object.values(specification.dependencies))
      for (const type of this.#acceptedBy(dependencyType, dataType)) types.add(type);
    return types;
  }

  #acceptedBy(dependencyType: DependencyType, dataType: string): readonly PortType[] {
    let byData = this.#accepted.get(dependencyType);
    if (byData === undefined) this.#accepted.set(dependencyType, (byData = new Map()));
    let accepted = byData.get(dataType);
    if (accepted === undefined) {
      const { acceptedTypes, relatedDataTypes } = this.#rules;
      const related = relatedDataTypes.filter((group) => group.includes(dataType)).flat();
      accepted = acceptedTypes[dependencyType].flatMap((type) =>
        [dataType, ...related].map((data) => this.#typeOf(type, data)),
      );
      byData.set(dataType, accepted);
    }
    return accepted;
  }

  #typeOf(portType: DependencyType, dataType: string): PortType {
    let byData = this.#types.get(portType);
    if (byData === undefined) this.#types.set(portType, (byData = new Map()));
    let type = byData.get(dataType);
    if (type === undefined) byData.set(dataType, (type = { givers: 0, takers: 0 }));
    return type;
  }
}

/** Whether there are others as well, before and after, so that one more or less tells nobody anything new. */
function isSteady(before: number, after: number): boolean {
  return before === after || Math.min(before, after) > 1;
}
