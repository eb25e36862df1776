import { Levels, type Level } from "./levels.js";
import type { ComparableName, NameRules } from "./name-rules.js";

/** Names with a word that is related to one of another name. */
export interface RelatedNames {
  readonly ids: readonly number[];
  /** What that pair of words is worth. */
  readonly worth: number;
}

/** Where similar names are to be found. */
export interface NamesToSearch {
  /** Names come once for each pair of related words. */
  readonly related: Iterable<RelatedNames>;
  /** Names that may be similar although no words are related. */
  readonly elusive: Iterable<number>;
  /** Names with the same letters. */
  readonly same: readonly number[];
}

const notFound = -1;

/** How exactly a similarity is known. */
const roughly = 0;
const closely = 1;
const exactly = 2;

/** How similar the names of an index are to one name; compares exactly only those that it is asked for. */
export class NameSearch<Name extends ComparableName> {
  readonly #rules: NameRules<Name>;
  readonly #names: readonly Name[];
  readonly #sorted: Levels;
  #levels: readonly Level[] = [];
  #best = 0;
  #name: Name | undefined;
  // By name: no less than its similarity, and how exact that is.
  #bounds = new Float64Array(0);
  #exactness = new Uint8Array(0);

  constructor(rules: NameRules<Name>, names: readonly Name[]) {
    this.#rules = rules;
    this.#names = names;
    this.#sorted = new Levels(rules.most);
  }

  /** The numbers of the names that were found, by their bounds when they were. */
  get levels(): readonly Level[] {
    return this.#levels;
  }

  /** No less than the similarity of a name that was not found. */
  get unrelatedBound(): number {
    return this.#rules.unrelatedBound;
  }

  /** No name is more similar. */
  get best(): number {
    return this.#best;
  }

  /** By name: no less than its similarity. Shrinks as names are compared more closely. */
  get bounds(): Float64Array {
    return this.#bounds;
  }

  /** Starts over with another name, and with the names that may be similar to it. */
  start(name: Name, { related, elusive, same }: NamesToSearch): void {
    this.#name = name;
    this.#clear();
    const bounds = this.#bounds;
    // At first they hold what the related words are worth.
    bounds.fill(notFound);
    for (const { ids, worth } of related) for (const id of ids) bounds[id] = Math.max(0, bounds[id]!) + worth;
    for (const id of elusive) bounds[id] = Math.max(0, bounds[id]!);
    for (const id of same) bounds[id] = Infinity;
    this.#sorted.clear();
    this.#best = this.#rules.unrelatedBound;
    for (let id = 0; id < bounds.length; id++) {
      const worth = bounds[id]!;
      bounds[id] = this.#rules.unrelatedBound;
      if (worth === notFound) continue;
      bounds[id] = worth === Infinity ? this.#rules.most : this.#rules.bound(name, this.#names[id]!, worth);
      this.#best = Math.max(this.#best, bounds[id]!);
      this.#sorted.put(id, bounds[id]!);
    }
    this.#levels = this.#sorted.list();
  }

  /** Brings the bound of a name closer to its similarity. */
  closeIn(id: number): number {
    if (this.#exactness[id] === roughly && this.#bounds[id]! > 0) {
      this.#exactness[id] = closely;
      this.#bounds[id] = Math.min(this.#bounds[id]!, this.#rules.closeBound(this.#name!, this.#names[id]!));
    }
    return this.#bounds[id]!;
  }

  /** The similarity of a name. */
  similarity(id: number): number {
    if (this.#exactness[id] !== exactly && this.#bounds[id]! > 0) {
      this.#bounds[id] = this.#rules.similarity(this.#name!, this.#names[id]!);
    }
    this.#exactness[id] = exactly;
    return this.#bounds[id]!;
  }

  #clear(): void {
    const count = this.#names.length;
    if (this.#bounds.length === count) this.#exactness.fill(roughly);
    else {
      this.#bounds = new Float64Array(count);
      this.#exactness = new Uint8Array(count);
    }
  }
}
