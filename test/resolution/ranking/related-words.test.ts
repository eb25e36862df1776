import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RelatedWords } from "../../../src/resolution/ranking/related-words.js";

interface Rules {
  readonly synonyms: readonly (readonly string[])[];
  readonly pieces: { readonly shortest: number; readonly where: "anywhere" | "beginning" };
}

function related(rules: Rules, words: readonly string[], word: string): readonly string[] {
  const among = new RelatedWords(rules);
  for (const each of words) among.add(each);
  return [...among.relatedTo(word)].toSorted();
}

/** The same, as it is described. */
function areRelated({ synonyms, pieces }: Rules, a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  const isPiece = pieces.where === "beginning" ? long.startsWith(short) : long.includes(short);
  if (a === b || (short.length >= pieces.shortest && isPiece)) return true;
  return synonyms.some((group) => group.includes(a) && group.includes(b));
}

const word = fc.oneof(
  fc.string({ unit: fc.constantFrom("a", "b", "数"), minLength: 1, maxLength: 6 }),
  fc
    .tuple(fc.constantFrom("a", "ab", "b"), fc.integer({ min: 20, max: 52 }))
    .map(([unit, times]) => unit.repeat(times)),
);
const rules = fc.record({
  synonyms: fc.array(fc.array(word, { maxLength: 3 }), { maxLength: 3 }),
  pieces: fc.record({
    shortest: fc.constantFrom(1, 2, 4, 47, 49, 60),
    where: fc.constantFrom("anywhere" as const, "beginning" as const),
  }),
});

describe("related words", () => {
  test("are the same, synonyms, or pieces of each other, and no others", () => {
    fc.assert(
      fc.property(rules, fc.uniqueArray(word, { maxLength: 12 }), word, (given, words, asked) => {
        const expected = words.filter((other) => areRelated(given, asked, other));
        expect(related(given, words, asked)).toEqual(expected.toSorted());
      }),
      { numRuns: 300 },
    );
  });

  test("stand anywhere in a longer one or at its beginning, whatever its length", () => {
    const long = `x${"y".repeat(60)}z`;
    const words = ["xy", "yz", "x", "xyy", long];
    const at = (where: "anywhere" | "beginning"): Rules => ({ synonyms: [], pieces: { shortest: 2, where } });
    expect(related(at("anywhere"), words, long)).toEqual(["xy", long, "xyy", "yz"].toSorted());
    expect(related(at("beginning"), words, long)).toEqual(["xy", long, "xyy"].toSorted());
    expect(related(at("anywhere"), words, "yz")).toEqual([long, "yz"].toSorted());
    expect(related(at("beginning"), words, "yz")).toEqual(["yz"]);
    expect(related(at("anywhere"), words, "x")).toEqual(["x"]);
  });

  test("share a group of synonyms; groups are not joined by a word that is in both", () => {
    const given = {
      synonyms: [
        ["a", "b"],
        ["b", "c"],
      ],
      pieces: { shortest: 1, where: "anywhere" },
    } as const;
    expect(related(given, ["a", "b", "c", "c"], "a")).toEqual(["a", "b"]);
    expect(related(given, ["a", "b", "c"], "b")).toEqual(["a", "b", "c"]);
    expect(related(given, [], "b")).toEqual([]);
  });

  test("are told one by one as they are found", () => {
    const synonyms = [
      ["a", "bb"],
      ["bb", "c"],
    ];
    const words = ["a", "ab", "abb", "bb", "bbc", "c", "d", `x${"y".repeat(60)}`, "y"];
    for (const where of ["anywhere", "beginning"] as const) {
      const given: Rules = { synonyms, pieces: { shortest: 1, where } };
      const all = new RelatedWords(given);
      for (const each of words) all.add(each);
      for (const each of words)
        for (const other of words) expect(all.areRelated(each, other)).toBe(all.relatedTo(each).has(other));
    }
  });
});
