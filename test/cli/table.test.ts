import fc from "fast-check";
import { expect, test } from "vitest";
import { styleOf } from "../../src/cli/style.js";
import { tableLines, textWidth } from "../../src/cli/table.js";

const plain = styleOf({ write: () => true }, {});
const coloured = styleOf({ write: () => true }, { FORCE_COLOR: "1" });

test("columns are as wide as their widest cell, wide characters counted as two", () => {
  const rows = [
    ["数据", "7"],
    ["rows", "1024"],
  ];
  expect(tableLines([{ title: "Name" }, { title: "Size", align: "right" }], rows, plain)).toEqual([
    "Name  Size",
    "数据     7",
    "rows  1024",
  ]);
});

test("a table without rows is its titles, and the titles are what is dimmed", () => {
  expect(tableLines([{ title: "Name" }], [], coloured)).toEqual(["\u001B[2mName\u001B[22m"]);
});

test("the second column starts at the same place in every line", () => {
  const cell = fc.constantFrom("a", "step.rows", "数据", "größe", "🚀", "x");
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 6 }), (names) => {
      const lines = tableLines(
        [{ title: "Name" }, { title: "|" }],
        names.map((name) => [name, "|"]),
        plain,
      );
      expect(new Set(lines.map((line) => textWidth(line.slice(0, line.indexOf("|"))))).size).toBe(1);
    }),
  );
});

test.each([
  ["", 0],
  ["train.rows", 10],
  ["größe", 5],
  ["gro\u0308ße", 5],
  ["数据", 4],
  ["データ", 6],
  ["ﾃﾞｰﾀ", 3],
  ["데이터", 6],
  ["Ａ１", 4],
  ["данные", 6],
  ["🚀", 2],
  ["👩‍🔬", 2],
  ["☀️", 2],
  ["→", 1],
  ["\u0301", 0],
])("%j takes %d columns", (text, width) => {
  expect(textWidth(text)).toBe(width);
});

test("a text takes as many columns as its halves, cut where graphemes end", () => {
  const word = fc.array(fc.constantFrom("a", "数", "é", "🚀", "が", "→", "."), { maxLength: 8 });
  fc.assert(
    fc.property(word, word, (first, second) => {
      const [left, right] = [first.join(""), second.join("")];
      expect(textWidth(left + right)).toBe(textWidth(left) + textWidth(right));
    }),
  );
});
