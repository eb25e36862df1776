import type { StrictNameRules } from "./strict-profile.js";

/** Runs of capitals, words with or without a capital, letters without case, numbers: `XGBoostModel2` has four words. */
const wordPattern = /\p{Lu}+(?!\p{Ll})|[\p{Lu}\p{Lt}]?[\p{Ll}\p{M}]+|[\p{Lo}\p{Lm}\p{M}]+|\p{Lt}|\p{N}+/gu;

/** Reads names by the rules of a profile. */
export class NameReader {
  readonly #abbreviations: ReadonlyMap<string, string>;
  readonly #stopWords: ReadonlySet<string>;

  constructor({ abbreviations, stopWords }: StrictNameRules) {
    this.#abbreviations = new Map(Object.entries(abbreviations));
    this.#stopWords = new Set(stopWords);
  }

  /**
   * The words of a name in lower case, in the singular and written out, without stop words: `PkgModels` has
   * `package` and `model`. A word ends at `_`, `-`, `.`, a blank, a number or a capital; letters of any script
   * are letters, and wide and narrow forms of one letter are the same.
   */
  wordsOf(name: string): readonly string[] {
    const spelled = name.normalize("NFKC").match(wordPattern) ?? [];
    return spelled.map((word) => this.word(word.toLowerCase())).filter((word) => !this.#stopWords.has(word));
  }

  /** A single word, written out. */
  word(lowerCase: string): string {
    return this.#expand(singular(this.#expand(lowerCase)));
  }

  #expand(word: string): string {
    return this.#abbreviations.get(word) ?? word;
  }
}

/** The singular of a regular English plural. Other words stay what they are, or become the same stem every time. */
function singular(word: string): string {
  if (word.length < 4 || !word.endsWith("s") || /(?:ss|us|is)$/.test(word)) return word;
  if (word.endsWith("ies") && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(?:ch|sh|ss|x|zz)es$/.test(word)) return word.slice(0, -2);
  return word.slice(0, -1);
}
