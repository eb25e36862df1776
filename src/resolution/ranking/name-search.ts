import type { ComparableName, NameRules } from "./name-rules.js";

/** How finely the names that are found are sorted by the bounds of their similarity. */
const levelCount = 32;

/** Names that are about equally similar. */
export interface NameLevel {
  readonly bound: number;
  readonly ids: readonly number[];
}

/** How similar the names of an index are to one name; compares exactly only those that it is asked for. */
export class NameSearch<Name extends ComparableName> {
  readonly #rules: NameRules<Name>;
  readonly #names: readonly Name[];
  readonly #levels: readonly number[][] = Array.from({ length: levelCount }, () => []);
  #name: Name | undefined;
  #round = 0;
  // By name: the round in which it was found and the one in which it was compared, with what was found out.
  #foundIn = new Int32Array(0);
  #comparedIn = new Int32Array(0);
  #pairs = new Int32Array(0);
  #bounds = new Float64Array(0);
  #similarities = new Float64Array(0);

  constructor(rules: NameRules<Name>, names: readonly Name[]) {
    this.#rules = rules;
    this.#names = names;
  }

  /** No less than the similarity of a name that was not found. */
  get unrelatedBound(): number {
    return this.#rules.unrelatedBound;
  }

  /** Starts over with another name. Names come in `related` once for each pair of related words. */
  start(name: Name, related: Iterable<readonly number[]>, others: Iterable<readonly number[]>): void {
    this.#name = name;
    this.#round++;
    this.#makeRoom();
    const found: number[] = [];
    for (const ids of related) {
      for (const id of ids) {
        if (this.#foundIn[id] === this.#round) this.#pairs[id]!++;
        else this.#find(id, 1, found);
      }
    }
    for (const ids of others)
      for (const id of ids) if (this.#foundIn[id] !== this.#round) this.#find(id, 0, found);
    for (const level of this.#levels) level.length = 0;
    for (const id of found) {
      const bound = this.#rules.bound(name, this.#names[id]!, this.#pairs[id]!);
      this.#bounds[id] = bound;
      this.#levels[this.#levelOf(bound)]!.push(id);
    }
  }

  #find(id: number, pairs: number, found: number[]): void {
    this.#foundIn[id] = this.#round;
    this.#pairs[id] = pairs;
    found.push(id);
  }

  /** The names that were found, the most similar ones first; none is more similar than the bound of its level. */
  *levels(): Generator<NameLevel> {
    for (let level = levelCount - 1; level >= 0; level--) {
      const ids = this.#levels[level]!;
      const bound = level === levelCount - 1 ? Infinity : ((level + 1) / levelCount) * this.#rules.most;
      if (ids.length > 0) yield { bound, ids };
    }
  }

  /** No less than the similarity of a name. */
  bound(id: number): number {
    if (this.#comparedIn[id] === this.#round) return this.#similarities[id]!;
    return this.#foundIn[id] === this.#round ? this.#bounds[id]! : this.#rules.unrelatedBound;
  }

  /** The similarity of a name. */
  similarity(id: number): number {
    if (this.#comparedIn[id] === this.#round) return this.#similarities[id]!;
    if (this.#foundIn[id] !== this.#round && this.#rules.unrelatedBound === 0) return 0;
    this.#comparedIn[id] = this.#round;
    return (this.#similarities[id] = this.#rules.similarity(this.#name!, this.#names[id]!));
  }

  #levelOf(bound: number): number {
    const { most } = this.#rules;
    return most > 0 ? Math.min(levelCount - 1, Math.floor((bound / most) * levelCount)) : 0;
  }

  #makeRoom(): void {
    const count = this.#names.length;
    if (this.#bounds.length > count) return;
    const room = 2 * count + 1;
    this.#foundIn = new Int32Array(room);
    this.#comparedIn = new Int32Array(room);
    this.#pairs = new Int32Array(room);
    this.#bounds = new Float64Array(room);
    this.#similarities = new Float64Array(room);
  }
}
