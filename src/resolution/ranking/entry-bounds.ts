/** A class of dependencies, by what a class of offers that is new has to get over. */
interface Entry {
  /** The number of the dependency's name. */
  readonly name: number;
  /** The number of its types. */
  readonly gate: number;
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
  passed(isOpen: (gate: number) => boolean, similarityTo: (name: number) => number): readonly number[] {
    const open: boolean[] = [];
    const similarities: number[] = [];
    const passed: number[] = [];
    for (let entry = 0; entry < this.#least.length; entry++) {
      const least = this.#least[entry]!;
      if (Number.isNaN(least) || !(open[this.#gates[entry]!] ??= isOpen(this.#gates[entry]!))) continue;
      const name = this.#names[entry]!;
      if ((similarities[name] ??= similarityTo(name)) >= least) passed.push(entry);
    }
    return passed;
  }
}
