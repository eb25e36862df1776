/** Which steps feed which; steps go by their numbers, an edge may be there several times, and cycles are allowed. */
export class StepGraph {
  readonly #successors: number[][];
  readonly #predecessors: number[][];
  /** How many steps have been found so far, over and over. */
  found = 0;

  constructor(size: number) {
    this.#successors = Array.from({ length: size }, () => []);
    this.#predecessors = Array.from({ length: size }, () => []);
  }

  add(from: number, to: number): void {
    this.#successors[from]!.push(to);
    this.#predecessors[to]!.push(from);
  }

  /** Takes away an edge that is there; once, if it is there several times. */
  remove(from: number, to: number): void {
    takeOut(this.#successors[from]!, to);
    takeOut(this.#predecessors[to]!, from);
  }

  /** A step and all that it leads to. O(those and their edges). */
  behind(step: number): ReadonlySet<number> {
    return this.#reach(step, this.#successors);
  }

  /** A step and all that lead to it. O(those and their edges). */
  before(step: number): ReadonlySet<number> {
    return this.#reach(step, this.#predecessors);
  }

  #reach(start: number, neighbours: readonly (readonly number[])[]): ReadonlySet<number> {
    const found = new Set([start]);
    for (const step of found) for (const next of neighbours[step]!) found.add(next);
    this.found += found.size;
    return found;
  }
}

function takeOut(list: number[], item: number): void {
  list.splice(list.indexOf(item), 1);
}
