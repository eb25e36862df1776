import type { DependencySpecification } from "../../specification/index.js";
import type { Candidates } from "../ranking/ranking.js";
import type { Offer } from "../rating.js";
import type { StrictGroup } from "../strict/strict-ranking.js";
import type { StrictRating, StrictScore } from "../strict/strict-score.js";

/** An offer with all that the choice looks at. */
export interface Scored {
  readonly offer: Offer;
  readonly group: StrictScore;
}

/** The outputs that could feed one input, best first. */
export class ScoredCandidates {
  readonly #all: Candidates<StrictGroup>;
  readonly #threshold: number;
  readonly #onlyExpected: boolean;
  readonly #convincing: Scored[] = [];
  #read = 0;

  constructor(
    all: Candidates<StrictGroup>,
    { compatibleSources }: DependencySpecification,
    threshold: number,
  ) {
    this.#all = all;
    this.#threshold = threshold;
    this.#onlyExpected =
      compatibleSources.length > 0 &&
      all.holdsExpected(threshold, ({ isConvincing, isExpected }) => isConvincing && isExpected);
  }

  /** The first of the convincing ones, or of all if there is none. */
  first(count: number): readonly Scored[] {
    if (this.at(0) === undefined) return this.#all.first(count);
    this.at(count - 1);
    return this.#convincing.slice(0, count);
  }

  /** Of the convincing ones the one at an index: only those that are expected count, if there are any. */
  at(index: number): Scored | undefined {
    while (this.#convincing.length <= index) {
      const next = this.#all.at(this.#read, this.#threshold);
      if (next === undefined || next.group.score <= this.#threshold) return undefined;
      this.#read++;
      const { isConvincing, isExpected } = next.group;
      if (isConvincing && (isExpected || !this.#onlyExpected)) this.#convincing.push(next);
    }
    return this.#convincing[index];
  }

  /** The convincing ones from an index on. */
  *from(index: number): Generator<Scored> {
    for (let at = index; ; at++) {
      const candidate = this.at(at);
      if (candidate === undefined) return;
      yield candidate;
    }
  }
}

/** The rating that a scored offer has for a dependency. */
export function ratingOf(dependency: DependencySpecification, { offer, group }: Scored): StrictRating {
  const { score, parts, matchedName, isConvincing, isExpected, affinity } = group;
  return {
    dependency,
    offer,
    score,
    parts,
    matchedName,
    offerName: offer.name,
    isConvincing,
    isExpected,
    affinity,
  };
}
