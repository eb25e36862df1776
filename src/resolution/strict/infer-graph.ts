import type { ListedStep } from "../listed-step.js";
import type { Choices } from "../wire.js";
import { compareInputs, pinnedRating, report, shortcoming, type Decision, type Input } from "./input.js";
import type { StrictProfile } from "./strict-profile.js";
import { byScoreAndName, type StrictRating } from "./strict-score.js";
import { WireDraft } from "./wire-draft.js";

/** What is known of a pipeline whose graph is not known. */
export interface InferenceTask {
  /** In listing order. */
  readonly inputs: readonly Input[];
  readonly steps: readonly ListedStep[];
  readonly profile: StrictProfile;
  readonly guesses: boolean;
}

/**
 * Wires the inputs of all steps where no graph is known, so that the wires form one without a cycle.
 *
 * The best pairs come first, whichever steps they are of; what would close a cycle, or feed a step with the
 * same output twice, is passed over. An input that several outputs fit equally well waits until other wires
 * have ruled out all but one of them; if they do not, it is reported as ambiguous. At the end, required inputs
 * that found everything taken try to make room for themselves.
 */
export function inferGraph(task: InferenceTask): Choices {
  return new Inference(task).run(task.inputs);
}

interface Pair {
  readonly input: Input;
  readonly rating: StrictRating;
}

class Inference {
  readonly #inputs: readonly Input[];
  readonly #profile: StrictProfile;
  readonly #guesses: boolean;
  readonly #draft = new WireDraft();
  readonly #ratings: ReadonlyMap<Input, readonly StrictRating[]>;
  readonly #candidates: ReadonlyMap<Input, readonly StrictRating[]>;
  readonly #equals = new Map<Input, readonly StrictRating[]>();

  constructor({ inputs, steps, profile, guesses }: InferenceTask) {
    this.#inputs = inputs.toSorted(compareInputs);
    this.#profile = profile;
    this.#guesses = guesses;
    const offers = steps.flatMap((step) => step.offers);
    this.#ratings = new Map(
      inputs.map((input) => [
        input,
        input.rate(offers.filter(({ provider }) => provider !== input.consumer)),
      ]),
    );
    this.#candidates = new Map(
      Array.from(this.#ratings, ([input, ratings]) => [input, candidatesOf(ratings)]),
    );
  }

  run(listed: readonly Input[]): Choices {
    this.#addPins();
    this.#takeBestPairs();
    this.#settleEquals();
    for (const input of this.#inputs)
      if (input.dependency.required && this.#isOpen(input)) this.#makeRoom(input);
    return report(
      listed,
      (input) => this.#decisionOf(input),
      (input) => this.#ratings.get(input)!,
      this.#profile,
    );
  }

  #addPins(): void {
    for (const input of this.#inputs) {
      const rating = pinnedRating(input);
      if (rating !== undefined) this.#draft.add(input, rating);
    }
  }

  #takeBestPairs(): void {
    const pairs = this.#inputs
      .flatMap((input) => this.#candidates.get(input)!.map((rating): Pair => ({ input, rating })))
      .toSorted((a, b) => byScoreAndName(a.rating, b.rating) || compareInputs(a.input, b.input));
    for (const { input, rating } of pairs) {
      if (!this.#isOpen(input) || !this.#draft.isFree(input, rating)) continue;
      const equals = this.#equalsOf(input, rating);
      if (equals.length > 1) this.#equals.set(input, equals);
      else this.#draft.add(input, rating);
    }
  }

  /** What was a tie may be none any more, now that other wires are there; each one that is settled adds a wire. */
  #settleEquals(): void {
    for (let isChanged = true; isChanged;) {
      isChanged = false;
      for (const [input, equals] of this.#equals) {
        if (this.#draft.get(input) !== undefined) continue;
        const left = equals.filter((rating) => this.#draft.isFree(input, rating));
        if (left.length > 1) {
          this.#equals.set(input, left);
          if (!this.#guesses) continue;
        } else this.#equals.delete(input);
        isChanged = true;
        if (left.length > 0) this.#draft.add(input, left[0]!);
        else this.#takeBestFree(input);
      }
    }
  }

  /** The candidates that are as good as one of them and could be taken as well, that one first. */
  #equalsOf(input: Input, best: StrictRating): readonly StrictRating[] {
    return this.#candidates
      .get(input)!
      .filter(
        (rating) =>
          rating === best ||
          (rating.score <= best.score &&
            best.score - rating.score <= this.#profile.margin &&
            rating.affinity === best.affinity &&
            this.#draft.isFree(input, rating)),
      );
  }

  #takeBestFree(input: Input): boolean {
    const best = this.#candidates.get(input)!.find((rating) => this.#draft.isFree(input, rating));
    if (best === undefined) return false;
    const equals = this.#equalsOf(input, best);
    if (equals.length > 1) {
      this.#equals.set(input, equals);
      if (!this.#guesses) return false;
    }
    this.#draft.add(input, best);
    return true;
  }

  #isOpen(input: Input): boolean {
    return this.#draft.get(input) === undefined && !this.#equals.has(input);
  }

  /** Takes away one wire that is in the way, if what it fed is optional or finds something else. */
  #makeRoom(input: Input): void {
    const draft = this.#draft;
    for (const rating of this.#candidates.get(input)!) {
      for (const other of this.#inTheWay(input, rating)) {
        const before = draft.get(other)!;
        draft.remove(other);
        if (draft.isFree(input, rating)) {
          draft.add(input, rating);
          if (this.#takeBestFree(other) || !other.dependency.required) return;
          this.#equals.delete(other);
          draft.remove(input);
        }
        draft.add(other, before);
      }
    }
  }

  /** The inputs whose wires keep an input from an output, optional ones first. Pins stay. */
  #inTheWay({ consumer }: Input, { offer }: StrictRating): readonly Input[] {
    const fed = this.#draft.fedBy(consumer, offer);
    const path = this.#draft.pathTo(offer.provider, consumer) ?? [];
    const onPath = path.slice(1).flatMap((step, index) => this.#draft.wiresBetween(path[index]!, step));
    return [...(fed === undefined ? [] : [fed]), ...onPath]
      .filter(({ pin }) => pin === undefined)
      .toSorted(
        (a, b) => Number(a.dependency.required) - Number(b.dependency.required) || compareInputs(a, b),
      );
  }

  #decisionOf(input: Input): Decision {
    const chosen = this.#draft.get(input);
    const equals = this.#equals.get(input);
    const tie = equals === undefined ? {} : { equals };
    if (chosen === undefined) return equals === undefined ? this.#whyNothing(input) : tie;
    if (input.pin !== undefined) return { chosen, decidedBy: "pin" };
    const isBest = this.#candidates.get(input)!.every(({ score }) => score <= chosen.score);
    return { ...tie, chosen, decidedBy: isBest ? "score" : "assignment" };
  }

  #whyNothing(input: Input): Decision {
    const { consumer } = input;
    const ratings = this.#ratings.get(input)!;
    const candidates = this.#candidates.get(input)!;
    if (ratings.length === 0) return {};
    const cycles = candidates.map(({ offer }) => this.#cycleThrough(offer.provider, consumer));
    const reasons = (candidates.length === 0 ? ratings : candidates).slice(0, 3).map((rating, index) => {
      const cycle = cycles[index];
      if (cycle === undefined) return shortcoming(rating, this.#profile);
      return `${rating.offerName} would close the cycle ${cycle.join(" → ")}`;
    });
    const isCyclic = cycles.length > 0 && cycles.every((cycle) => cycle !== undefined);
    return { reason: reasons.join("; "), ...(isCyclic ? { cycle: Object.freeze(cycles[0]!) } : {}) };
  }

  #cycleThrough(provider: string, consumer: string): readonly string[] | undefined {
    const path = this.#draft.pathTo(provider, consumer);
    return path === undefined ? undefined : [provider, ...path];
  }
}

/** The convincing ratings of an input: those of the providers that it expects, if there are any. */
function candidatesOf(ratings: readonly StrictRating[]): readonly StrictRating[] {
  const convincing = ratings.filter(({ isConvincing }) => isConvincing);
  const expected = convincing.filter(({ isExpected }) => isExpected);
  return expected.length > 0 ? expected : convincing;
}
