import type { DependencySpecification } from "../../specification/index.js";
import { compareByPlace } from "../listed-step.js";
import { Catalogue } from "../ranking/catalogue.js";
import type { NameMatch, Scorer } from "../ranking/group-search.js";
import type { OfferClass, Shelf } from "../ranking/offer-index.js";
import type { RankedGroup } from "../ranking/ranking.js";
import type { TopGroups } from "../ranking/top-groups.js";
import type { ScoreParts } from "../rating.js";
import type { ClassicNames } from "./classic-names.js";
import type { ClassicProfile } from "./classic-profile.js";
import { classicParts, dataTypePoints, keywordPoints, scoreOf, sourcePoints } from "./classic-score.js";
import type { MatchableName } from "./matchable-name.js";

/** Offers that the classic profile scores the same for a dependency. */
export interface ClassicGroup extends RankedGroup {
  readonly parts: ScoreParts;
  readonly matchedName: string;
}

/** More than sums of the same terms in another order can differ by. */
const rounding = 1e-9;

/** The groups that a ranking starts with: enough for the chosen one and those that it was chosen over. */
const firstGroups = 6;

/** Ranks offers by the classic profile, equal ones by where they are listed. */
export function classicCatalogue(
  profile: ClassicProfile,
  names: ClassicNames,
): Catalogue<ClassicGroup, MatchableName> {
  return new Catalogue({
    names,
    accepts: ({ dependencyType }, { outputType }) =>
      profile.acceptedTypes[dependencyType].includes(outputType),
    scorer: (dependency, _, shelves) => new ClassicScorer(dependency, shelves, profile),
    compare: compareByPlace,
    jobOf: () => undefined,
    size: firstGroups,
  });
}

class ClassicScorer implements Scorer<ClassicGroup> {
  readonly dependency: DependencySpecification;
  readonly shelves: readonly Shelf[];
  readonly wanted = Infinity;
  readonly #profile: ClassicProfile;

  constructor(dependency: DependencySpecification, shelves: readonly Shelf[], profile: ClassicProfile) {
    this.dependency = dependency;
    this.shelves = shelves;
    this.#profile = profile;
  }

  leastSimilarity(shelf: Shelf, isExpected: boolean, score: number): number {
    const { weights, ceiling } = this.#profile;
    if (score > ceiling) return Infinity;
    const most = this.dependency.semanticKeywords.length > 0 ? weights.keywords : 0;
    const missing = score - rounding - this.#fixedPoints(shelf, isExpected) - weights.exactName - most;
    return missing <= 0 ? 0 : missing / weights.name;
  }

  bound({ shelf, names }: OfferClass, similarity: number, isExpected: boolean): number {
    const { weights, ceiling } = this.#profile;
    const { logicalName, semanticKeywords } = this.dependency;
    const points =
      this.#fixedPoints(shelf, isExpected) +
      weights.name * similarity +
      (similarity >= 1 && names.includes(logicalName) ? weights.exactName : 0) +
      keywordPoints(semanticKeywords, names[0]!, this.#profile);
    return Math.min(points + rounding, ceiling);
  }

  #fixedPoints(shelf: Shelf, isExpected: boolean): number {
    const { weights } = this.#profile;
    const { dependencyType, dataType, compatibleSources } = this.dependency;
    return (
      (shelf.outputType === dependencyType ? weights.sameType : weights.acceptedType) +
      dataTypePoints(dataType, shelf.dataType, this.#profile) +
      sourcePoints(compatibleSources, isExpected, this.#profile)
    );
  }

  addGroups(
    offerClass: OfferClass,
    { matchedName, similarity }: NameMatch,
    isExpected: boolean,
    top: TopGroups<ClassicGroup>,
  ): void {
    const { outputType, dataType } = offerClass.shelf;
    const merits = { outputType, dataType, names: offerClass.names, similarity, isExpected };
    const parts = classicParts(this.dependency, merits, this.#profile);
    const score = scoreOf(parts, this.#profile);
    if (top.takes(score)) top.add({ offerClass, relation: "without", score, parts, matchedName });
  }
}
