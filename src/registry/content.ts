import { canonicalJson, normaliseName } from "../kernel/index.js";
import type { StepSpecification } from "../specification/index.js";

/**
 * The specifications of one registry with the index by step type and the totals. A value with a life of its
 * own, so that a transaction can work on a copy and put it in place of the original.
 */
export class RegistryContent {
  /** Who may change it; everyone else makes a copy first. */
  readonly owner: object | undefined;
  readonly #steps: Map<string, StepSpecification>;
  readonly #stepsByType: Map<string, Set<string>>;
  #dependencyCount = 0;
  #outputCount = 0;

  constructor(owner?: object, steps: Iterable<readonly [string, StepSpecification]> = []) {
    this.owner = owner;
    this.#steps = new Map();
    this.#stepsByType = new Map();
    for (const [stepName, specification] of steps) this.put(stepName, specification);
  }

  get steps(): ReadonlyMap<string, StepSpecification> {
    return this.#steps;
  }

  /** A name as it was registered is found at once, another spelling of it on the second look. */
  find(stepName: string): StepSpecification | undefined {
    const found = this.#steps.get(stepName);
    return found ?? (typeof stepName === "string" ? this.#steps.get(normaliseName(stepName)) : undefined);
  }

  get stepCount(): number {
    return this.#steps.size;
  }

  get stepTypeCount(): number {
    return this.#stepsByType.size;
  }

  get dependencyCount(): number {
    return this.#dependencyCount;
  }

  get outputCount(): number {
    return this.#outputCount;
  }

  stepTypes(): string[] {
    return [...this.#stepsByType.keys()];
  }

  stepsOfType(stepType: string): StepSpecification[] {
    const name = typeof stepType === "string" ? normaliseName(stepType) : stepType;
    return Array.from(this.#stepsByType.get(name) ?? [], (stepName) => this.#steps.get(stepName)!);
  }

  /** Adds a step, or replaces it in its place. */
  put(stepName: string, specification: StepSpecification): void {
    const before = this.#steps.get(stepName);
    if (before !== undefined) this.#discount(stepName, before, specification.stepType);
    this.#steps.set(stepName, specification);
    this.#dependencyCount += Object.keys(specification.dependencies).length;
    this.#outputCount += Object.keys(specification.outputs).length;
    const siblings = this.#stepsByType.get(specification.stepType);
    if (siblings === undefined) this.#stepsByType.set(specification.stepType, new Set([stepName]));
    else siblings.add(stepName);
  }

  /** Takes out a step that is there. */
  remove(stepName: string): void {
    this.#discount(stepName, this.#steps.get(stepName)!);
    this.#steps.delete(stepName);
  }

  #discount(
    stepName: string,
    { stepType, dependencies, outputs }: StepSpecification,
    nextType?: string,
  ): void {
    this.#dependencyCount -= Object.keys(dependencies).length;
    this.#outputCount -= Object.keys(outputs).length;
    if (stepType === nextType) return;
    const siblings = this.#stepsByType.get(stepType)!;
    siblings.delete(stepName);
    if (siblings.size === 0) this.#stepsByType.delete(stepType);
  }
}

/** Whether two specifications say the same, whatever the order in which they say it. */
export function sameSpecification(a: StepSpecification, b: StepSpecification): boolean {
  return a === b || canonicalJson(a) === canonicalJson(b);
}

/** Whether two sets of steps are the same to the letter, the order of steps and of their ports included. */
export function sameSteps(
  a: ReadonlyMap<string, StepSpecification>,
  b: ReadonlyMap<string, StepSpecification>,
): boolean {
  if (a.size !== b.size) return false;
  const others = b.entries();
  for (const [stepName, specification] of a) {
    const [otherName, other] = others.next().value!;
    if (stepName !== otherName || !sameText(specification, other)) return false;
  }
  return true;
}

function sameText(a: StepSpecification, b: StepSpecification): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
