import type { ComparableName, NameRules } from "./name-rules.js";

type Rules = Pick<NameRules<ComparableName>, "pieces" | "synonyms">;

/** Longer words have too many pieces to be listed; they are compared one by one. */
const longest = 48;

/**
 * Finds among many words those that are related to one: the same, a synonym, a piece of it, or one that it is a
 * piece of. Adding a word costs O(length²), finding is O(length² + found).
 */
export class RelatedWords {
  readonly #rules: Rules;
  readonly #synonymsOf = new Map<string, Set<string>>();
  readonly #words = new Set<string>();
  readonly #longWords: string[] = [];
  /** For each piece the longer words that it is a piece of. */
  readonly #withPiece = new Map<string, string[]>();

  constructor(rules: Rules) {
    this.#rules = rules;
    for (const group of rules.synonyms) {
      for (const word of group) {
        const synonyms = this.#synonymsOf.get(word) ?? new Set();
        for (const other of group) synonyms.add(other);
        this.#synonymsOf.set(word, synonyms);
      }
    }
  }

  add(word: string): void {
    if (this.#words.has(word)) return;
    this.#words.add(word);
    if (word.length > longest) this.#longWords.push(word);
    else
      for (const piece of this.#piecesOf(word)) {
        const longer = this.#withPiece.get(piece);
        if (longer === undefined) this.#withPiece.set(piece, [word]);
        else longer.push(word);
      }
  }

  /** Those of the words that are related to one, that one too if it is there. */
  relatedTo(word: string): ReadonlySet<string> {
    const related = new Set<string>();
    if (this.#words.has(word)) related.add(word);
    for (const synonym of this.#synonymsOf.get(word) ?? [])
      if (this.#words.has(synonym)) related.add(synonym);
    if (word.length > longest) {
      for (const other of this.#words) if (this.#isPiece(other, word)) related.add(other);
    } else {
      for (const piece of this.#piecesOf(word)) if (this.#words.has(piece)) related.add(piece);
      for (const longer of this.#withPiece.get(word) ?? []) related.add(longer);
    }
    for (const long of this.#longWords) if (this.#isPiece(word, long)) related.add(long);
    return related;
  }

  /** Whether two words are related. */
  areRelated(word: string, other: string): boolean {
    return (
      word === other ||
      this.#synonymsOf.get(word)?.has(other) === true ||
      this.#isPiece(word, other) ||
      this.#isPiece(other, word)
    );
  }

  /** The distinct shorter texts by which a word is related to others. */
  #piecesOf(word: string): ReadonlySet<string> {
    const { shortest, where } = this.#rules.pieces;
    const pieces = new Set<string>();
    const lastStart = where === "beginning" ? 0 : word.length - shortest;
    for (let start = 0; start <= lastStart; start++)
      for (let end = start + shortest; end <= word.length; end++)
        if (end - start < word.length) pieces.add(word.slice(start, end));
    return pieces;
  }

  #isPiece(short: string, long: string): boolean {
    const { shortest, where } = this.#rules.pieces;
    if (short.length < shortest || short.length >= long.length) return false;
    return where === "beginning" ? long.startsWith(short) : long.includes(short);
  }
}
