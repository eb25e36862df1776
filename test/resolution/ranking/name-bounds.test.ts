import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ClassicNames } from "../../../src/resolution/classic/classic-names.js";
import { profiles } from "../../../src/resolution/index.js";
import { NameIndex } from "../../../src/resolution/ranking/name-index.js";
import type { ComparableName, NameRules } from "../../../src/resolution/ranking/name-rules.js";
import { StrictNames } from "../../../src/resolution/strict/strict-names.js";
import { classicProfileOf, portName, strictProfileOf } from "../../support/random-steps.js";

const anyName = fc.oneof(
  { weight: 4, arbitrary: portName },
  { weight: 1, arbitrary: fc.string({ unit: "binary", minLength: 1, maxLength: 12 }) },
  {
    weight: 1,
    arbitrary: fc.string({ unit: fc.constantFrom(..."abe_.-1İé数 "), minLength: 1, maxLength: 14 }),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(portName, fc.constantFrom(47, 48, 49, 60))
      .map(([name, pad]) => name + "q".repeat(pad)),
  },
);
const names = fc.uniqueArray(anyName, { minLength: 1, maxLength: 25 });

/** Compares a name with others in every way that the rules offer. */
function expectBounds<Name extends ComparableName>(
  rules: NameRules<Name>,
  given: string,
  others: readonly string[],
): void {
  const own = rules.read(given);
  const index = new NameIndex(rules);
  const ids = others.map((other) => index.idOf(other));
  const search = index.search(given);
  const found = new Set(search.levels.flatMap(({ from, to }) => Array.from(search.sorted.slice(from, to))));
  for (const { bound, from, to } of search.levels)
    for (const id of search.sorted.slice(from, to))
      expect(search.bounds[id]).toBeLessThanOrEqual(bound + 1e-12);
  others.forEach((other, at) => {
    const id = ids[at]!;
    const similarity = rules.similarity(own, rules.read(other));
    expect(index.bound(given, [other])).toBeGreaterThanOrEqual(similarity);
    expect(rules.closeBound(own, rules.read(other))).toBeGreaterThanOrEqual(similarity);
    const limit = found.has(id) ? rules.most + 1e-12 : search.unrelatedBound;
    expect(similarity).toBeLessThanOrEqual(limit);
    const bound = search.bounds[id]!;
    const closer = search.closeIn(id);
    expect(bound).toBeGreaterThanOrEqual(closer);
    expect(search.closeIn(id)).toBe(closer);
    expect(closer).toBeGreaterThanOrEqual(similarity);
    expect(search.similarity(id)).toBe(similarity);
    expect(search.bounds[id]).toBe(similarity);
    expect(search.closeIn(id)).toBe(similarity);
  });
  const most = Math.max(...others.map((other) => rules.similarity(own, rules.read(other))));
  expect(index.bound(given, others)).toBeGreaterThanOrEqual(most);
}

describe("bounds of how similar names are", () => {
  test("are never too low in a classic profile, and shrink", () => {
    fc.assert(
      fc.property(classicProfileOf, anyName, names, (profile, given, others) => {
        expectBounds(new ClassicNames(profile.names), given, others);
      }),
      { numRuns: 400 },
    );
  });

  test("are never too low in a strict profile, and shrink", () => {
    fc.assert(
      fc.property(strictProfileOf, anyName, names, (profile, given, others) => {
        expectBounds(new StrictNames(profile.names), given, others);
      }),
      { numRuns: 400 },
    );
  });

  test("are never too low where a word is in every name, and names with no other one in common are not found", () => {
    const qualified = fc.uniqueArray(portName, { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(strictProfileOf, portName, qualified, (profile, given, stems) => {
        const others = Array.from({ length: 80 }, (_, at) => `${stems[at % stems.length]}_q${at}`);
        expectBounds(new StrictNames(profile.names), `${given}_q99`, [...others, given, "q"]);
        expectBounds(new StrictNames(profile.names), `${given}_q99`, others);
      }),
      { numRuns: 50 },
    );
    const index = new NameIndex(new StrictNames(profiles.strict.names));
    const ids = Array.from({ length: 80 }, (_, at) => index.idOf(at < 9 ? `model_q${at}` : `rows_q${at}`));
    const search = index.search("model_q99");
    expect(search.levels.at(-1)?.to).toBe(9);
    expect(search.bounds[ids[9]!]).toBe(search.unrelatedBound);
    expect(search.unrelatedBound).toBeLessThan(0.4);
  });

  test("hold for the empty name, which is like none", () => {
    const classic = new ClassicNames(profiles.classic.names);
    const strict = new StrictNames(profiles.strict.names);
    for (const other of ["", "数据", "model"]) {
      expectBounds(classic, "", [other]);
      expectBounds(strict, "", [other]);
      expect(classic.similarity(classic.read(""), classic.read(other))).toBe(0);
      expect(strict.similarity(strict.read(""), strict.read(other))).toBe(0);
    }
  });

  test("hold for abbreviations of several words and of other scripts", () => {
    const abbreviations = { hp: "big model", ru: "модель", gr: "größe" };
    const classic = new ClassicNames({ ...profiles.classic.names, abbreviations });
    const strict = new StrictNames({ ...profiles.strict.names, abbreviations });
    const others = ["hp", "ru", "gr", "big_models", "hp_x", "ru_x", "ruX", "gr_x", "model"];
    for (const given of others) {
      expectBounds(classic, given, others);
      expectBounds(strict, given, others);
    }
  });

  test("are those of the last name that was searched for, among the names that there are by then", () => {
    const index = new NameIndex(new StrictNames(profiles.strict.names));
    const first = index.idOf("model");
    expect(index.search("model").similarity(first)).toBe(1);
    expect(index.search("rows").similarity(first)).toBe(0);
    const second = index.idOf("rows");
    expect(index.idOf("Rows")).toBe(second);
    const search = index.search("rows");
    expect([search.similarity(first), search.similarity(second)]).toEqual([0, 1]);
  });
});
