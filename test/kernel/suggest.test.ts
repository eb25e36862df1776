import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { didYouMean, suggest } from "../../src/kernel/index.js";

const word = fc.stringMatching(/^[a-z]{3,12}$/);

describe("suggest", () => {
  it.each([
    ["requird", "required"],
    ["reqiured", "required"],
    ["Required", "required"],
    ["outptus", "outputs"],
    ["dependancies", "dependencies"],
  ])("takes %s for %s", (typo, meant) => {
    expect(suggest(typo, ["stepType", "outputs", "dependencies", "required"])).toBe(meant);
  });

  it("suggests nothing that is too far away, and nothing from nothing", () => {
    expect(suggest("colour", ["stepType", "outputs"])).toBeUndefined();
    expect(suggest("colour", [])).toBeUndefined();
  });

  it("takes the nearest, and of equally near ones the first", () => {
    expect(suggest("model", ["modal", "models", "model"])).toBe("model");
    expect(suggest("mode", ["node", "code", "mood"])).toBe("node");
  });

  it("finds a word again in which two neighbours changed places", () => {
    fc.assert(
      fc.property(word, fc.nat(), (meant, seed) => {
        const at = seed % (meant.length - 1);
        const typo = meant.slice(0, at) + meant[at + 1] + meant[at] + meant.slice(at + 2);
        expect(suggest(typo, [meant])).toBe(meant);
      }),
    );
  });

  it("finds a word again that lost or gained a letter", () => {
    fc.assert(
      fc.property(word, fc.nat(), (meant, seed) => {
        const at = seed % meant.length;
        expect(suggest(meant.slice(0, at) + meant.slice(at + 1), [meant])).toBe(meant);
        expect(suggest(`${meant.slice(0, at)}z${meant.slice(at)}`, [meant])).toBe(meant);
      }),
    );
  });

  it("suggests only words at most a third of the letters away, as a plain distance confirms", () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[ab]{0,7}$/),
        fc.array(fc.stringMatching(/^[ab]{0,7}$/)),
        (typo, words) => {
          const allowed = Math.max(1, Math.floor(typo.length / 3));
          const nearest = Math.min(...words.map((candidate) => plainDistance(typo, candidate)));
          const found = suggest(typo, words);
          expect(found === undefined).toBe(nearest > allowed);
          expect(plainDistance(typo, found ?? "")).toBe(found === undefined ? typo.length : nearest);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe("didYouMean", () => {
  it("ends a sentence", () => {
    expect(didYouMean("nodetyp", ["nodeType"])).toBe(' (did you mean "nodeType"?)');
    expect(didYouMean("colour", ["nodeType"])).toBe("");
  });
});

/** The textbook recursion: optimal string alignment without any shortcut. */
function plainDistance(a: string, b: string): number {
  if (a === "" || b === "") return a.length + b.length;
  const [restA, restB] = [a.slice(0, -1), b.slice(0, -1)];
  const distances = [
    plainDistance(restA, b) + 1,
    plainDistance(a, restB) + 1,
    plainDistance(restA, restB) + (a.at(-1) === b.at(-1) ? 0 : 1),
  ];
  if (a.length > 1 && b.length > 1 && a.at(-1) === b.at(-2) && a.at(-2) === b.at(-1)) {
    distances.push(plainDistance(a.slice(0, -2), b.slice(0, -2)) + 1);
  }
  return Math.min(...distances);
}
