import type { DependencySpecification } from "../../specification/index.js";
import { compareByPlace } from "../listed-step.js";
import { Catalogue } from "../ranking/catalogue.js";
import type { Merits, NameMatch, Scorer } from "../ranking/group-search.js";
import type { OfferClass } from "../ranking/offer-index.js";
import type { RankedGroup } from "../ranking/ranking.js";
import type { TopGroups } from "../ranking/top-groups.js";
import type { ClassicNames } from "./classic-names.js";
import type { ClassicProfile } from "./classic-profile.js";
import {
  classicParts,
  dataTypePoints,
  scoreOf,
  sourcePoints,
  type ClassicMerits,
  typePointsOf,
} from "./classic-score.js";
import type { MatchableName } from "./matchable-name.js";

/** Offers that the classic profile scores the same for a dependency. */
export interface ClassicGroup extends RankedGroup {
  readonly merits: ClassicMerits;
  readonly matchedName: string;
}

/** More than sums of the same terms in another order can differ by. */
const rounding = 1e-9;

/** The offers that a ranking starts with: enough for the chosen one and those that it was chosen over. */
const firstOffers = 6;

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
  });
}

class ClassicScorer implements Scorer<ClassicGroup> {
  readonly dependency: DependencySpecification;
  readonly #profile: ClassicProfile;

  constructor(dependency: DependencySpecification, profile: ClassicProfile) {
    this.dependency = dependency;
    this.#profile = profile;
  }

  get keywords(): readonly string[] {
    return this.dependency.semanticKeywords.map((keyword) => keyword.toLowerCase());
  }

  potential(typePoints: number, similarity: number): number {
    return typePoints + this.#profile.weights.name * Math.min(similarity, 1);
  }

  leastSimilarity({ typePoints, isExpected, keywordShare }: Merits, score: number): number {
    const { weights, ceiling } = this.#profile;
    if (score > ceiling) return Infinity;
    const keywords = this.dependency.semanticKeywords.length === 0 ? 0 : weights.keywords * keywordShare;
    const source = sourcePoints(this.dependency.compatibleSources, isExpected, this.#profile);
    const missing = score - rounding - typePoints - source - keywords;
    if (missing <= 0) return 0;
    const least = missing / weights.name;
    // A name that is no less than equal may be the very same.
    return least <= 1 ? least : Math.max(1, (missing - weights.exactName) / weights.name);
  }

  addGroups(
    offerClass: OfferClass,
    { isExpected, keywordShare }: Merits,
    { matched, similarity }: NameMatch,
    top: TopGroups<ClassicGroup>,
  ): void {
    const { names, shelf } = offerClass;
    const { outputType, dataType } = shelf;
    const merits = { outputType, dataType, names, similarity, isExpected, keywordShare };
    const score = scoreOf(classicParts(this.dependency, merits, this.#profile), this.#profile);
    if (!top.takes(score)) return;
    top.add({ offerClass, relation: "without", score, merits, matchedName: names[matched]! });
  }
}
