import type { DependencySpecification } from "../../specification/index.js";
import { compareByName } from "../listed-step.js";
import { Catalogue } from "../ranking/catalogue.js";
import { standingOf, type Standing } from "../ranking/standing.js";
import type { Merits, NameMatch, Scorer } from "../ranking/group-search.js";
import type { OfferClass } from "../ranking/offer-index.js";
import type { Reader } from "../ranking/ranking.js";
import type { JobRelation, RankedGroup } from "../ranking/tier.js";
import type { TopGroups } from "../ranking/top-groups.js";
import type { Offer, ScoreParts } from "../rating.js";
import { mostKept } from "../wire.js";
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
export class StrictGroup implements RankedGroup, StrictScore {
  readonly offerClass: OfferClass;
  readonly relation: JobRelation;
  readonly score: number;
  readonly isConvincing: boolean;
  readonly isExpected: boolean;
  readonly affinity: number | undefined;
  readonly #matched: number;
  readonly #evidence: Evidence;
  readonly #weights: StrictProfile["weights"];
  #parts: ScoreParts | undefined;

  constructor(
    { offerClass, relation, score }: RankedGroup,
    matched: number,
    evidence: Evidence,
    profile: StrictProfile,
  ) {
    this.offerClass = offerClass;
    this.relation = relation;
    this.score = score;
    this.isConvincing = isConvincing(score, evidence.name ?? 0, profile);
    this.isExpected = evidence.source === 1;
    this.affinity = tellingAffinity(evidence.jobType, profile);
    this.#matched = matched;
    this.#evidence = evidence;
    this.#weights = profile.weights;
  }

  get matchedName(): string {
    return this.offerClass.names[this.#matched]!;
  }

  /** Worked out when it is read: most groups are never shown. */
  get parts(): ScoreParts {
    return (this.#parts ??= Object.freeze(scoreParts(this.#weights, this.#evidence)));
  }
}

/** More than differences of the same scores can differ by. */
const rounding = 1e-9;

/** The offers that a ranking starts with. */
const firstOffers = 8;

/** Ranks offers by the strict profile, equal ones by their names. */
export function strictCatalogue(
  profile: StrictProfile,
  names: StrictNames,
  jobTypes: JobTypes,
): Catalogue<StrictGroup, ReadName> {
  /** By the number of a class. */
  const wordsOf: ReadonlySet<string>[] = [];
  return new Catalogue({
    names,
    typePoints: (dependency, shelf) => (passes(dependency, shelf, profile) ? 0 : undefined),
    holds: (offerClass, keyword) => {
      const words = (wordsOf[offerClass.id] ??= wordsIn(offerClass.names, names));
      if (!keyword.includes(" ")) return words.has(keyword);
      for (const word of keyword.split(" ")) if (!words.has(word)) return false;
      return true;
    },
    scorer: (dependency, standing) => new StrictScorer(dependency, standing, { profile, names }),
    compare: compareByName,
    jobOf: ({ provider }: Offer) => jobTypes.of(provider),
    size: firstOffers,
    floor: profile.threshold,
    sizeBelow: mostKept + 1,
  });
}

/** A dependency, and for whom it is ranked. */
export interface RankedPort {
  readonly dependency: DependencySpecification;
  readonly reader: Reader;
  readonly all: Standing;
  /** If compatible sources are listed. */
  readonly onlyExpected: Standing | undefined;
}

/** Finds out for whom a dependency of a step is ranked. */
export function rankedPort(
  consumer: string,
  dependency: DependencySpecification,
  { jobTypes, names }: { readonly jobTypes: JobTypes; readonly names: StrictNames },
): RankedPort {
  const jobs = jobTypes.suiting(consumer, () => new KeywordWords(dependency, names).words);
  const hasJob = jobTypes.of(consumer) !== undefined;
  const hasSuiting = jobs.some((job) => jobTypes.isElsewhere(job, consumer));
  const all = standingOf({ hasJob, hasSuiting, onlyExpected: false });
  const expected = standingOf({ hasJob, hasSuiting, onlyExpected: true });
  const onlyExpected = dependency.compatibleSources.length === 0 ? undefined : expected;
  // Without others for such a job there are only its own outputs, which are not read in any case.
  return { dependency, reader: { consumer, jobs: hasSuiting ? jobs : noJobs }, all, onlyExpected };
}

const noJobs: readonly string[] = [];

interface ScorerRules {
  readonly profile: StrictProfile;
  readonly names: StrictNames;
}

class StrictScorer implements Scorer<StrictGroup> {
  readonly dependency: DependencySpecification;
  readonly keywords: readonly string[];
  readonly #standing: Standing;
  readonly #profile: StrictProfile;
  readonly #hasSources: boolean;

  constructor(dependency: DependencySpecification, standing: Standing, { profile, names }: ScorerRules) {
    this.dependency = dependency;
    this.keywords = new KeywordWords(dependency, names).texts;
    this.#standing = standing;
    this.#profile = profile;
    this.#hasSources = dependency.compatibleSources.length > 0;
  }

  potential(_: number, similarity: number): number {
    return Math.min(similarity, 1);
  }

  leastSimilarity(merits: Merits, score: number): number {
    const { hasJob, hasSuiting } = this.#standing;
    const { mentioned, notMentioned, providerWithout } = this.#profile.jobTypeWorth;
    if (hasJob) return this.#leastName(merits, hasSuiting ? 1 : providerWithout, score);
    // Whether the job is known decides how much the rest counts: what asks least is taken.
    const most = hasSuiting ? Math.max(mentioned, notMentioned) : notMentioned;
    return Math.min(this.#leastName(merits, undefined, score), this.#leastName(merits, most, score));
  }

  addGroups(
    offerClass: OfferClass,
    merits: Merits,
    { matched, similarity }: NameMatch,
    top: TopGroups<StrictGroup>,
  ): void {
    for (const relation of this.#relationsIn(offerClass)) {
      const evidence = this.#evidence(merits, similarity, this.#affinity(relation));
      const score = weigh(this.#profile.weights, evidence);
      if (top.takes(score))
        top.add(new StrictGroup({ offerClass, relation, score }, matched, evidence, this.#profile));
    }
  }

  /** The score for the name, taken back: how similar it has to be. */
  #leastName({ isExpected, keywordShare }: Merits, jobType: number | undefined, score: number): number {
    const { weights } = this.#profile;
    let whole = weights.name;
    let points = 0;
    if (this.#hasSources) {
      whole += weights.source;
      if (isExpected) points += weights.source;
    }
    if (this.keywords.length > 0) {
      whole += weights.keywords;
      points += weights.keywords * keywordShare;
    }
    if (jobType !== undefined) {
      whole += weights.jobType;
      points += weights.jobType * jobType;
    }
    if (whole === 0) return score > 0 ? Infinity : 0;
    const missing = (score - rounding) * whole - points;
    if (missing <= 0) return 0;
    return weights.name === 0 ? Infinity : missing / weights.name;
  }

  #evidence({ isExpected, keywordShare }: Merits, name: number, jobType: number | undefined): Evidence {
    return {
      name,
      source: this.#hasSources ? Number(isExpected) : undefined,
      keywords: this.keywords.length > 0 ? keywordShare : undefined,
      jobType,
    };
  }

  #affinity(relation: JobRelation): number | undefined {
    const { hasJob } = this.#standing;
    const { mentioned, notMentioned, providerWithout } = this.#profile.jobTypeWorth;
    if (relation === "without") return hasJob ? providerWithout : undefined;
    if (relation === "suiting") return hasJob ? 1 : mentioned;
    return hasJob ? 0 : notMentioned;
  }

  #relationsIn({ withJob, withoutJob }: OfferClass): readonly JobRelation[] {
    if (withJob.size === 0) return onlyWithout;
    if (!this.#standing.hasSuiting) return withoutJob.size === 0 ? onlyOther : withoutAndOther;
    return withoutJob.size === 0 ? suitingAndOther : allRelations;
  }
}

const onlyWithout: readonly JobRelation[] = ["without"];
const onlyOther: readonly JobRelation[] = ["other"];
const withoutAndOther: readonly JobRelation[] = ["without", "other"];
const suitingAndOther: readonly JobRelation[] = ["suiting", "other"];
const allRelations: readonly JobRelation[] = ["without", "suiting", "other"];
