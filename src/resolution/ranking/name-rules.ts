/** A name as it is compared, with what finds it. */
export interface ComparableName {
  /** Names with the same text are compared alike. */
  readonly text: string;
  /** Names with the same letters may be similar whatever their words are. */
  readonly letters: string;
  readonly words: readonly string[];
  /** What the words count together. */
  readonly weight: number;
  /** Whether names may be similar to this one although none of their words are related. */
  readonly isElusive: boolean;
}

/** How a profile compares names, in a form that lets most comparisons be left out. */
export interface NameRules<Name extends ComparableName> {
  read(given: string): Name;
  /** How similar the name of an output is to that of a dependency. */
  similarity(dependency: Name, output: Name): number;
  /** What a pair of equal or related words is worth, one of each name. */
  worthOf(word: string, other: string): number;
  /** No less than the similarity of two names of other letters whose related words are worth so much, pair by pair; quick. */
  bound(dependency: Name, output: Name, worth: number): number;
  /**
   * No less than the similarity to any name of a weight or more whose related words are worth so much, pair by pair.
   * Absent where that would say too little: names with frequent words are all gone through then.
   */
  boundByWeight?(dependency: Name, weight: number, worth: number): number;
  /** No less than the similarity, closer to it than the other bound, and still quicker than comparing the names. */
  closeBound(dependency: Name, output: Name): number;
  /** No less than the similarity of two names without related words or the same letters, unless one is elusive. */
  readonly unrelatedBound: number;
  /** The highest similarity there is. */
  readonly most: number;
  /** The groups of words that are related although their letters are not. */
  readonly synonyms: readonly (readonly string[])[];
  /** A word is related to those of its pieces that are words; all of them, or its beginnings only. */
  readonly pieces: { readonly shortest: number; readonly where: "anywhere" | "beginning" };
}
