import type { DependencySpecification } from "../../specification/index.js";
import type { ListedStep } from "../listed-step.js";
import type { Catalogue, DependencyClass } from "../ranking/catalogue.js";
import type { Ranked, Ranking } from "../ranking/ranking.js";
import { ChoiceLists, type InputChoice } from "../inference/choice-lists.js";
import { StepList } from "../inference/step-list.js";
import type { Offer, Rating } from "../rating.js";
import { mostKept, wire, type Choices, type Unresolved, type Wire } from "../wire.js";
import type { ClassicNames } from "./classic-names.js";
import type { ClassicProfile } from "./classic-profile.js";
import { classicCatalogue, type ClassicGroup } from "./classic-ranking.js";
import { classicParts } from "./classic-score.js";
import { classicUnresolved } from "./classic-unresolved.js";
import type { MatchableName } from "./matchable-name.js";

/** The classic profile knows no jobs, and an expected source is one merit among others. */
const anyReader = { hasJob: false, hasSuiting: false, onlyExpected: false };

/** An input, with what was chosen for it and from which ranking. */
interface ClassicInput extends InputChoice {
  readonly dependency: DependencySpecification;
  readonly dependencyClass: DependencyClass<ClassicGroup>;
  ranking: Ranking<ClassicGroup> | undefined;
  answer: ClassicAnswer | undefined;
  wire: Wire | undefined;
  provider: number | undefined;
  unresolved: Unresolved | undefined;
}

/** What an input is bound to, and which outputs were looked at for it. */
interface ClassicAnswer {
  readonly offers: readonly Offer[];
  readonly wire: Wire | undefined;
  readonly unresolved: Unresolved | undefined;
}

/** A name that no step has. */
const anyone = "";

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
  readonly #common = new WeakMap<Ranking<ClassicGroup>, ClassicAnswer>();

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
      answer: undefined,
      wire: undefined,
      provider: undefined,
      unresolved: undefined,
    }));
  }

  /** Chooses anew for the inputs of a step whose rankings are new; tells whether that changed anything. */
  #refresh(consumer: string, index: number): boolean {
    let isChanged = false;
    for (const input of this.#inputs[index]!) {
      const ranking = this.#catalogue.rankingOf(input.dependencyClass);
      if (input.ranking === ranking) continue;
      input.ranking = ranking;
      input.dependencyClass.readers.push(index);
      if (this.#answer(consumer, input, ranking)) isChanged = true;
    }
    return isChanged;
  }

  #answer(consumer: string, input: ClassicInput, ranking: Ranking<ClassicGroup>): boolean {
    let answer = this.#common.get(ranking);
    if (answer === undefined) this.#common.set(ranking, (answer = this.#answerFor(anyone, input, ranking)));
    if (answer.offers.some(({ provider }) => provider === consumer))
      answer = this.#answerFor(consumer, input, ranking);
    // The same outputs score the same.
    if (input.answer !== undefined && areSame(input.answer.offers, answer.offers)) return false;
    input.answer = answer;
    const { wire: bound, unresolved: open, offers } = answer;
    input.wire = bound === undefined ? undefined : Object.freeze({ ...bound, consumer });
    input.provider = bound === undefined ? undefined : offers[0]!.place.step;
    // Dependencies that differ in being required only are of one class.
    const { required } = input.dependency;
    input.unresolved = open === undefined ? undefined : Object.freeze({ ...open, consumer, required });
    return true;
  }

  #answerFor(consumer: string, { dependency }: ClassicInput, ranking: Ranking<ClassicGroup>): ClassicAnswer {
    const ratings = ranking
      .read({ consumer, jobs: [] })
      .first(mostKept + 1)
      .map((ranked) => this.#ratingOf(dependency, ranked));
    const offers = ratings.map(({ offer }) => offer);
    const [best] = ratings;
    if (best !== undefined && best.score > this.#profile.threshold)
      return { offers, wire: wire(consumer, best, ratings, "score"), unresolved: undefined };
    const circumstances = { profile: this.#profile, whoGivesNone: "no other step" };
    const open = classicUnresolved(consumer, dependency, ratings, circumstances);
    return { offers, wire: undefined, unresolved: open };
  }

  #ratingOf(dependency: DependencySpecification, { offer, group }: Ranked<ClassicGroup>): Rating {
    const { score, merits, matchedName } = group;
    return { dependency, offer, score, parts: classicParts(dependency, merits, this.#profile), matchedName };
  }
}

function areSame(a: readonly Offer[], b: readonly Offer[]): boolean {
  return a.length === b.length && a.every((offer, index) => offer === b[index]);
}
