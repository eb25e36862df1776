import { describe, expect, test } from "vitest";
import { KeywordIndex } from "../../../src/resolution/ranking/keyword-index.js";
import { offerIndexOf, offersOf } from "../../support/offers.js";

const offers = offersOf(
  Object.fromEntries(
    Array.from({ length: 20 }, (_, at) => [
      `step_${at}`,
      { stepType: "Any", outputs: { [at % 3 === 0 ? `rows_${at}` : `model_${at}`]: {} } },
    ]),
  ),
);

/** An index of some offers, and how often it asked for a keyword. */
function keywordsOf(count: number): { index: KeywordIndex; asked: string[]; add: () => void } {
  const index = offerIndexOf(offers.slice(0, count));
  const asked: string[] = [];
  const keywords = new KeywordIndex(index, ({ id, lowerName }, keyword) => {
    asked.push(`${keyword} ${id}`);
    return lowerName.includes(keyword);
  });
  return { index: keywords, asked, add: () => void index.add(offers[count]!) };
}

describe("which classes hold a keyword", () => {
  test("is asked once", () => {
    const { index, asked } = keywordsOf(20);
    for (let round = 0; round < 2; round++) {
      for (const keyword of ["rows", "model"]) {
        const answers = index.answersFor(keyword);
        for (let id = 0; id < 20; id++)
          expect(index.holds(id, keyword, answers)).toBe((keyword === "rows") === (id % 3 === 0));
      }
    }
    expect(asked).toHaveLength(40);
    expect(new Set(asked).size).toBe(40);
  });

  test("is still known when there are more classes", () => {
    const { index, asked, add } = keywordsOf(1);
    expect(index.holds(0, "rows", index.answersFor("rows"))).toBe(true);
    expect(index.answersFor("rows")).toHaveLength(2);
    add();
    expect(index.holds(1, "rows", index.answersFor("rows"))).toBe(false);
    const bigger = keywordsOf(2);
    bigger.add();
    expect(bigger.index.holds(2, "rows", bigger.index.answersFor("rows"))).toBe(false);
    expect(asked).toEqual(["rows 0", "rows 1"]);
  });

  test("outgrows its first answers", () => {
    const { index, asked, add } = keywordsOf(1);
    index.holds(0, "rows", index.answersFor("rows"));
    add();
    add();
    const answers = index.answersFor("rows");
    expect(index.holds(0, "rows", answers)).toBe(true);
    expect(asked).toEqual(["rows 0"]);
  });
});
