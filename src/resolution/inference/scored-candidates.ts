import type { DependencySpecification } from "../../specification/index.js";
import type { Catalogue, DependencyClass } from "../ranking/catalogue.js";
import type { Candidates, Ranking } from "../ranking/ranking.js";
import type { Offer } from "../rating.js";
import type { ReadName } from "../strict/strict-names.js";
import type { RankedPort, StrictGroup } from "../strict/strict-ranking.js";
import type { StrictRating, StrictScore } from "../strict/strict-score.js";

type StrictCatalogue = Catalogue<StrictGroup, ReadName>;
type StrictClass = DependencyClass<StrictGroup>;

/** An offer with all that the choice looks at. */
export interface Scored {
  readonly offer: Offer;
  readonly group: StrictScore;
}

/** A dependency, with the class whose ranking is read first. */
export interface ClassedPort extends RankedPort {
  readonly firstClass: StrictClass;
}

/** For what candidates are read. */
interface ReadFor {
  /** Candidates that score no more do not convince. */
  readonly threshold: number;
  /** The index of the step whose input it is. */
  readonly consumer: number;
}

/** The outputs that could feed one input, best first. */
export class ScoredCandidates {
  readonly #rankings: StrictCatalogue;
  readonly #port: ClassedPort;
  readonly #threshold: number;
  readonly #consumer: number;
  /** What was read, and where it is to be found for as long as it is up to date. */
  readonly #sources: { readonly dependencyClass: StrictClass; readonly ranking: Ranking<StrictGroup> }[] = [];
  #candidates: Candidates<StrictGroup>;
  readonly #convincing: Scored[] = [];
  #read = 0;

  /** Only outputs of the compatible sources count, if one of them convinces. */
  constructor(port: ClassedPort, rankings: StrictCatalogue, { threshold, consumer }: ReadFor) {
    this.#consumer = consumer;
    this.#rankings = rankings;
    this.#port = port;
    this.#threshold = threshold;
    this.#candidates = this.#readFrom(port.firstClass);
    if (port.onlyExpected === undefined || this.at(0) !== undefined) return;
    this.#candidates = this.#readFrom(rankings.classOf(port.dependency, port.all));
    this.#read = 0;
  }

  /** Whether nothing that was read has been replaced meanwhile. */
  get isCurrent(): boolean {
    for (const { dependencyClass, ranking } of this.#sources)
      if (dependencyClass.ranking !== ranking) return false;
    return true;
  }

  /** The first of the convincing ones, or of all if there is none. */
  first(count: number): readonly Scored[] {
    if (this.at(0) === undefined) return this.#candidates.first(count);
    this.at(count - 1);
    return this.#convincing.slice(0, count);
  }

  /** The convincing one at an index. */
  at(index: number): Scored | undefined {
    while (this.#convincing.length <= index) {
      const next = this.#candidates.at(this.#read, this.#threshold);
      if (next === undefined || next.group.score <= this.#threshold) return undefined;
      this.#read++;
      if (next.group.isConvincing) this.#convincing.push(next);
    }
    return this.#convincing[index];
  }

  #readFrom(dependencyClass: StrictClass): Candidates<StrictGroup> {
    const ranking = this.#rankings.rankingOf(dependencyClass);
    dependencyClass.readers.push(this.#consumer);
    this.#sources.push({ dependencyClass, ranking });
    return ranking.read(this.#port.reader);
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
