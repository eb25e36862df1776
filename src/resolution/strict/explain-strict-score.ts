import { nameNote, scorePart, type ScorePart } from "../assessment.js";
import type { JobTypes } from "./job-types.js";
import type { StrictNames } from "./strict-names.js";
import type { StrictProfile } from "./strict-profile.js";
import { KeywordWords, wordsIn, type StrictRating } from "./strict-score.js";

/** What a rating was made from. */
interface Origin {
  readonly consumer: string;
  /** Of the provider. */
  readonly stepType: string;
  readonly profile: StrictProfile;
  readonly names: StrictNames;
  readonly jobTypes: JobTypes;
}

/** The parts of a strict score; what the specifications do not say can add nothing. */
export function explainStrictScore(rating: StrictRating, origin: Origin): readonly ScorePart[] {
  const { weights } = origin.profile;
  const { dependency, offer, parts, affinity, isExpected } = rating;
  const { compatibleSources } = dependency;
  const keywords = new KeywordWords(dependency, origin.names);
  const counted = {
    name: weights.name,
    source: compatibleSources.length === 0 ? 0 : weights.source,
    keywords: keywords.count === 0 ? 0 : weights.keywords,
    jobType: affinity === undefined ? 0 : weights.jobType,
  };
  const whole = counted.name + counted.source + counted.keywords + counted.jobType;
  const most = (kind: keyof typeof counted): number => (whole === 0 ? 0 : counted[kind] / whole);
  return Object.freeze([
    scorePart("name", parts.name, most("name"), nameNote(rating)),
    scorePart(
      "source",
      parts.source,
      most("source"),
      compatibleSources.length === 0
        ? "no compatible sources are listed"
        : `${origin.stepType} is ${isExpected ? "" : "not "}a compatible source`,
    ),
    scorePart(
      "keywords",
      parts.keywords,
      most("keywords"),
      keywords.count === 0
        ? "no keywords are listed"
        : `${keywords.countFound(wordsIn(offer.names, origin.names))} of ${keywords.count} found in its names`,
    ),
    scorePart(
      "jobType",
      parts.jobType ?? 0,
      most("jobType"),
      jobNote(offer.provider, keywords.words, origin),
    ),
  ]);
}

function jobNote(provider: string, keywords: ReadonlySet<string>, { consumer, jobTypes }: Origin): string {
  const [given, wanted] = [jobTypes.of(provider), jobTypes.of(consumer)];
  if (given === undefined && wanted === undefined) return "neither step is there for a job";
  if (given === undefined) return `${consumer} is there for ${wanted}, ${provider} for no job`;
  if (wanted === undefined) {
    const isMentioned = jobTypes.isMentioned(given, consumer, keywords);
    return `${provider} is there for ${given}, which ${consumer} ${isMentioned ? "mentions" : "does not mention"}`;
  }
  if (given === wanted) return `both are there for ${given}`;
  return `${provider} is there for ${given}, ${consumer} for ${wanted}`;
}
