import { pseudoRandom } from "../harness/measure.js";

/** Steps in layers; each of a later layer is behind one to four of the layer before. */
export interface LayeredGraph {
  readonly names: readonly string[];
  /** By step, the places of those before it. */
  readonly before: readonly (readonly number[])[];
}

/** As many layers as steps in a layer; the same graph every time. */
export function layeredGraph(count: number): LayeredGraph {
  const width = Math.ceil(Math.sqrt(count));
  const random = pseudoRandom(2 ** 30);
  const next = (limit: number): number => random.next().value % limit;
  const before = Array.from({ length: count }, (_, step): number[] => {
    const layer = Math.floor(step / width);
    if (layer === 0) return [];
    const providers = Array.from({ length: 1 + next(4) }, () => (layer - 1) * width + next(width));
    return [...new Set(providers)];
  });
  return { names: before.map((_, step) => `step_${step}`), before };
}

/** Notes which steps ran, for a look that each did so once and after those before it. */
export class Calls {
  readonly #graph: LayeredGraph;
  readonly #places: Int32Array;
  #count = 0;

  constructor(graph: LayeredGraph) {
    this.#graph = graph;
    this.#places = new Int32Array(graph.names.length);
  }

  /** The work of a step: next to nothing. */
  note(step: number): void {
    this.#places[step] = ++this.#count;
  }

  reset(): void {
    this.#places.fill(0);
    this.#count = 0;
  }

  /** Why the calls are wrong; `undefined` if they are right. */
  fault(isOrdered: boolean): string | undefined {
    const { names, before } = this.#graph;
    if (this.#count !== names.length) return `${this.#count} calls of ${names.length} steps`;
    for (const [step, place] of this.#places.entries()) {
      if (place === 0) return `${names[step]} did not run`;
      if (isOrdered && before[step]!.some((other) => this.#places[other]! > place)) {
        return `${names[step]} ran before what it is behind`;
      }
    }
    return undefined;
  }
}
