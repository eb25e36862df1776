import type { ListedStep } from "../listed-step.js";
import type { NameReader } from "./name-words.js";
import { PortTypes } from "./port-types.js";
import type { StrictProfile } from "./strict-profile.js";

/** Knows for what job each step of a pipeline is there: `load_training` and `load_validation` do one thing for two. */
export class JobTypes {
  readonly #reader: NameReader;
  readonly #worth: StrictProfile["jobTypeWorth"];
  readonly #ports: PortTypes;
  /** What is a job type where it ends the name of a step. */
  readonly #known: ReadonlySet<string>;
  /** Those of them that somebody says are one: the profile, or a specification. */
  readonly #declared: ReadonlySet<string>;
  readonly #steps: Map<string, ListedStep>;
  readonly #jobTypes = new Map<string, string>();
  readonly #read = new Map<string, string>();
  readonly #words = new Map<string, ReadonlySet<string>>();
  /** Each job type as a list of its own, which many steps share. */
  readonly #lists = new Map<string, readonly string[]>();
  #all: ReadonlySet<string> | undefined;
  #ofSeveralWords: readonly string[] | undefined;
  #counts: Map<string, number> | undefined;

  /**
   * A step's job type is what its specification says. Else it is the ending of the step's name after the last
   * `_`, if the profile knows it as a job type, or if there are two steps called the same but for the ending:
   * `load_eu` and `load_us` make `eu` a job type of `clean_eu` as well. A step that could not be wired to any
   * other makes no job type of its ending.
   */
  constructor(steps: readonly ListedStep[], profile: StrictProfile, reader: NameReader) {
    this.#reader = reader;
    this.#worth = profile.jobTypeWorth;
    this.#ports = new PortTypes(steps, profile);
    this.#steps = new Map(steps.map((step) => [step.name, step]));
    const known = new Set(profile.jobTypes.map((text) => this.#readJobType(text)));
    const declared = steps.map(({ specification }) => this.#readJobType(specification.jobType ?? ""));
    this.#declared = new Set([...known, ...declared]);
    const firstEndings = new Map<string, string>();
    for (const step of steps) {
      const [base, ending] = splitEnding(step.name);
      if (base === "" || !this.#ports.isCompatible(step)) continue;
      const first = firstEndings.get(base);
      if (first === undefined) firstEndings.set(base, ending);
      else known.add(this.#readJobType(first)).add(this.#readJobType(ending));
    }
    known.delete("");
    this.#known = known;
    for (const step of steps) this.#setJobType(step);
  }

  /**
   * Puts a step in the place of another one of the same name; `false` if that could make a difference to the job
   * types of others, which are out of date then.
   */
  replace(old: ListedStep, step: ListedStep): boolean {
    const wasCompatible = this.#ports.isCompatible(old);
    const areOthersAlike = this.#ports.replace(old, step);
    this.#steps.set(step.name, step);
    this.#words.delete(step.name);
    return (
      areOthersAlike &&
      old.specification.jobType === step.specification.jobType &&
      wasCompatible === this.#ports.isCompatible(step)
    );
  }

  /** The job type of a step, if it has one. */
  of(step: string): string | undefined {
    return this.#jobTypes.get(step);
  }

  /** Whether another step than this one has a job type. */
  isElsewhere(jobType: string, step: string): boolean {
    if (this.#counts === undefined) {
      this.#counts = new Map();
      for (const each of this.#jobTypes.values()) this.#counts.set(each, (this.#counts.get(each) ?? 0) + 1);
    }
    return (this.#counts.get(jobType) ?? 0) > Number(this.of(step) === jobType);
  }

  /** The job types that suit a step best: its own, or those that its name, its type or some keywords mention. */
  suiting(step: string, keywordsOf: () => ReadonlySet<string>): readonly string[] {
    const own = this.of(step);
    if (own !== undefined) return this.#onlyOne(own);
    this.#all ??= new Set(this.#jobTypes.values());
    if (this.#all.size === 0) return [];
    const keywords = keywordsOf();
    this.#ofSeveralWords ??= [...this.#all].filter((jobType) => jobType.includes(" "));
    const suiting = [...this.#wordsOf(step), ...keywords].filter((word) => this.#all!.has(word));
    suiting.push(...this.#ofSeveralWords.filter((jobType) => this.isMentioned(jobType, step, keywords)));
    return [...new Set(suiting)].toSorted();
  }

  #onlyOne(jobType: string): readonly string[] {
    let list = this.#lists.get(jobType);
    if (list === undefined) this.#lists.set(jobType, (list = [jobType]));
    return list;
  }

  /**
   * Whether two steps are certainly there for different jobs. A job type that only the names of some steps make
   * one is not certain: in `clean_rows` and `clean_model` the endings say what is cleaned.
   */
  differ(a: string, b: string): boolean {
    const [jobA, jobB] = [this.of(a), this.of(b)];
    if (jobA === undefined || jobB === undefined || jobA === jobB) return false;
    return this.#declared.has(jobA) && this.#declared.has(jobB);
  }

  /** How well the job of a provider suits a consumer, from 0 to 1; `undefined` if neither has one. */
  affinity(provider: string, consumer: string, keywords: ReadonlySet<string>): number | undefined {
    const [ofProvider, ofConsumer] = [this.of(provider), this.of(consumer)];
    if (ofProvider === undefined) return ofConsumer === undefined ? undefined : this.#worth.providerWithout;
    if (ofConsumer !== undefined) return ofProvider === ofConsumer ? 1 : 0;
    return this.isMentioned(ofProvider, consumer, keywords)
      ? this.#worth.mentioned
      : this.#worth.notMentioned;
  }

  /** Whether all words of a job type are in the name or the type of a step, or in its keywords. */
  isMentioned(jobType: string, step: string, keywords: ReadonlySet<string>): boolean {
    const words = this.#wordsOf(step);
    if (!jobType.includes(" ")) return keywords.has(jobType) || words.has(jobType);
    return jobType.split(" ").every((word) => keywords.has(word) || words.has(word));
  }

  #setJobType({ name, specification }: ListedStep): void {
    const jobType = this.#readJobType(specification.jobType ?? splitEnding(name)[1]);
    const isJobType = jobType !== "" && (specification.jobType !== undefined || this.#known.has(jobType));
    if (isJobType) this.#jobTypes.set(name, jobType);
    else this.#jobTypes.delete(name);
    this.#all = this.#ofSeveralWords = undefined;
  }

  #readJobType(text: string): string {
    let jobType = this.#read.get(text);
    if (jobType === undefined) this.#read.set(text, (jobType = this.#reader.wordsOf(text).join(" ")));
    return jobType;
  }

  /** The words of the name and of the type of a step. */
  #wordsOf(step: string): ReadonlySet<string> {
    let words = this.#words.get(step);
    if (words === undefined) {
      const { stepType } = this.#steps.get(step)!.specification;
      words = new Set([...this.#reader.wordsOf(step), ...this.#reader.wordsOf(stepType)]);
      this.#words.set(step, words);
    }
    return words;
  }
}

function splitEnding(name: string): readonly [base: string, ending: string] {
  const at = name.lastIndexOf("_");
  return at <= 0 || at === name.length - 1 ? ["", ""] : [name.slice(0, at), name.slice(at + 1)];
}
