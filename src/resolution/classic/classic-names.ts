import type { NameRules } from "../ranking/name-rules.js";
import type { ClassicNameRules } from "./classic-profile.js";
import { nameReader, type MatchableName } from "./matchable-name.js";
import { ratioBound, sequenceRatio } from "./sequence-ratio.js";

/** More than sums of the same terms can differ by. */
const rounding = 1e-9;

/** Four views of how alike two names are, each from 0 to 1 and not yet weighted. */
export interface SimilarityParts {
  /** The letters in common blocks, by Ratcliff and Obershelp. Weighs 0.3. */
  readonly string: number;
  /** The words in common over all words. Weighs 0.25. */
  readonly token: number;
  /** The mean over all pairs of words: 1 for equal ones, 0.8 for synonyms. Weighs 0.25. */
  readonly semantic: number;
  /** How much of the longer one the shorter one covers, as a whole or else by its best word. Weighs 0.2. */
  readonly substring: number;
}

/** How a similarity came about. */
export interface SimilarityExplanation {
  /** From 0 to 1: the weighted sum of the parts, where there are any. */
  readonly score: number;
  /** Both names as they are compared: words in lower case, abbreviations written out. */
  readonly normalized: readonly [a: string, b: string];
  /** `null` where nothing was left to weigh: a name is the empty text (0), or both are compared as one text (1). */
  readonly parts: SimilarityParts | null;
}

/** Compares names by the rules of a classic profile. */
export class ClassicNames implements NameRules<MatchableName> {
  readonly read: (given: string) => MatchableName;
  readonly unrelatedBound: number;
  readonly most: number;
  readonly synonyms: NameRules<MatchableName>["synonyms"];
  readonly pieces: NameRules<MatchableName>["pieces"];
  readonly #rules: ClassicNameRules;

  constructor(rules: ClassicNameRules) {
    const { weights, synonyms, shortestContainedWord } = rules;
    this.#rules = rules;
    this.read = nameReader(rules);
    this.unrelatedBound = weights.string + rounding;
    this.most = Math.max(1, weights.string + weights.token + weights.semantic + weights.substring);
    this.synonyms = synonyms;
    this.pieces = { shortest: Math.max(1, Math.ceil(shortestContainedWord)), where: "anywhere" };
  }

  explain(a: MatchableName, b: MatchableName): SimilarityExplanation {
    const normalized = Object.freeze([a.text, b.text] as const);
    if (a.given === "" || b.given === "") return Object.freeze({ score: 0, normalized, parts: null });
    if (a.text === b.text) return Object.freeze({ score: 1, normalized, parts: null });
    const parts = Object.freeze(this.#partsOf(a, b));
    return Object.freeze({ score: weigh(parts, this.#rules), normalized, parts });
  }

  similarity(a: MatchableName, b: MatchableName): number {
    if (a.given === "" || b.given === "") return 0;
    return a.text === b.text ? 1 : weigh(this.#partsOf(a, b), this.#rules);
  }

  worthOf(word: string, other: string): number {
    if (word === other) return 1;
    return this.synonyms.some((group) => group.includes(word) && group.includes(other))
      ? this.#rules.synonymWorth
      : 0;
  }

  bound(a: MatchableName, b: MatchableName, worth: number): number {
    const [wordsA, wordsB] = [a.words.length, b.words.length];
    // Equal words are worth 1, so that there are no more of them than all are worth.
    const shared = Math.min(worth, wordsA, wordsB);
    const parts = {
      string: (2 * Math.min(a.text.length, b.text.length)) / (a.text.length + b.text.length),
      token: shared === 0 ? 0 : shared / (wordsA + wordsB - shared),
      semantic: shared === 0 ? 0 : worth / (wordsA * wordsB),
      substring: 1,
    };
    return weigh(parts, this.#rules) + rounding;
  }

  closeBound(a: MatchableName, b: MatchableName): number {
    if (a.text === b.text) return 1;
    const parts = {
      string: ratioBound(a.sequence, b.sequence),
      token: sharedWords(a, b),
      semantic: relatedWords(a, b, this.#rules),
      substring: coverage(a, b, this.#rules),
    };
    return weigh(parts, this.#rules) + rounding;
  }

  #partsOf(a: MatchableName, b: MatchableName): SimilarityParts {
    return {
      string: sequenceRatio(a.sequence, b.sequence),
      token: sharedWords(a, b),
      semantic: relatedWords(a, b, this.#rules),
      substring: coverage(a, b, this.#rules),
    };
  }
}

/** The order of the additions decides the last bit. */
function weigh(
  { string, token, semantic, substring }: SimilarityParts,
  { weights }: ClassicNameRules,
): number {
  return (
    weights.string * string +
    weights.token * token +
    weights.semantic * semantic +
    weights.substring * substring
  );
}

function sharedWords({ words: a }: MatchableName, { words: b }: MatchableName): number {
  let shared = 0;
  for (const word of a) if (b.includes(word)) shared++;
  return shared / (a.length + b.length - shared);
}

function relatedWords(a: MatchableName, b: MatchableName, { synonymWorth }: ClassicNameRules): number {
  let worth = 0;
  for (let i = 0; i < a.words.length; i++) {
    for (let j = 0; j < b.words.length; j++) {
      if (a.words[i] === b.words[j]) worth += 1;
      else if (shareGroup(a.synonymGroups[i]!, b.synonymGroups[j]!)) worth += synonymWorth;
    }
  }
  return worth === 0 ? 0 : worth / (a.words.length * b.words.length);
}

function shareGroup(a: readonly number[], b: readonly number[]): boolean {
  return a.length > 0 && b.length > 0 && a.some((group) => b.includes(group));
}

function coverage(a: MatchableName, b: MatchableName, { shortestContainedWord }: ClassicNameRules): number {
  const whole = covered(a.text, b.text);
  if (whole !== undefined) return whole;
  let best = 0;
  for (const wordA of a.words) {
    if (wordA.length < shortestContainedWord) continue;
    for (const wordB of b.words)
      if (wordB.length >= shortestContainedWord) best = Math.max(best, covered(wordA, wordB) ?? 0);
  }
  return best;
}

/** The share of the longer text that the shorter one is, if it stands in it. */
function covered(a: string, b: string): number | undefined {
  const [shorter, longer] = a.length <= b.length ? [a, b] : [b, a];
  return longer.includes(shorter) ? shorter.length / longer.length : undefined;
}
