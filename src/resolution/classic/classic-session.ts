import type { DependencySpecification } from "../../specification/index.js";
import type { ListedStep } from "../listed-step.js";
import type { Catalogue, DependencyClass } from "../ranking/catalogue.js";
import type { Ranking } from "../ranking/ranking.js";
import type { Ranked } from "../ranking/tier.js";
import { StepList } from "../ranking/step-list.js";
import type { Rating } from "../rating.js";
import { mostKept, wire, type Choices, type Unresolved, type Wire } from "../wire.js";
import type { ClassicNames } from "./classic-names.js";
import type { ClassicProfile } from "./classic-profile.js";
import { classicCatalogue, type ClassicGroup } from "./classic-ranking.js";
import { classicUnresolved } from "./classic-unresolved.js";
import type { MatchableName } from "./matchable-name.js";

/** The classic profile knows no jobs, and an expected source is one merit among others. */
const anyReader = { hasJob: false, hasSuiting: false, onlyExpected: false };

/** An input, with what was chosen for it and from which ranking. */
interface ClassicInput {
  readonly dependency: DependencySpecification;
  readonly dependencyClass: DependencyClass<ClassicGroup>;
  ranking: Ranking<ClassicGroup> | undefined;
  wire: Wire | undefined;
  unresolved: Unresolved | undefined;
}

/** What an input is bound to, and whose outputs were looked at for it. */
interface ClassicAnswer {
  readonly ranking: Ranking<ClassicGroup>;
  readonly providers: readonly string[];
  readonly wire: Wire | undefined;
  readonly unresolved: Unresolved | undefined;
}

/** A name that no step has. */
const anyone = "";
const noJobs: readonly string[] = [];

/**
 * Binds each dependency to the output of another step that scores highest for it; of equal ones, to the one
 * listed first. Nothing else is asked: an output may feed many, and steps may feed each other.
 *
 * Keeps what it found out, so that it takes little to do it again after some of the steps have been replaced.
 */
export class ClassicSession {
  readonly #profile: ClassicProfile;
  readonly #list: StepList;
  readonly #catalogue: Catalogue<ClassicGroup, MatchableName>;
  readonly #inputs: (readonly ClassicInput[])[];
  /** What holds for every consumer that gives none of the outputs that were looked at. */
  readonly #common = new Map<DependencyClass<ClassicGroup>, ClassicAnswer>();

  constructor(steps: readonly ListedStep[], profile: ClassicProfile, names: ClassicNames) {
    this.#profile = profile;
    this.#list = new StepList(steps);
    this.#catalogue = classicCatalogue(profile, names);
    for (const { offers } of steps) this.#catalogue.addOffers(offers);
    this.#inputs = steps.map((step) => this.#inputsOf(step));
    this.#catalogue.rankAll();
  }

  /** Takes over other steps; `false` if they differ too much, and it takes a new session. */
  adopt(steps: readonly ListedStep[]): boolean {
    const replacements = this.#list.adopt(steps);
    for (const { old, step } of replacements ?? []) {
      this.#catalogue.replaceOffers(old.offers, step.offers);
      this.#inputs[step.index] = this.#inputsOf(step);
    }
    return replacements !== undefined;
  }

  /** Chooses the wires. */
  choose(): Choices {
    const wires: Wire[] = [];
    const open: Unresolved[] = [];
    this.#inputs.forEach((inputs, index) => {
      for (const input of inputs) {
        this.#refresh(this.#list.steps[index]!.name, input);
        if (input.wire !== undefined) wires.push(input.wire);
        if (input.unresolved !== undefined) open.push(input.unresolved);
      }
    });
    return { wires, unresolved: open };
  }

  #inputsOf({ specification }: ListedStep): readonly ClassicInput[] {
    return Object.values(specification.dependencies).map((dependency) => {
      const dependencyClass = this.#catalogue.classOf(dependency, anyReader);
      return { dependency, dependencyClass, ranking: undefined, wire: undefined, unresolved: undefined };
    });
  }

  /** Chooses anew, unless that was done from the very same ranking. */
  #refresh(consumer: string, input: ClassicInput): void {
    const ranking = this.#catalogue.rankingOf(input.dependencyClass);
    if (input.ranking === ranking) return;
    input.ranking = ranking;
    const { wire: bound, unresolved: open } = this.#answer(consumer, input, ranking);
    input.wire =
      bound === undefined || bound.consumer === consumer ? bound : Object.freeze({ ...bound, consumer });
    // Dependencies that differ in being required only are of one class.
    const { required } = input.dependency;
    input.unresolved = open === undefined ? undefined : Object.freeze({ ...open, consumer, required });
  }

  /** For the consumer, or for another one to whom the same holds. */
  #answer(
    consumer: string,
    { dependency, dependencyClass }: ClassicInput,
    ranking: Ranking<ClassicGroup>,
  ): ClassicAnswer {
    const known = this.#common.get(dependencyClass);
    if (known?.ranking === ranking && !known.providers.includes(consumer)) return known;
    const best = ranking.read({ consumer: anyone, jobs: noJobs }).first(mostKept + 1);
    if (best.some(({ offer }) => offer.provider === consumer))
      return this.#answerFrom(
        ranking.read({ consumer, jobs: noJobs }).first(mostKept + 1),
        consumer,
        dependency,
        ranking,
      );
    const answer = this.#answerFrom(best, consumer, dependency, ranking);
    this.#common.set(dependencyClass, answer);
    return answer;
  }

  #answerFrom(
    best: readonly Ranked<ClassicGroup>[],
    consumer: string,
    dependency: DependencySpecification,
    ranking: Ranking<ClassicGroup>,
  ): ClassicAnswer {
    const ratings = best.map((ranked) => this.#ratingOf(dependency, ranked));
    const providers = ratings.map(({ offer }) => offer.provider);
    const [first] = ratings;
    if (first !== undefined && first.score > this.#profile.threshold)
      return { ranking, providers, wire: wire(consumer, first, ratings, "score"), unresolved: undefined };
    const circumstances = { profile: this.#profile, whoGivesNone: "no other step" };
    const open = classicUnresolved(consumer, dependency, ratings, circumstances);
    return { ranking, providers, wire: undefined, unresolved: open };
  }

  #ratingOf(dependency: DependencySpecification, { offer, group }: Ranked<ClassicGroup>): Rating {
    const { score, matchedName } = group;
    return { dependency, offer, score, parts: group.partsFor(dependency, this.#profile), matchedName };
  }
}
