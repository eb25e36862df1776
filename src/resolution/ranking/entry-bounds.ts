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
 * in lists of their own: to go from ranking to ranking takes longer than all comparisons. Rankings for one name lie
 * together: most names are not similar enough for any of them.
 */
export class EntryBounds {
  readonly #names: number[] = [];
  readonly #gates: number[] = [];
  readonly #least: number[] = [];
  /** By name the rankings for it. */
  readonly #byName: number[][] = [];
  /** By name: no higher than any of the bounds. */
  readonly #lowest: number[] = [];

  /** Adds a ranking, and gives its number; nothing comes among its best until a bound is set. */
  add({ name, gate }: Entry): number {
    const entry = this.#least.push(Number.NaN) - 1;
    this.#names.push(name);
    this.#gates.push(gate);
    const entries = this.#byName[name];
    if (entries === undefined) {
      this.#byName[name] = [entry];
      this.#lowest[name] = Infinity;
    } else entries.push(entry);
    return entry;
  }

  /** Sets the bound of a ranking. */
  set(entry: number, least: number): void {
    const name = this.#names[entry]!;
    this.#least[entry] = least;
    this.#lowest[name] = Math.min(this.#lowest[name]!, least);
  }

  /** Lets everything pass for the rankings behind a gate, until their bounds are set again. */
  open(gate: number): void {
    for (let entry = 0; entry < this.#gates.length; entry++)
      if (this.#gates[entry] === gate && !Number.isNaN(this.#least[entry])) this.set(entry, 0);
  }

  /** The rankings behind some gates whose bound is no higher than the similarity to their name. */
  passed(isOpen: (gate: number) => boolean, similarityTo: SimilarityTo): readonly number[] {
    const passed: number[] = [];
    for (let name = 0; name < this.#byName.length; name++) {
      if (this.#lowest[name] === Infinity) continue;
      const atMost = similarityTo.atMost(name);
      if (atMost < this.#lowest[name]!) continue;
      const near = this.#nearest(name, atMost).filter((entry) => isOpen(this.#gates[entry]!));
      if (near.length === 0) continue;
      const exact = similarityTo.exact(name);
      for (const entry of near) if (exact >= this.#least[entry]!) passed.push(entry);
    }
    return passed;
  }

  /** The rankings for a name whose bound is no higher than a similarity; brings the lowest one up to date. */
  #nearest(name: number, similarity: number): readonly number[] {
    const near: number[] = [];
    let lowest = Infinity;
    for (const entry of this.#byName[name]!) {
      const least = this.#least[entry]!;
      if (least < lowest) lowest = least;
      if (least <= similarity) near.push(entry);
    }
    this.#lowest[name] = lowest;
    return near;
  }
}
