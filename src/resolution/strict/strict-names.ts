import { NameReader } from "./name-words.js";
import type { StrictNameRules } from "./strict-profile.js";

/** Pairs of names beyond which the memo starts afresh, so that it cannot grow for ever. */
const mostPairs = 200_000;

/** A name as it is compared. */
interface ReadName {
  readonly words: readonly string[];
  /** The words in order: which of two names is the first one must not depend on who asks. */
  readonly text: string;
  /** The letters alone: `dataset` and `dataSet` differ in nothing but where a word was thought to end. */
  readonly letters: string;
  readonly sorted: string;
}

/** Compares names by the rules of a strict profile, and remembers how similar they were. */
export class StrictNames {
  readonly reader: NameReader;
  readonly #rules: StrictNameRules;
  readonly #fillers: ReadonlySet<string>;
  readonly #synonyms: readonly ReadonlySet<string>[];
  readonly #names = new Map<string, ReadName>();
  readonly #similarities = new Map<string, Map<string, number>>();
  #pairs = 0;

  constructor(rules: StrictNameRules) {
    this.#rules = rules;
    this.reader = new NameReader(rules);
    this.#fillers = new Set(rules.fillers.map((word) => this.reader.word(word)));
    this.#synonyms = rules.synonyms.map((group) => new Set(group.map((word) => this.reader.word(word))));
  }

  /**
   * How similar two names are, from 0 to 1, whichever comes first: 1 if their words are the same, nearly that
   * if they are the same in another order, else the share of the words that have a counterpart, fillers
   * counting less. A name without words is similar to nothing. O(words² · log words).
   */
  similarity(a: string, b: string): number {
    const known = this.#knownOf(a);
    let similarity = known.get(b);
    if (similarity === undefined) {
      similarity = this.#compare(this.#read(a), this.#read(b));
      known.set(b, similarity);
      this.#pairs++;
    }
    return similarity;
  }

  #compare(a: ReadName, b: ReadName): number {
    if (a.text === "" || b.text === "") return 0;
    if (a.text === b.text || a.letters === b.letters) return 1;
    if (a.sorted === b.sorted) return this.#rules.reordered;
    const share = a.text < b.text ? this.#shareInCommon(a, b) : this.#shareInCommon(b, a);
    return Math.min(share, this.#rules.reordered);
  }

  /** Pairs words greedily, the most alike first, each word at most once. */
  #shareInCommon({ words: left }: ReadName, { words: right }: ReadName): number {
    const pairs = left.flatMap((a, i) =>
      right.map((b, j) => ({ i, j, worth: this.#wordsAlike(a, b) * (this.#weight(a) + this.#weight(b)) })),
    );
    const [usedLeft, usedRight] = [new Set<number>(), new Set<number>()];
    let common = 0;
    for (const { i, j, worth } of pairs.toSorted((p, q) => q.worth - p.worth)) {
      if (usedLeft.has(i) || usedRight.has(j)) continue;
      usedLeft.add(i);
      usedRight.add(j);
      common += worth;
    }
    const whole = [...left, ...right].reduce((sum, word) => sum + this.#weight(word), 0);
    return whole === 0 ? 0 : common / whole;
  }

  #wordsAlike(a: string, b: string): number {
    if (a === b) return 1;
    const { synonymWorth, stemWorth, shortestStem } = this.#rules;
    if (this.#synonyms.some((group) => group.has(a) && group.has(b))) return synonymWorth;
    const [short, long] = a.length <= b.length ? [a, b] : [b, a];
    if (short.length < shortestStem || !long.startsWith(short)) return 0;
    return (stemWorth * short.length) / long.length;
  }

  #weight(word: string): number {
    return this.#fillers.has(word) ? this.#rules.fillerWeight : 1;
  }

  #knownOf(name: string): Map<string, number> {
    if (this.#pairs > mostPairs) {
      this.#names.clear();
      this.#similarities.clear();
      this.#pairs = 0;
    }
    let known = this.#similarities.get(name);
    if (known === undefined) this.#similarities.set(name, (known = new Map()));
    return known;
  }

  #read(given: string): ReadName {
    let name = this.#names.get(given);
    if (name === undefined) {
      const words = this.reader.wordsOf(given);
      const text = words.join(" ");
      const letters = text.replaceAll(/(?<!\p{N}) | (?!\p{N})/gu, "");
      name = { words, text, letters, sorted: words.toSorted().join(" ") };
      this.#names.set(given, name);
    }
    return name;
  }
}
