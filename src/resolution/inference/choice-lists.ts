import type { Ambiguity, Choices, Unresolved, Wire } from "../wire.js";
import { Sections } from "./sections.js";

/** What was chosen for one input. */
export interface InputChoice {
  readonly wire?: Wire | undefined;
  /** The index of the step that the wire comes from. */
  readonly provider?: number | undefined;
  readonly unresolved?: Unresolved | undefined;
  readonly ambiguity?: Ambiguity | undefined;
}

/** What was chosen for the inputs of all steps; it takes little to choose anew for some of them. */
export class ChoiceLists {
  readonly #wires: Sections<InputChoice, Wire>;
  readonly #providers: Sections<InputChoice, number>;
  readonly #unresolved: Sections<InputChoice, Unresolved>;
  readonly #ambiguous: Sections<InputChoice, Ambiguity>;

  /** `steps`: the choices for the inputs of each step. */
  constructor(steps: readonly (readonly InputChoice[])[]) {
    this.#wires = new Sections(steps, ({ wire }) => wire);
    this.#providers = new Sections(steps, ({ provider }) => provider);
    this.#unresolved = new Sections(steps, ({ unresolved }) => unresolved);
    this.#ambiguous = new Sections(steps, ({ ambiguity }) => ambiguity);
  }

  /** Puts other choices in the place of those for some steps, by their index. */
  replace(steps: ReadonlyMap<number, readonly InputChoice[]>): void {
    if (steps.size === 0) return;
    this.#wires.replace(steps);
    this.#providers.replace(steps);
    this.#unresolved.replace(steps);
    this.#ambiguous.replace(steps);
  }

  /** All choices as they are now. */
  get choices(): Choices {
    return {
      wires: this.#wires.items,
      unresolved: this.#unresolved.items,
      ambiguous: this.#ambiguous.items,
      edges: { firsts: this.#providers.firsts, sources: this.#providers.items },
    };
  }
}
