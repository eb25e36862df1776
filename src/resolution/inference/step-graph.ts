/** For so many steps it is remembered what is behind them. */
const mostKnown = 512;

/** Which steps feed which; steps go by their numbers, an edge may be there several times, and cycles are allowed. */
export class StepGraph {
  readonly #successors: number[][];
  readonly #predecessors: number[][];
  /** What was found behind steps, kept up to date. */
  readonly #behind = new Map<number, Set<number>>();
  /** How many steps have been found so far, over and over. */
  found = 0;

  constructor(size: number) {
    this.#successors = Array.from({ length: size }, () => []);
    this.#predecessors = Array.from({ length: size }, () => []);
  }

  add(from: number, to: number): void {
    this.#successors[from]!.push(to);
    this.#predecessors[to]!.push(from);
    for (const known of this.#behind.values())
      if (known.has(from) && !known.has(to)) reach(to, this.#successors, known);
  }

  /** Takes away an edge that is there; once, if it is there several times. */
  remove(from: number, to: number): void {
    takeOut(this.#successors[from]!, to);
    takeOut(this.#predecessors[to]!, from);
    if (this.#successors[from]!.includes(to)) return;
    for (const [step, known] of this.#behind) if (known.has(from)) this.#behind.delete(step);
  }

  /** A step and all that it leads to. O(those and their edges), unless it is known from before. */
  behind(step: number): ReadonlySet<number> {
    let known = this.#behind.get(step);
    if (known === undefined) {
      if (this.#behind.size >= mostKnown) this.#behind.clear();
      known = reach(step, this.#successors, new Set());
      this.#behind.set(step, known);
      this.found += known.size;
    }
    return known;
  }

  /** A step and all that lead to it. O(those and their edges). */
  before(step: number): ReadonlySet<number> {
    const found = reach(step, this.#predecessors, new Set());
    this.found += found.size;
    return found;
  }
}

/** Adds a step and all that can be reached from it to what was found before, behind which nothing is looked for. */
function reach(start: number, neighbours: readonly (readonly number[])[], found: Set<number>): Set<number> {
  const waiting = [start];
  found.add(start);
  for (const step of waiting) {
    for (const next of neighbours[step]!) {
      if (found.has(next)) continue;
      found.add(next);
      waiting.push(next);
    }
  }
  return found;
}

function takeOut(list: number[], item: number): void {
  list.splice(list.indexOf(item), 1);
}
