import type { DependencySpecification } from "../../specification/index.js";
import { compareByPlace } from "../listed-step.js";
import { Catalogue } from "../ranking/catalogue.js";
import type { Merits, NameMatch, Scorer } from "../ranking/group-search.js";
import type { OfferClass } from "../ranking/offer-index.js";
import type { RankedGroup } from "../ranking/tier.js";
import type { TopGroups } from "../ranking/top-groups.js";
import type { ClassicNames } from "./classic-names.js";
import type { ClassicProfile } from "./classic-profile.js";
import {
  classicParts,
  dataTypePoints,
  exactNamePoints,
  sourcePoints,
  sumUp,
  typePointsOf,
  type ClassicParts,
} from "./classic-score.js";
import type { MatchableName } from "./matchable-name.js";

/** Offers that the classic profile scores the same for a dependency. */
export class ClassicGroup implements RankedGroup {
  readonly offerClass: OfferClass;
  readonly relation = "without";
  readonly score: number;
  readonly #matched: number;
  readonly #similarity: number;
  readonly #isExpected: boolean;
  readonly #keywordShare: number;

  constructor(
    offerClass: OfferClass,
    score: number,
    { matched, similarity }: NameMatch,
    { isExpected, keywordShare }: Merits,
  ) {
    this.offerClass = offerClass;
    this.score = score;
    this.#matched = matched;
    this.#similarity = similarity;
    this.#isExpected = isExpected;
    this.#keywordShare = keywordShare;
  }

  get matchedName(): string {
    return this.offerClass.names[this.#matched]!;
  }

  /** What the score is made of. */
  partsFor(dependency: DependencySpecification, profile: ClassicProfile): ClassicParts {
    const { names, shelf } = this.offerClass;
    const { outputType, dataType } = shelf;
    const [similarity, isExpected, keywordShare] = [this.#similarity, this.#isExpected, this.#keywordShare];
    return classicParts(
      dependency,
      { outputType, dataType, names, similarity, isExpected, keywordShare },
      profile,
    );
  }
}

/** More than sums of the same terms in another order can differ by. */
const rounding = 1e-9;

/** The offers that a ranking starts with: enough for the chosen one and those that it was chosen over. */
const firstOffers = 4;

/** Ranks offers by the classic profile, equal ones by where they are listed. */
export function classicCatalogue(
  profile: ClassicProfile,
  names: ClassicNames,
): Catalogue<ClassicGroup, MatchableName> {
  return new Catalogue({
    names,
    typePoints: ({ dependencyType, dataType }, shelf) =>
      profile.acceptedTypes[dependencyType].includes(shelf.outputType)
        ? typePointsOf(dependencyType, shelf.outputType, profile) +
          dataTypePoints(dataType, shelf.dataType, profile)
        : undefined,
    holds: ({ lowerName }, keyword) => lowerName.includes(keyword),
    scorer: (dependency) => new ClassicScorer(dependency, profile),
    compare: compareByPlace,
    jobOf: () => undefined,
    size: firstOffers,
    floor: -Infinity,
    sizeBelow: firstOffers,
  });
}

class ClassicScorer implements Scorer<ClassicGroup> {
  readonly dependency: DependencySpecification;
  readonly keywords: readonly string[];
  readonly #profile: ClassicProfile;
  readonly #pointsIfExpected: number;
  readonly #pointsIfNot: number;

  constructor(dependency: DependencySpecification, profile: ClassicProfile) {
    this.dependency = dependency;
    this.keywords = dependency.semanticKeywords.map((keyword) => keyword.toLowerCase());
    this.#profile = profile;
    this.#pointsIfExpected = sourcePoints(dependency.compatibleSources, true, profile);
    this.#pointsIfNot = sourcePoints(dependency.compatibleSources, false, profile);
  }

  potential(typePoints: number, similarity: number): number {
    return typePoints + this.#profile.weights.name * Math.min(similarity, 1);
  }

  leastSimilarity(merits: Merits, score: number): number {
    const { weights, ceiling } = this.#profile;
    if (score > ceiling) return Infinity;
    const missing =
      score - rounding - merits.typePoints - this.#sourcePoints(merits) - this.#keywordPoints(merits);
    if (missing <= 0) return 0;
    const least = missing / weights.name;
    // A name that is no less than equal may be the very same.
    return least <= 1 ? least : Math.max(1, (missing - weights.exactName) / weights.name);
  }

  addGroups(offerClass: OfferClass, merits: Merits, match: NameMatch, top: TopGroups<ClassicGroup>): void {
    const { similarity } = match;
    const score = sumUp(
      merits.typePoints,
      this.#profile.weights.name * similarity,
      exactNamePoints(this.dependency, offerClass.names, similarity, this.#profile),
      this.#sourcePoints(merits),
      this.#keywordPoints(merits),
      this.#profile,
    );
    if (top.takes(score)) top.add(new ClassicGroup(offerClass, score, match, merits));
  }

  #sourcePoints({ isExpected }: Merits): number {
    return isExpected ? this.#pointsIfExpected : this.#pointsIfNot;
  }

  #keywordPoints({ keywordShare }: Merits): number {
    return this.keywords.length === 0 ? 0 : this.#profile.weights.keywords * keywordShare;
  }
}
