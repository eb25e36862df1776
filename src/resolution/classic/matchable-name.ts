import type { ComparableName } from "../ranking/name-rules.js";
import type { ClassicNameRules } from "./classic-profile.js";
import { Sequence } from "./sequence-ratio.js";

/** A name in the form in which names are compared. */
export interface MatchableName extends ComparableName {
  /** The name as it was given. */
  readonly given: string;
  /** The words, joined by one space: letters a to z and digits only. */
  readonly text: string;
  /** The distinct words, in order. */
  readonly words: readonly string[];
  /** Which letters are in the text, and in each of the words, as the bits of a number. */
  readonly textLetters: number;
  readonly wordLetters: readonly number[];
  /** The text, ready to be compared letter by letter. */
  readonly sequence: Sequence;
  /** For each of the words the groups of synonyms that it belongs to. */
  readonly synonymGroups: readonly (readonly number[])[];
}

// White space as Python has it, not as `\s` has it: U+001C to U+001F and U+0085 belong to it, U+FEFF does not.
const whiteSpace = String.raw`\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000`;
const ignored = new RegExp(String.raw`[^a-z0-9_.\-${whiteSpace}]+`, "g");

/** Reads a name into the form in which it is compared. */
export type NameReader = (given: string) => MatchableName;

/**
 * Makes a reader that brings names into the form in which they are compared: lower case, split into words at
 * `_`, `-`, `.` and white space, abbreviations written out, stop words left out. Any other character is
 * dropped without splitting, so `trainingData` is one word, and a name in another script has none.
 */
export function nameReader({
  abbreviations,
  stopWords,
  synonyms,
  shortestContainedWord,
}: Omit<ClassicNameRules, "weights" | "synonymWorth">): NameReader {
  const expansions: ReadonlyMap<string, readonly string[]> = new Map(
    Object.entries(abbreviations).map(([short, long]) => [short, spelled(long)]),
  );
  const omitted: ReadonlySet<string> = new Set(stopWords);
  const groupsOf = synonymGroupsByWord(synonyms);
  return (given) => {
    const spoken = spelled(given)
      .flatMap((word) => expansions.get(word) ?? word)
      .filter((word) => !omitted.has(word));
    const text = spoken.join(" ");
    const words = [...new Set(spoken)];
    const synonymGroups = words.map((word) => groupsOf.get(word) ?? none);
    const isElusive = words.every(({ length }) => length < shortestContainedWord);
    return {
      given,
      text,
      letters: text,
      words,
      weight: words.length,
      textLetters: letterBits(text),
      wordLetters: words.map(letterBits),
      sequence: new Sequence(text),
      synonymGroups,
      isElusive,
    };
  };
}

function spelled(text: string): readonly string[] {
  return (
    text
      .toLowerCase()
      .replaceAll(ignored, "")
      .match(/[a-z0-9]+/g) ?? []
  );
}

/** A bit for each letter; some share one. */
function letterBits(text: string): number {
  let bits = 0;
  for (let at = 0; at < text.length; at++) bits |= 1 << text.charCodeAt(at);
  return bits;
}

const none: readonly number[] = [];

function synonymGroupsByWord(synonyms: ClassicNameRules["synonyms"]): ReadonlyMap<string, readonly number[]> {
  const groups = new Map<string, number[]>();
  synonyms.forEach((group, index) => {
    for (const word of new Set(group)) groups.set(word, [...(groups.get(word) ?? []), index]);
  });
  return groups;
}
