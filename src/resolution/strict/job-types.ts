import type { ListedStep } from "../listed-step.js";
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
   * `load_eu` and `load_us` make `eu` a job type of `clean_eu` as well.
   */
  constructor(steps: readonly ListedStep[], { jobTypes, jobTypeWorth }: StrictProfile, reader: NameReader) {
    const known = new Set(jobTypes.map((word) => reader.word(word)));
    const sharing = new Map<string, number>();
    for (const { name } of steps) {
      const [base] = splitEnding(name);
      if (base !== "") sharing.set(base, (sharing.get(base) ?? 0) + 1);
    }
    for (const { name } of steps) {
      const [base, ending] = splitEnding(name);
      if (base !== "" && sharing.get(base)! > 1) known.add(reader.wordsOf(ending).join(" "));
    }
    const jobTypeOf = ({ name, specification }: ListedStep): string | undefined => {
      if (specification.jobType !== undefined) return reader.wordsOf(specification.jobType).join(" ");
      const [base, ending] = splitEnding(name);
      if (base === "") return undefined;
      const jobType = reader.wordsOf(ending).join(" ");
      return known.has(jobType) ? jobType : undefined;
    };
    this.#jobTypes = new Map(steps.map((step) => [step.name, jobTypeOf(step)]));
    this.#words = new Map(
      steps.map(({ name, specification }) => [
        name,
        new Set([...reader.wordsOf(name), ...reader.wordsOf(specification.stepType)]),
      ]),
    );
    this.#worth = jobTypeWorth;
  }

  /** The job type of a step, if it has one. */
  of(step: string): string | undefined {
    return this.#jobTypes.get(step);
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
    return this.isMentioned(ofProvider, consumer, keywords)
      ? this.#worth.mentioned
      : this.#worth.notMentioned;
  }

  /** Whether the name or the type of a step, or one of its keywords, holds a job type. */
  isMentioned(jobType: string, step: string, keywords: ReadonlySet<string>): boolean {
    return keywords.has(jobType) || this.#words.get(step)!.has(jobType);
  }
}

function splitEnding(name: string): readonly [base: string, ending: string] {
  const at = name.lastIndexOf("_");
  return at <= 0 || at === name.length - 1 ? ["", ""] : [name.slice(0, at), name.slice(at + 1)];
}
