/** A class of dependencies, by what a class of offers that is new has to get over. */
interface Entry {
  /** The number of the dependency's name. */
  readonly name: number;
  /** The number of its types. */
  readonly gate: number;
}

/** How similar something is to the name of a number. */
interface SimilarityTo {
  /** No less than the similarity; quick. */
  readonly atMost: (name: number) => number;
  readonly exact: (name: number) => number;
}

/**
 * How similar the name of a new output has to be at least to come among the best of each of many rankings. Numbers
 * in lists of their own: to go from ranking to ranking takes longer than all comparisons.
 */
export class EntryBounds {
  readonly #names: number[] = [];
  readonly #gates: number[] = [];
  readonly #least: number[] = [];

  /** Adds a ranking, and gives its number; nothing comes among its best until a bound is set. */
  add({ name, gate }: Entry): number {
    this.#names.push(name);
    this.#gates.push(gate);
    return this.#least.push(Number.NaN) - 1;
  }

  /** Sets the bound of a ranking. */
  set(entry: number, least: number): void {
    this.#least[entry] = least;
  }

  /** Lets everything pass for the rankings behind a gate, until their bounds are set again. */
  open(gate: number): void {
    for (let entry = 0; entry < this.#gates.length; entry++)
      if (this.#gates[entry] === gate && !Number.isNaN(this.#least[entry])) this.#least[entry] = 0;
  }

  /** The rankings behind some gates whose bound is no higher than the similarity to their name. */
  passed(isOpen: (gate: number) => boolean, similarityTo: SimilarityTo): readonly number[] {
    const open: boolean[] = [];
    const atMost: number[] = [];
    const exact: number[] = [];
    const passed: number[] = [];
    for (let entry = 0; entry < this.#least.length; entry++) {
      const [least, gate, name] = [this.#least[entry]!, this.#gates[entry]!, this.#names[entry]!];
      if (Number.isNaN(least) || !(open[gate] ??= isOpen(gate))) continue;
      if ((atMost[name] ??= similarityTo.atMost(name)) < least) continue;
      if ((exact[name] ??= similarityTo.exact(name)) >= least) passed.push(entry);
    }
    return passed;
  }
}
