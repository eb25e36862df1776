import type { DependencySpecification } from "../../specification/index.js";
import type { ListedStep } from "../listed-step.js";
import type { Catalogue, DependencyClass } from "../ranking/catalogue.js";
import type { Ranking } from "../ranking/ranking.js";
import { standingOf } from "../ranking/standing.js";
import type { Ranked } from "../ranking/tier.js";
import { ChoiceLists, type InputChoice } from "../inference/choice-lists.js";
import { StepList } from "../inference/step-list.js";
import type { Offer, Rating } from "../rating.js";
import { mostKept, wire, type Choices, type Unresolved, type Wire } from "../wire.js";
import type { ClassicNames } from "./classic-names.js";
import type { ClassicProfile } from "./classic-profile.js";
import { classicCatalogue, type ClassicGroup } from "./classic-ranking.js";
import { classicUnresolved } from "./classic-unresolved.js";
import type { MatchableName } from "./matchable-name.js";

/** The classic profile knows no jobs, and an expected source is one merit among others. */
const anyReader = standingOf({ hasJob: false, hasSuiting: false, onlyExpected: false });

/** An input, with what was chosen for it and from which ranking. */
interface ClassicInput extends InputChoice {
  readonly dependency: DependencySpecification;
  readonly dependencyClass: DependencyClass<ClassicGroup>;
  ranking: Ranking<ClassicGroup> | undefined;
  /** The outputs that were looked at. */
  offers: readonly Offer[] | undefined;
  wire: Wire | undefined;
  provider: number | undefined;
  unresolved: Unresolved | undefined;
}

/** What an input is bound to, and which outputs of a ranking were looked at for it. */
interface ClassicAnswer {
  readonly ranking: Ranking<ClassicGroup>;
  readonly offers: readonly Offer[];
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
  readonly #chosen: ChoiceLists;

  constructor(steps: readonly ListedStep[], profile: ClassicProfile, names: ClassicNames) {
    this.#profile = profile;
    this.#list = new StepList(steps);
    this.#catalogue = classicCatalogue(profile, names);
    for (const { offers } of steps) this.#catalogue.addOffers(offers);
    this.#inputs = steps.map((step) => this.#inputsOf(step));
    this.#catalogue.rankAll();
    for (const { name, index } of steps) this.#refresh(name, index);
    this.#chosen = new ChoiceLists(this.#inputs);
  }

  /** Takes over other steps; `false` if they differ too much, and it takes a new session. */
  adopt(steps: readonly ListedStep[]): boolean {
    const replacements = this.#list.adopt(steps);
    if (replacements === undefined) return false;
    const changed = new Map<number, readonly ClassicInput[]>();
    for (const { old, step } of replacements) {
      this.#catalogue.replaceOffers(old.offers, step.offers);
      const inputs = this.#inputsOf(step);
      this.#inputs[step.index] = inputs;
      changed.set(step.index, inputs);
    }
    for (const { step } of replacements) this.#refresh(step.name, step.index);
    for (const index of this.#catalogue.takeOutdated())
      if (this.#refresh(steps[index]!.name, index)) changed.set(index, this.#inputs[index]!);
    this.#chosen.replace(changed);
    return true;
  }

  /** The wires. */
  get choices(): Choices {
    return this.#chosen.choices;
  }

  #inputsOf({ specification }: ListedStep): readonly ClassicInput[] {
    return Object.values(specification.dependencies).map((dependency) => ({
      dependency,
      dependencyClass: this.#catalogue.classOf(dependency, anyReader),
      ranking: undefined,
      offers: undefined,
      wire: undefined,
      provider: undefined,
      unresolved: undefined,
    }));
  }

  /** Chooses anew for the inputs of a step whose rankings are new; tells whether that changed anything. */
  #refresh(consumer: string, index: number): boolean {
    let isChanged = false;
    for (const input of this.#inputs[index]!) {
      if (input.ranking !== undefined && input.ranking === input.dependencyClass.ranking) continue;
      const ranking = this.#catalogue.readFrom(input.dependencyClass, index);
      input.ranking = ranking;
      if (this.#choose(consumer, input, ranking)) isChanged = true;
    }
    return isChanged;
  }

  #choose(consumer: string, input: ClassicInput, ranking: Ranking<ClassicGroup>): boolean {
    const { wire: bound, unresolved: open, offers } = this.#answer(consumer, input, ranking);
    // The same outputs score the same.
    if (input.offers !== undefined && areSame(input.offers, offers)) return false;
    input.offers = offers;
    input.wire =
      bound === undefined || bound.consumer === consumer ? bound : Object.freeze({ ...bound, consumer });
    input.provider = bound === undefined ? undefined : offers[0]!.place.step;
    // Dependencies that differ in being required only are of one class.
    const { required } = input.dependency;
    input.unresolved = open === undefined ? undefined : Object.freeze({ ...open, consumer, required });
    return true;
  }

  /** For the consumer, or for another one to whom the same holds. */
  #answer(consumer: string, input: ClassicInput, ranking: Ranking<ClassicGroup>): ClassicAnswer {
    const { dependency, dependencyClass } = input;
    const known = this.#common.get(dependencyClass);
    const isOwn = ({ provider }: Offer): boolean => provider === consumer;
    if (known?.ranking === ranking && !known.offers.some(isOwn)) return known;
    const best = ranking.read({ consumer: anyone, jobs: noJobs }).first(mostKept + 1);
    if (best.some(({ offer }) => isOwn(offer))) {
      const others = ranking.read({ consumer, jobs: noJobs }).first(mostKept + 1);
      return this.#answerFrom(others, consumer, dependency, ranking);
    }
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
    const offers = best.map(({ offer }) => offer);
    const ratings = best.map((ranked) => this.#ratingOf(dependency, ranked));
    const [first] = ratings;
    if (first !== undefined && first.score > this.#profile.threshold)
      return { ranking, offers, wire: wire(consumer, first, ratings, "score"), unresolved: undefined };
    const circumstances = { profile: this.#profile, whoGivesNone: "no other step" };
    const open = classicUnresolved(consumer, dependency, ratings, circumstances);
    return { ranking, offers, wire: undefined, unresolved: open };
  }

  #ratingOf(dependency: DependencySpecification, { offer, group }: Ranked<ClassicGroup>): Rating {
    const { score, matchedName } = group;
    return { dependency, offer, score, parts: group.partsFor(dependency, this.#profile), matchedName };
  }
}

function areSame(a: readonly Offer[], b: readonly Offer[]): boolean {
  return a.length === b.length && a.every((offer, index) => offer === b[index]);
}
