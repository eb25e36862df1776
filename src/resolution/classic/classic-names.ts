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
  /** Of the names that were compared last: very many are. */
  readonly #parts: Changeable<SimilarityParts> = { string: 0.5, token: 0.5, semantic: 0.5, substring: 0.5 };

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
    const score = this.similarity(a, b);
    return Object.freeze({ score, normalized, parts: Object.freeze({ ...this.#parts }) });
  }

  similarity(a: MatchableName, b: MatchableName): number {
    if (a.given === "" || b.given === "") return 0;
    if (a.text === b.text) return 1;
    compare(a, b, sequenceRatio(a.sequence, b.sequence), this.#rules, this.#parts);
    return weigh(this.#parts, this.#rules);
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
    const parts = this.#parts;
    parts.string = (2 * Math.min(a.text.length, b.text.length)) / (a.text.length + b.text.length);
    parts.token = shared === 0 ? 0 : shared / (wordsA + wordsB - shared);
    parts.semantic = shared === 0 ? 0 : worth / (wordsA * wordsB);
    parts.substring = 1;
    return weigh(parts, this.#rules) + rounding;
  }

  closeBound(a: MatchableName, b: MatchableName): number {
    if (a.text === b.text) return 1;
    compare(a, b, ratioBound(a.sequence, b.sequence), this.#rules, this.#parts);
    return weigh(this.#parts, this.#rules) + rounding;
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

/** Works out the parts for two names whose letters are alike to a known degree; goes through the pairs of words once. */
function compare(
  a: MatchableName,
  b: MatchableName,
  string: number,
  { synonymWorth, shortestContainedWord }: ClassicNameRules,
  parts: Changeable<SimilarityParts>,
): void {
  let [shared, worth, covered] = [0, 0, 0];
  for (let i = 0; i < a.words.length; i++) {
    const wordA = a.words[i]!;
    for (let j = 0; j < b.words.length; j++) {
      const wordB = b.words[j]!;
      const [lettersA, lettersB] = [a.wordLetters[i]!, b.wordLetters[j]!];
      const isSame = lettersA === lettersB && wordA === wordB;
      if (isSame) {
        shared++;
        worth += 1;
      } else if (shareGroup(a.synonymGroups[i]!, b.synonymGroups[j]!)) worth += synonymWorth;
      if (wordA.length < shortestContainedWord || wordB.length < shortestContainedWord) continue;
      if (isSame) covered = 1;
      else if (covered < 1) covered = Math.max(covered, coverage(wordA, lettersA, wordB, lettersB));
    }
  }
  const whole = coverage(a.text, a.textLetters, b.text, b.textLetters);
  parts.string = string;
  parts.token = shared / (a.words.length + b.words.length - shared);
  parts.semantic = worth === 0 ? 0 : worth / (a.words.length * b.words.length);
  parts.substring = whole > 0 ? whole : covered;
}

type Changeable<T> = { -readonly [Key in keyof T]: T[Key] };

function shareGroup(a: readonly number[], b: readonly number[]): boolean {
  if (a.length === 0 || b.length === 0) return false;
  for (const group of a) if (b.includes(group)) return true;
  return false;
}

/** The share of the longer text that the shorter one is, if it stands in it; else 0. The letters say it without looking. */
function coverage(a: string, lettersA: number, b: string, lettersB: number): number {
  if (a.length > b.length) return coverage(b, lettersB, a, lettersA);
  return (lettersA & ~lettersB) === 0 && b.includes(a) ? a.length / b.length : 0;
}
