import type { StrictNameRules } from "./strict-profile.js";

/** Runs of capitals, words with or without a capital, letters without case, numbers: `XGBoostModel2` has four words. */
const wordPattern = /\p{Lu}+(?!\p{Ll})|[\p{Lu}\p{Lt}]?[\p{Ll}\p{M}]+|[\p{Lo}\p{Lm}\p{M}]+|\p{Lt}|\p{N}+/gu;

/** Reads names by the rules of a profile. */
export class NameReader {
  readonly #abbreviations: ReadonlyMap<string, string>;
  readonly #stopWords: ReadonlySet<string>;

  constructor({ abbreviations, stopWords }: StrictNameRules) {
    this.#abbreviations = new Map(
      Object.entries(abbreviations).map(([short, long]) => [spelled(short), spelled(long)]),
    );
    this.#stopWords = new Set(stopWords.map((word) => this.word(word)));
  }

  /**
   * The words of a name in lower case, in the singular and written out, without stop words: `PkgModels` has
   * `package` and `model`. If all are stop words, they are what the name says. A word ends at `_`, `-`, `.`, a
   * blank, a number or a capital; letters of any script are letters, and wide and narrow forms of one letter
   * are the same.
   */
  wordsOf(name: string): readonly string[] {
    const words = (name.normalize("NFKC").match(wordPattern) ?? []).flatMap(
      // An abbreviation may stand for several words.
      (word) => this.word(word).match(/\S+/gu) ?? [],
    );
    const telling = words.filter((word) => !this.#stopWords.has(word));
    return telling.length === 0 ? words : telling;
  }

  /** A single word, written out. */
  word(word: string): string {
    return this.#expand(singular(this.#expand(spelled(word))));
  }

  #expand(word: string): string {
    return this.#abbreviations.get(word) ?? word;
  }
}

/** One spelling for all forms of the same letters. */
function spelled(word: string): string {
  return word.normalize("NFKC").toLowerCase();
}

/**
 * The singular of a regular English plural. Where the plural does not tell the singular (`caches` of `cache` and
 * `matches` of `match`, `movies` and `categories`), both become the same stem; other words stay what they are.
 */
function singular(word: string): string {
  if (word.length < 4) return word;
  if (word.length > 4 && /ies?$/.test(word)) return word.replace(/ies?$/, "y");
  if (/(?:ch|sh|x|zz)es?$/.test(word)) return word.replace(/es?$/, "");
  if (/(?:ss|us|ias)es$/.test(word)) return word.slice(0, -2);
  return /(?<!s|u|i|ia)s$/.test(word) ? word.slice(0, -1) : word;
}
