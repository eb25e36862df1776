import { canonicalJson } from "../kernel/index.js";
import type { StepSpecification } from "../specification/index.js";

/** Totals over the specifications of one registry, kept up to date with every change. */
export interface ContentCounts {
  readonly stepCount: number;
  readonly stepTypeCount: number;
  readonly dependencyCount: number;
  readonly outputCount: number;
}

/**
 * The specifications of one registry with the index by step type and the totals. A value with a life of its
 * own, so that a transaction can work on a copy and put it in place of the original.
 */
export class RegistryContent {
  readonly #steps: Map<string, StepSpecification>;
  readonly #stepsByType: Map<string, Set<string>>;
  #dependencyCount = 0;
  #outputCount = 0;

  constructor(steps: Iterable<readonly [string, StepSpecification]> = []) {
    this.#steps = new Map();
    this.#stepsByType = new Map();
    for (const [stepName, specification] of steps) this.put(stepName, specification);
  }

  get steps(): ReadonlyMap<string, StepSpecification> {
    return this.#steps;
  }

  get counts(): ContentCounts {
    return {
      stepCount: this.#steps.size,
      stepTypeCount: this.#stepsByType.size,
      dependencyCount: this.#dependencyCount,
      outputCount: this.#outputCount,
    };
  }

  stepTypes(): string[] {
    return [...this.#stepsByType.keys()];
  }

  stepsOfType(stepType: string): StepSpecification[] {
    return Array.from(this.#stepsByType.get(stepType) ?? [], (stepName) => this.#steps.get(stepName)!);
  }

  copy(): RegistryContent {
    return new RegistryContent(this.#steps);
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

  remove(stepName: string): boolean {
    const specification = this.#steps.get(stepName);
    if (specification === undefined) return false;
    this.#discount(stepName, specification);
    return this.#steps.delete(stepName);
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

/** Whether two sets of steps say the same in the same order. */
export function sameSteps(
  a: ReadonlyMap<string, StepSpecification>,
  b: ReadonlyMap<string, StepSpecification>,
): boolean {
  if (a.size !== b.size) return false;
  const others = b.entries();
  for (const [stepName, specification] of a) {
    const [otherName, other] = others.next().value!;
    if (stepName !== otherName || !sameSpecification(specification, other)) return false;
  }
  return true;
}
