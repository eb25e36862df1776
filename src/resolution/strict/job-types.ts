import type { ListedStep } from "../listed-step.js";
import { compatibleSteps } from "./compatible-steps.js";
import type { NameReader } from "./name-words.js";
import type { StrictProfile } from "./strict-profile.js";

/** Knows for what job each step of a pipeline is there: `load_training` and `load_validation` do one thing for two. */
export class JobTypes {
  readonly #jobTypes: ReadonlyMap<string, string | undefined>;
  readonly #words: ReadonlyMap<string, ReadonlySet<string>>;
  readonly #worth: StrictProfile["jobTypeWorth"];

  /**
   * A step's job type is what its specification says. Else it is the ending of the step's name after the last
   * `_`, if the profile knows it as a job type, or if there are two steps called the same but for the ending:
   * `load_eu` and `load_us` make `eu` a job type of `clean_eu` as well. A step that could not be wired to any
   * other makes no job type of its ending.
   */
  constructor(steps: readonly ListedStep[], profile: StrictProfile, reader: NameReader) {
    const jobTypeFrom = (text: string): string => reader.wordsOf(text).join(" ");
    const known = new Set(profile.jobTypes.map(jobTypeFrom));
    const compatible = compatibleSteps(steps, profile);
    const firstEndings = new Map<string, string>();
    for (const { name } of steps) {
      const [base, ending] = splitEnding(name);
      if (base === "" || !compatible.has(name)) continue;
      const first = firstEndings.get(base);
      if (first === undefined) firstEndings.set(base, ending);
      else known.add(jobTypeFrom(first)).add(jobTypeFrom(ending));
    }
    known.delete("");
    const jobTypeOf = ({ name, specification }: ListedStep): string | undefined => {
      const jobType = jobTypeFrom(specification.jobType ?? splitEnding(name)[1]);
      return jobType !== "" && (specification.jobType !== undefined || known.has(jobType))
        ? jobType
        : undefined;
    };
    this.#jobTypes = new Map(steps.map((step) => [step.name, jobTypeOf(step)]));
    this.#words = new Map(
      steps.map(({ name, specification }) => [
        name,
        new Set([...reader.wordsOf(name), ...reader.wordsOf(specification.stepType)]),
      ]),
    );
    this.#worth = profile.jobTypeWorth;
  }

  /** Whether both steps have a job type, and not the same. */
  differ(a: string, b: string): boolean {
    const [jobA, jobB] = [this.#jobTypes.get(a), this.#jobTypes.get(b)];
    return jobA !== undefined && jobB !== undefined && jobA !== jobB;
  }

  /** How well the job of a provider suits a consumer, from 0 to 1; `undefined` if neither has one. */
  affinity(provider: string, consumer: string, keywords: ReadonlySet<string>): number | undefined {
    const [ofProvider, ofConsumer] = [this.#jobTypes.get(provider), this.#jobTypes.get(consumer)];
    if (ofProvider === undefined) return ofConsumer === undefined ? undefined : this.#worth.providerWithout;
    if (ofConsumer !== undefined) return ofProvider === ofConsumer ? 1 : 0;
    const words = this.#words.get(consumer)!;
    const isMentioned = ofProvider.split(" ").every((word) => keywords.has(word) || words.has(word));
    return isMentioned ? this.#worth.mentioned : this.#worth.notMentioned;
  }
}

function splitEnding(name: string): readonly [base: string, ending: string] {
  const at = name.lastIndexOf("_");
  return at <= 0 || at === name.length - 1 ? ["", ""] : [name.slice(0, at), name.slice(at + 1)];
}
