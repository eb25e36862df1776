import { BailiwickError, describe } from "../../kernel/index.js";
import { classicProfile, type ClassicNameRules } from "./classic-profile.js";
import { nameReader, type MatchableName, type NameReader } from "./matchable-name.js";
import { sequenceRatio } from "./sequence-ratio.js";

const classicReader = nameReader(classicProfile.names);

/** Pairs of names beyond which a memo starts afresh, so that it cannot grow for ever. */
const mostPairs = 200_000;

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

/**
 * How alike two names are in the classic profile, from 0 to 1; `a` is the name of a dependency, `b` that of an output, and the order
 * matters a little. Names that are compared as the same text are fully alike, even if that text is empty.
 *
 * O(|a| · |b|) for each block of letters that they have in common.
 *
 * @throws BailiwickError `OPTION_INVALID` for anything but strings.
 *
 * @example
 * ```ts
 * import { calculateSimilarity } from "bailiwick";
 *
 * console.log(calculateSimilarity("eval_data", "evaluation-data")); // => 1
 * console.log(calculateSimilarity("model", "models").toFixed(2)); // => 0.44
 * ```
 */
export function calculateSimilarity(a: string, b: string): number {
  return explainSimilarity(a, b).score;
}

/**
 * {@link calculateSimilarity} with what it is made of; frozen.
 *
 * @throws BailiwickError `OPTION_INVALID` for anything but strings.
 */
export function explainSimilarity(a: string, b: string): SimilarityExplanation {
  for (const name of [a, b]) if (typeof name !== "string") throw notAName(name);
  return compareNames(classicReader(a), classicReader(b), classicProfile.names);
}

function notAName(name: unknown): BailiwickError {
  return new BailiwickError("OPTION_INVALID", {
    message: `Names are compared as strings, but one is ${describe(name)}.`,
    details: { found: describe(name) },
  });
}

function compareNames(a: MatchableName, b: MatchableName, rules: ClassicNameRules): SimilarityExplanation {
  const normalized = Object.freeze([a.text, b.text] as const);
  if (a.given === "" || b.given === "") return Object.freeze({ score: 0, normalized, parts: null });
  if (a.text === b.text) return Object.freeze({ score: 1, normalized, parts: null });
  const parts = Object.freeze({
    string: sequenceRatio(a.text, b.text),
    token: sharedWords(a, b),
    semantic: relatedWords(a, b, rules),
    substring: coverage(a, b, rules),
  });
  return Object.freeze({ score: weigh(parts, rules), normalized, parts });
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

function sharedWords(a: MatchableName, b: MatchableName): number {
  const all = new Set([...a.words, ...b.words].map(({ text }) => text));
  return (a.words.length + b.words.length - all.size) / all.size;
}

function relatedWords(a: MatchableName, b: MatchableName, { synonymWorth }: ClassicNameRules): number {
  let worth = 0;
  for (const wordA of a.words) {
    for (const wordB of b.words) {
      if (wordA.text === wordB.text) worth += 1;
      else if ((wordA.synonymGroups & wordB.synonymGroups) !== 0n) worth += synonymWorth;
    }
  }
  return worth === 0 ? 0 : worth / (a.words.length * b.words.length);
}

function coverage(a: MatchableName, b: MatchableName, rules: ClassicNameRules): number {
  const whole = covered(a.text, b.text);
  if (whole !== undefined) return whole;
  const [wordsA, wordsB] = [longWords(a, rules), longWords(b, rules)];
  let best = 0;
  for (const wordA of wordsA) for (const wordB of wordsB) best = Math.max(best, covered(wordA, wordB) ?? 0);
  return best;
}

/** The share of the longer text that the shorter one is, if it stands in it. */
function covered(a: string, b: string): number | undefined {
  const [shorter, longer] = a.length <= b.length ? [a, b] : [b, a];
  return longer.includes(shorter) ? shorter.length / longer.length : undefined;
}

function longWords({ words }: MatchableName, { shortestContainedWord }: ClassicNameRules): string[] {
  return words.map(({ text }) => text).filter(({ length }) => length >= shortestContainedWord);
}

/** Remembers how alike names are: specifications use the same few names again and again. */
export class SimilarityMemo {
  readonly #names = new Map<string, MatchableName>();
  readonly #similarities = new Map<string, Map<string, number>>();
  readonly #rules: ClassicNameRules;
  readonly #readName: NameReader;
  #pairs = 0;

  constructor(rules: ClassicNameRules) {
    this.#rules = rules;
    this.#readName = nameReader(rules);
  }

  /** `calculateSimilarity` with this name as the dependency's. */
  similarityTo(dependency: string): (output: string) => number {
    if (this.#pairs > mostPairs) this.#forget();
    const known = this.#knownOf(dependency);
    return (output) => {
      let similarity = known.get(output);
      if (similarity === undefined) {
        similarity = compareNames(this.#nameOf(dependency), this.#nameOf(output), this.#rules).score;
        known.set(output, similarity);
        this.#pairs++;
      }
      return similarity;
    };
  }

  #knownOf(dependency: string): Map<string, number> {
    let known = this.#similarities.get(dependency);
    if (known === undefined) this.#similarities.set(dependency, (known = new Map()));
    return known;
  }

  #nameOf(given: string): MatchableName {
    let name = this.#names.get(given);
    if (name === undefined) this.#names.set(given, (name = this.#readName(given)));
    return name;
  }

  #forget(): void {
    this.#names.clear();
    this.#similarities.clear();
    this.#pairs = 0;
  }
}
