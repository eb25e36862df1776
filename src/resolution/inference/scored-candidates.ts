import type { DependencySpecification } from "../../specification/index.js";
import type { Catalogue, DependencyClass } from "../ranking/catalogue.js";
import type { Candidates, Ranking } from "../ranking/ranking.js";
import type { Offer } from "../rating.js";
import type { ReadName } from "../strict/strict-names.js";
import type { RankedPort, StrictGroup } from "../strict/strict-ranking.js";
import type { StrictRating, StrictScore } from "../strict/strict-score.js";
import { candidate, type Candidate } from "../wire.js";

type StrictCatalogue = Catalogue<StrictGroup, ReadName>;
type StrictClass = DependencyClass<StrictGroup>;
type StrictRanking = Ranking<StrictGroup>;

/** An offer with all that the choice looks at. */
export interface Scored {
  readonly offer: Offer;
  readonly group: StrictScore;
  /** What it is for those outside the room, kept here once somebody has made it. */
  candidate: Candidate | undefined;
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
  readonly #port: ClassedPort;
  readonly #threshold: number;
  readonly #firstRanking: StrictRanking;
  /** The class that is read if none of the expected outputs convinces. */
  readonly #otherClass: StrictClass | undefined;
  readonly #ranking: StrictRanking;
  /** As long as there may be more that convince. */
  #unread: Candidates<StrictGroup> | undefined;
  #convincing: Scored[] = [];

  /** Only outputs of the compatible sources count, if one of them convinces. */
  constructor(port: ClassedPort, rankings: StrictCatalogue, { threshold, consumer }: ReadFor) {
    this.#port = port;
    this.#threshold = threshold;
    this.#firstRanking = rankings.readFrom(port.firstClass, consumer);
    this.#ranking = this.#firstRanking;
    this.#unread = this.#ranking.read(port.reader);
    if (port.onlyExpected === undefined || this.at(0) !== undefined) return;
    this.#otherClass = rankings.classOf(port.dependency, port.all);
    this.#ranking = rankings.readFrom(this.#otherClass, consumer);
    this.#unread = this.#ranking.read(port.reader);
  }

  /** Whether nothing that was read has been replaced meanwhile. */
  get isCurrent(): boolean {
    if (this.#port.firstClass.ranking !== this.#firstRanking) return false;
    return this.#otherClass === undefined || this.#otherClass.ranking === this.#ranking;
  }

  /** The first of the convincing ones, or of all if there is none. */
  first(count: number): readonly Scored[] {
    if (this.at(0) === undefined) return this.#ranking.read(this.#port.reader).first(count);
    this.at(count - 1);
    return this.#convincing.slice(0, count);
  }

  /** The convincing one at an index. */
  at(index: number): Scored | undefined {
    while (this.#convincing.length <= index && this.#unread !== undefined) {
      const next = this.#unread.next(this.#threshold);
      if (next === undefined || next.group.score <= this.#threshold) this.#unread = undefined;
      else if (next.group.isConvincing) this.#convincing.push(next);
    }
    return this.#convincing[index];
  }

  /** The convincing ones from an index on. */
  *from(index: number): Generator<Scored> {
    for (let at = index; ; at++) {
      const next = this.at(at);
      if (next === undefined) return;
      yield next;
    }
  }
}

/** The candidate that a scored offer is, for those outside the room; made once, since many inputs may show it. */
export function candidateOf(scored: Scored): Candidate {
  const { offer, group } = scored;
  if (scored.candidate !== undefined) return scored.candidate;
  const { score, parts, matchedName } = group;
  return (scored.candidate = candidate({ offer, score, parts, matchedName }));
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
