import type { DependencySpecification } from "../../specification/index.js";
import { compareByName } from "../listed-step.js";
import { Catalogue } from "../ranking/catalogue.js";
import type { NameMatch, Scorer } from "../ranking/group-search.js";
import type { OfferClass, Shelf } from "../ranking/offer-index.js";
import type { JobRelation, RankedGroup } from "../ranking/ranking.js";
import type { TopGroups } from "../ranking/top-groups.js";
import type { Offer } from "../rating.js";
import type { JobTypes } from "./job-types.js";
import type { ReadName, StrictNames } from "./strict-names.js";
import type { StrictProfile } from "./strict-profile.js";
import {
  isConvincing,
  KeywordWords,
  passes,
  scoreParts,
  tellingAffinity,
  weigh,
  wordsIn,
  type Evidence,
  type StrictScore,
} from "./strict-score.js";

/** Offers that the strict profile scores the same for a dependency. */
export interface StrictGroup extends RankedGroup, StrictScore {
  readonly score: number;
}

/** More than differences of the same scores can differ by. */
const rounding = 1e-9;

/** The groups that a ranking starts with; those that convince are found in any case. */
const firstGroups = 8;

/** Ranks offers by the strict profile, equal ones by their names. */
export function strictCatalogue(
  profile: StrictProfile,
  names: StrictNames,
  jobTypes: JobTypes,
): Catalogue<StrictGroup, ReadName> {
  const wordsOf = new WeakMap<OfferClass, ReadonlySet<string>>();
  const scorerRules = { profile, names, wordsOf };
  return new Catalogue({
    names,
    accepts: (dependency, output) => passes(dependency, output, profile),
    scorer: (dependency, hasJob, shelves) => new StrictScorer(dependency, hasJob, shelves, scorerRules),
    compare: compareByName,
    jobOf: ({ provider }: Offer) => jobTypes.of(provider),
    size: firstGroups,
  });
}

interface ScorerRules {
  readonly profile: StrictProfile;
  readonly names: StrictNames;
  /** The words of the names of each class that was scored for a dependency with keywords. */
  readonly wordsOf: WeakMap<OfferClass, ReadonlySet<string>>;
}

class StrictScorer implements Scorer<StrictGroup> {
  readonly dependency: DependencySpecification;
  readonly shelves: readonly Shelf[];
  readonly wanted: number;
  readonly #hasJob: boolean;
  readonly #rules: ScorerRules;
  readonly #keywords: KeywordWords;
  readonly #hasSources: boolean;

  constructor(
    dependency: DependencySpecification,
    hasJob: boolean,
    shelves: readonly Shelf[],
    rules: ScorerRules,
  ) {
    this.dependency = dependency;
    this.shelves = shelves;
    this.wanted = rules.profile.threshold;
    this.#hasJob = hasJob;
    this.#rules = rules;
    this.#keywords = new KeywordWords(dependency, rules.names);
    this.#hasSources = dependency.compatibleSources.length > 0;
  }

  leastSimilarity(_: Shelf, isExpected: boolean, score: number): number {
    const source = this.#hasSources ? Number(isExpected) : undefined;
    const keywords = this.#keywords.words.size > 0 ? 1 : undefined;
    return this.#leastName({ source, keywords }, score);
  }

  bound(offerClass: OfferClass, similarity: number, isExpected: boolean): number {
    const { weights } = this.#rules.profile;
    const evidence = this.#evidence(offerClass, similarity, isExpected);
    const withoutJob = weigh(weights, { ...evidence, jobType: undefined });
    return offerClass.withJob.size === 0 && !this.#hasJob
      ? withoutJob
      : Math.max(withoutJob, weigh(weights, { ...evidence, jobType: 1 }));
  }

  /** How similar a name has to be if the job is not known, or if it suits. */
  #leastName(evidence: Pick<Evidence, "source" | "keywords">, score: number): number {
    const { weights } = this.#rules.profile;
    const least = (jobType: number | undefined): number => {
      const without = weigh(weights, { ...evidence, name: 0, jobType });
      if (without >= score) return 0;
      const gained = weigh(weights, { ...evidence, name: 1, jobType }) - without;
      return gained <= 0 ? Infinity : (score - without) / gained - rounding;
    };
    return Math.min(least(undefined), least(1));
  }

  #evidence(offerClass: OfferClass, name: number, isExpected: boolean): Omit<Evidence, "jobType"> {
    return {
      name,
      source: this.#hasSources ? Number(isExpected) : undefined,
      keywords: this.#keywords.words.size > 0 ? this.#shareFound(offerClass) : undefined,
    };
  }

  addGroups(
    offerClass: OfferClass,
    match: NameMatch,
    isExpected: boolean,
    top: TopGroups<StrictGroup>,
  ): void {
    const evidence = this.#evidence(offerClass, match.similarity, isExpected);
    for (const relation of relationsIn(offerClass)) {
      const jobType = this.#affinity(relation);
      this.#addGroup(offerClass, relation, match, { ...evidence, jobType }, top);
    }
  }

  #addGroup(
    offerClass: OfferClass,
    relation: JobRelation,
    { matchedName, similarity }: NameMatch,
    evidence: Evidence,
    top: TopGroups<StrictGroup>,
  ): void {
    const { profile } = this.#rules;
    const score = weigh(profile.weights, evidence);
    if (!top.takes(score)) return;
    top.add({
      offerClass,
      relation,
      score,
      parts: scoreParts(profile.weights, evidence),
      matchedName,
      isConvincing: isConvincing(score, similarity, profile),
      isExpected: evidence.source === 1,
      affinity: tellingAffinity(evidence.jobType, profile),
    });
  }

  #affinity(relation: JobRelation): number | undefined {
    const { mentioned, notMentioned, providerWithout } = this.#rules.profile.jobTypeWorth;
    if (relation === "without") return this.#hasJob ? providerWithout : undefined;
    if (relation === "suiting") return this.#hasJob ? 1 : mentioned;
    return this.#hasJob ? 0 : notMentioned;
  }

  #shareFound(offerClass: OfferClass): number | undefined {
    const { names, wordsOf } = this.#rules;
    let words = wordsOf.get(offerClass);
    if (words === undefined) wordsOf.set(offerClass, (words = wordsIn(offerClass.names, names)));
    return this.#keywords.shareFound(words);
  }
}

function relationsIn({ withJob, withoutJob }: OfferClass): readonly JobRelation[] {
  if (withJob.size === 0) return ["without"];
  return withoutJob.size === 0 ? ["suiting", "other"] : ["without", "suiting", "other"];
}
