import type { ComparableName, NameRules } from "../ranking/name-rules.js";
import { NameReader } from "./name-words.js";
import type { StrictNameRules } from "./strict-profile.js";

/** Names beyond which the memo starts afresh, so that it cannot grow for ever. */
const mostNames = 100_000;

/** More than sums of the same terms can differ by. */
const rounding = 1e-9;

/** A name as it is compared. */
export interface ReadName extends ComparableName {
  /** The words in order: which of two names is the first one must not depend on who asks. */
  readonly text: string;
  /** `dataset` and `dataSet` differ in nothing but where a word was thought to end. */
  readonly letters: string;
  readonly words: readonly string[];
  readonly sorted: string;
  readonly isElusive: false;
}

/** Reads and compares names by the rules of a strict profile. */
export class StrictNames implements NameRules<ReadName> {
  readonly reader: NameReader;
  readonly unrelatedBound = 0;
  readonly most = 1;
  readonly synonyms: NameRules<ReadName>["synonyms"];
  readonly pieces: NameRules<ReadName>["pieces"];
  readonly #rules: StrictNameRules;
  readonly #fillers: ReadonlySet<string>;
  readonly #groupsOf: ReadonlyMap<string, ReadonlySet<number>>;
  readonly #names = new Map<string, ReadName>();

  constructor(rules: StrictNameRules) {
    this.#rules = rules;
    this.reader = new NameReader(rules);
    this.#fillers = new Set(rules.fillers.map((word) => this.reader.word(word)));
    this.synonyms = rules.synonyms.map((group) => group.map((word) => this.reader.word(word)));
    this.pieces = { shortest: Math.max(1, Math.ceil(rules.shortestStem)), where: "beginning" };
    const groupsOf = new Map<string, Set<number>>();
    this.synonyms.forEach((group, index) => {
      for (const word of group) groupsOf.set(word, (groupsOf.get(word) ?? new Set()).add(index));
    });
    this.#groupsOf = groupsOf;
  }

  /** A name in the form in which it is compared; remembered. */
  read(given: string): ReadName {
    let name = this.#names.get(given);
    if (name === undefined) {
      if (this.#names.size >= mostNames) this.#names.clear();
      const words = this.reader.wordsOf(given);
      const text = words.join(" ");
      const letters = text.replaceAll(/(?<!\p{N}) | (?!\p{N})/gu, "");
      const sorted = words.toSorted().join(" ");
      const weight = words.reduce((sum, word) => sum + this.#weight(word), 0);
      name = { words, text, letters, sorted, weight, isElusive: false };
      this.#names.set(given, name);
    }
    return name;
  }

  /**
   * How similar two names are, from 0 to 1, whichever comes first: 1 if their words are the same, nearly that
   * if they are the same in another order, else the share of the words that have a counterpart, fillers
   * counting less. A name without words is similar to nothing. O(words³).
   */
  similarity(a: ReadName, b: ReadName): number {
    if (a.text === "" || b.text === "") return 0;
    if (a.text === b.text || a.letters === b.letters) return 1;
    if (a.sorted === b.sorted) return this.#rules.reordered;
    const share = a.text < b.text ? this.#shareInCommon(a, b) : this.#shareInCommon(b, a);
    return Math.min(share, this.#rules.reordered);
  }

  worthOf(word: string, other: string): number {
    return this.#wordsAlike(word, other) * (this.#weight(word) + this.#weight(other));
  }

  bound(a: ReadName, b: ReadName, worth: number): number {
    // Fillers may weigh nothing, and be the same words all the same.
    if (worth === 0) return a.sorted === b.sorted ? this.#rules.reordered : 0;
    return this.boundByWeight(a, b.weight, worth);
  }

  boundByWeight(a: ReadName, weight: number, worth: number): number {
    return Math.min(1, worth / (a.weight + weight) + rounding);
  }

  /** Names are compared in little time. */
  closeBound(a: ReadName, b: ReadName): number {
    return this.similarity(a, b);
  }

  /** Pairs words greedily, the most alike first, each word at most once. */
  #shareInCommon(left: ReadName, right: ReadName): number {
    const whole = left.weight + right.weight;
    if (whole === 0) return 0;
    const worths = left.words.map((a) => right.words.map((b) => this.worthOf(a, b)));
    let common = 0;
    for (let pair = bestPair(worths); pair !== undefined; pair = bestPair(worths)) {
      common += pair.worth;
      worths[pair.row]!.fill(0);
      for (const row of worths) row[pair.column] = 0;
    }
    return common / whole;
  }

  #wordsAlike(a: string, b: string): number {
    if (a === b) return 1;
    const { synonymWorth, stemWorth, shortestStem } = this.#rules;
    if (this.#areSynonyms(a, b)) return synonymWorth;
    const [short, long] = a.length <= b.length ? [a, b] : [b, a];
    if (short.length < shortestStem || !long.startsWith(short)) return 0;
    return (stemWorth * short.length) / long.length;
  }

  #areSynonyms(a: string, b: string): boolean {
    const [groupsA, groupsB] = [this.#groupsOf.get(a), this.#groupsOf.get(b)];
    if (groupsA === undefined || groupsB === undefined) return false;
    for (const group of groupsA) if (groupsB.has(group)) return true;
    return false;
  }

  readonly #weight = (word: string): number => (this.#fillers.has(word) ? this.#rules.fillerWeight : 1);
}

/** The highest of some worths above 0, the first of equal ones. */
function bestPair(
  worths: readonly (readonly number[])[],
): { readonly row: number; readonly column: number; readonly worth: number } | undefined {
  let [row, column, worth] = [-1, -1, 0];
  for (let i = 0; i < worths.length; i++) {
    const line = worths[i]!;
    for (let j = 0; j < line.length; j++) if (line[j]! > worth) [row, column, worth] = [i, j, line[j]!];
  }
  return row < 0 ? undefined : { row, column, worth };
}
