import { Levels, type Level } from "./levels.js";
import type { ComparableName, NameRules } from "./name-rules.js";

/** Names with one word. */
export interface NamesWithWord {
  readonly ids: readonly number[];
  /** What the one of them weighs that weighs least. */
  readonly lightest: number;
}

/** Names with a word that is related to one of another name. */
export interface RelatedNames {
  readonly names: NamesWithWord;
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

/** A word is frequent that is in so many names, and in this share of them. */
const manyNames = 64;
const frequentShare = 1 / 4;

/** How similar names may be that only have frequent words in common; hardly anything less similar is ever asked for. */
const mostByFrequent = 0.45;

/** How exactly a similarity is known. */
const roughly = 0;
const closely = 1;
const exactly = 2;

/** How similar the names of an index are to one name; compares exactly only those that it is asked for. */
export class NameSearch<Name extends ComparableName> {
  readonly #rules: NameRules<Name>;
  readonly #names: readonly Name[];
  readonly #found: FoundNames;
  readonly #sorted: Levels;
  #levels: readonly Level[] = [];
  #best = 0;
  #unrelatedBound = 0;
  #name: Name | undefined;
  // By the number of the name: no less than its similarity, and how exact that is.
  #bounds = new Float64Array(0);
  #exactness = new Uint8Array(0);

  constructor(rules: NameRules<Name>, names: readonly Name[], found: FoundNames) {
    this.#rules = rules;
    this.#names = names;
    this.#found = found;
    this.#sorted = new Levels(rules.most);
  }

  /** Where the names that were found are among the {@link NameSearch.sorted}, by their bounds when they were. */
  get levels(): readonly Level[] {
    return this.#levels;
  }

  /** The numbers of the names that were found. */
  get sorted(): Int32Array {
    return this.#sorted.items;
  }

  /** No less than the similarity of a name that was not found. */
  get unrelatedBound(): number {
    return this.#unrelatedBound;
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
    const found = this.#found;
    found.startOver(this.#names.length);
    const all = [...related];
    const frequent = this.#frequentAmong(name, all);
    for (const { names, worth } of frequent === undefined ? all : frequent.others)
      for (const id of names.ids) found.add(id, worth);
    for (const id of elusive) found.add(id, 0);
    for (const id of same) found.add(id, Infinity);
    this.#name = name;
    this.#unrelatedBound = frequent?.bound ?? this.#rules.unrelatedBound;
    this.#clear();
    this.#sorted.startOver(found.count);
    this.#best = this.#unrelatedBound;
    const bounds = this.#bounds;
    for (let index = 0; index < found.count; index++) {
      const id = found.idAt(index);
      const worth = found.worthOf(id) + (frequent?.worth ?? 0);
      const bound = worth === Infinity ? this.#rules.most : this.#rules.bound(name, this.#names[id]!, worth);
      bounds[id] = bound;
      this.#best = Math.max(this.#best, bound);
      this.#sorted.put(id, bound);
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

  /**
   * The names with frequent words, which need not be gone through if these words alone make none similar enough:
   * as if every name had all of them.
   */
  #frequentAmong(
    name: Name,
    related: readonly RelatedNames[],
  ):
    { readonly others: readonly RelatedNames[]; readonly worth: number; readonly bound: number } | undefined {
    const least = Math.max(manyNames, frequentShare * this.#names.length);
    const isFrequent = ({ names, worth }: RelatedNames): boolean => worth > 0 && names.ids.length > least;
    const frequent = related.filter(isFrequent);
    if (frequent.length === 0) return undefined;
    const worth = frequent.reduce((sum, each) => sum + each.worth, 0);
    const lightest = Math.min(...frequent.map(({ names }) => names.lightest));
    const bound = this.#rules.boundByWeight?.(name, lightest, worth) ?? Infinity;
    if (bound > mostByFrequent) return undefined;
    const others = related.filter((each) => !isFrequent(each));
    return { others, worth, bound: Math.max(bound, this.#rules.unrelatedBound) };
  }

  #clear(): void {
    const count = this.#names.length;
    if (this.#bounds.length === count) this.#exactness.fill(roughly);
    else {
      this.#bounds = new Float64Array(count);
      this.#exactness = new Uint8Array(count);
    }
    this.#bounds.fill(this.#unrelatedBound);
  }
}

/** Names with what the words are worth that relate them to one; used by one search after the other. */
export class FoundNames {
  /** By the number of the name. */
  #worths = new Float64Array(0);
  #ids = new Int32Array(0);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Forgets all; there are so many names now. */
  startOver(names: number): void {
    if (this.#ids.length < names) {
      this.#ids = new Int32Array(2 * names);
      this.#worths = new Float64Array(2 * names).fill(notFound);
    } else for (let index = 0; index < this.#count; index++) this.#worths[this.#ids[index]!] = notFound;
    this.#count = 0;
  }

  /** Adds to what a name is worth. */
  add(id: number, worth: number): void {
    const before = this.#worths[id]!;
    if (before === notFound) this.#ids[this.#count++] = id;
    this.#worths[id] = before === notFound ? worth : before + worth;
  }

  idAt(index: number): number {
    return this.#ids[index]!;
  }

  worthOf(id: number): number {
    return this.#worths[id]!;
  }
}
