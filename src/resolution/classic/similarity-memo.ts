import type { ClassicNames } from "./classic-names.js";
import type { MatchableName } from "./matchable-name.js";

/** Pairs of names beyond which a memo starts afresh, so that it cannot grow for ever. */
const mostPairs = 200_000;

/** Remembers how alike names are: specifications use the same few names again and again. */
export class SimilarityMemo {
  readonly #names: ClassicNames;
  readonly #read = new Map<string, MatchableName>();
  readonly #similarities = new Map<string, Map<string, number>>();
  #pairs = 0;

  constructor(names: ClassicNames) {
    this.#names = names;
  }

  /** `calculateSimilarity` with this name as the dependency's. */
  similarityTo(dependency: string): (output: string) => number {
    if (this.#pairs > mostPairs) this.#forget();
    const known = this.#knownOf(dependency);
    return (output) => {
      let similarity = known.get(output);
      if (similarity === undefined) {
        similarity = this.#names.similarity(this.#nameOf(dependency), this.#nameOf(output));
        known.set(output, similarity);
        this.#pairs++;
      }
      return similarity;
    };
  }

  #knownOf(dependency: string): Map<string, number> {
    let known = this.#similarities.get(dependency);
    if (known === undefined) this.#similarities.set(dependency, (known = new Map()));
    return known;
  }

  #nameOf(given: string): MatchableName {
    let name = this.#read.get(given);
    if (name === undefined) this.#read.set(given, (name = this.#names.read(given)));
    return name;
  }

  #forget(): void {
    this.#read.clear();
    this.#similarities.clear();
    this.#pairs = 0;
  }
}
