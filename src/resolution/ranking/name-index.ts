import type { NameMatch } from "./group-search.js";
import type { ComparableName, NameRules } from "./name-rules.js";
import { FoundNames, NameSearch, type RelatedNames } from "./name-search.js";
import { RelatedWords } from "./related-words.js";

/** Similarities beyond which no more are remembered. */
const mostRemembered = 4_000_000;

/** The names of outputs, numbered, such that those that are similar to one name are found without asking all. */
export class NameIndex<Name extends ComparableName> {
  readonly #rules: NameRules<Name>;
  readonly #read = new Map<string, Name>();
  readonly #ids = new Map<string, number>();
  readonly #names: Name[] = [];
  /** By name of the dependency: what was found out is of use again as long as no name is added. */
  readonly #searches = new Map<string, NameSearch<Name>>();
  readonly #found = new FoundNames();
  #remembered = 0;
  /** Used again and again once there is no room for more. */
  readonly #spare: NameSearch<Name>;
  #spareFor: string | undefined;
  readonly #words: RelatedWords;
  readonly #related = new Map<string, ReadonlyMap<string, RelatedNames>>();
  readonly #byWord = new Map<string, { readonly ids: number[]; lightest: number }>();
  readonly #byLetters = new Map<string, number[]>();
  readonly #elusive: number[] = [];

  constructor(rules: NameRules<Name>) {
    this.#rules = rules;
    this.#words = new RelatedWords(rules);
    this.#spare = new NameSearch(rules, this.#names, this.#found);
  }

  /** The number of an output's name; names that are compared alike share one. */
  idOf(given: string): number {
    const name = this.#nameOf(given);
    let id = this.#ids.get(name.text);
    if (id !== undefined) return id;
    id = this.#names.push(name) - 1;
    this.#ids.set(name.text, id);
    this.#searches.clear();
    this.#remembered = 0;
    this.#spareFor = undefined;
    if (name.isElusive) this.#elusive.push(id);
    listOf(this.#byLetters, name.letters).push(id);
    for (const word of new Set(name.words)) {
      let names = this.#byWord.get(word);
      if (names === undefined) {
        this.#byWord.set(word, (names = { ids: [], lightest: Infinity }));
        this.#words.add(word);
        for (const other of this.#related.keys())
          if (this.#words.areRelated(word, other)) this.#related.delete(other);
      }
      names.ids.push(id);
      names.lightest = Math.min(names.lightest, name.weight);
    }
    return id;
  }

  /** The names of outputs by how similar they are to that of a dependency; good until the next call. */
  search(given: string): NameSearch<Name> {
    let search = this.#searches.get(given) ?? (this.#spareFor === given ? this.#spare : undefined);
    if (search !== undefined) return search;
    this.#remembered += this.#names.length;
    if (this.#remembered <= mostRemembered) {
      search = new NameSearch(this.#rules, this.#names, this.#found);
      this.#searches.set(given, search);
    } else {
      search = this.#spare;
      this.#spareFor = given;
    }
    const name = this.#nameOf(given);
    search.start(name, {
      related: this.#relatedNames(name),
      elusive: name.isElusive ? this.#names.keys() : this.#elusive,
      same: this.#byLetters.get(name.letters) ?? [],
    });
    return search;
  }

  /** No less than the similarity of the most similar of several names. */
  bound(given: string, outputNames: readonly string[]): number {
    const name = this.#nameOf(given);
    let bound = 0;
    for (const outputName of outputNames) {
      const output = this.#nameOf(outputName);
      let worth = 0;
      for (const word of name.words) {
        const related = this.#relatedTo(word);
        for (const other of output.words) worth += related.get(other)?.worth ?? 0;
      }
      if (name.letters === output.letters) return this.#rules.most;
      bound = Math.max(bound, this.#rules.bound(name, output, worth));
    }
    return bound;
  }

  /** The most similar of several names, the first of equal ones. */
  bestMatch(given: string, outputNames: readonly string[]): NameMatch {
    const name = this.#nameOf(given);
    let matched = 0;
    let similarity = -Infinity;
    outputNames.forEach((outputName, index) => {
      const other = this.#rules.similarity(name, this.#nameOf(outputName));
      if (other > similarity) [matched, similarity] = [index, other];
    });
    return { matched, similarity };
  }

  *#relatedNames({ words }: Name): Generator<RelatedNames> {
    for (const word of words) yield* this.#relatedTo(word).values();
  }

  /** The names with words that are related to one, by word. */
  #relatedTo(word: string): ReadonlyMap<string, RelatedNames> {
    let related = this.#related.get(word);
    if (related === undefined) {
      related = new Map(
        Array.from(this.#words.relatedTo(word), (other) => [
          other,
          { names: this.#byWord.get(other)!, worth: this.#rules.worthOf(word, other) },
        ]),
      );
      this.#related.set(word, related);
    }
    return related;
  }

  #nameOf(given: string): Name {
    let name = this.#read.get(given);
    if (name === undefined) this.#read.set(given, (name = this.#rules.read(given)));
    return name;
  }
}

function listOf(lists: Map<string, number[]>, key: string): number[] {
  let list = lists.get(key);
  if (list === undefined) lists.set(key, (list = []));
  return list;
}
