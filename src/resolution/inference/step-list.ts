import type { ListedStep } from "../listed-step.js";

/** Share of the steps after whose replacement it pays to start afresh. */
const mostReplaced = 0.25;

/** A step and the one of the same name that takes its place. */
export interface Replacement {
  readonly old: ListedStep;
  readonly step: ListedStep;
}

/** The steps of the last resolution. */
export class StepList {
  readonly #steps: ListedStep[];
  #replaced = 0;

  constructor(steps: readonly ListedStep[]) {
    this.#steps = [...steps];
  }

  get steps(): readonly ListedStep[] {
    return this.#steps;
  }

  /** Takes over other steps; `undefined` if more than a few have been replaced, and it is better to start afresh. */
  adopt(steps: readonly ListedStep[]): readonly Replacement[] | undefined {
    if (steps.length !== this.#steps.length) return undefined;
    const replacements: Replacement[] = [];
    for (let index = 0; index < steps.length; index++) {
      const [old, step] = [this.#steps[index]!, steps[index]!];
      if (old === step) continue;
      if (old.name !== step.name) return undefined;
      replacements.push({ old, step });
    }
    this.#replaced += replacements.length;
    if (this.#replaced > mostReplaced * steps.length) return undefined;
    for (const { step } of replacements) this.#steps[step.index] = step;
    return replacements;
  }
}
