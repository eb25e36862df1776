import { expect, test } from "vitest";
import { parseYears } from "../../../src/cli/simulations/parse-years.js";

test.each([
  ["2025-2029", { start: 2025, end: 2029 }],
  ["2025..2029", { start: 2025, end: 2029 }],
  ["2025", { start: 2025, end: 2025 }],
  [" 2025 ", { start: 2025, end: 2025 }],
])("%j", (text, years) => {
  expect(parseYears(text)).toEqual(years);
});

test.each([
  ["2029-2025", "--years ends before it begins", "--years 2025-2029."],
  ["", "--years must be a year or two", "--years 2025-2029"],
  ["25-29", 'but is "25-29"', "--years 2025-2029"],
  ["2025,2026", "--years must be a year or two", "--years 2025-2029"],
  ["2025-", "--years must be a year or two", "--years 2025-2029"],
])("%j is refused", (text, fault, hint) => {
  expect(() => parseYears(text)).toThrow(expect.objectContaining({ code: "COMMAND_INVALID" }));
  expect(() => parseYears(text)).toThrow(fault);
  expect(() => parseYears(text)).toThrow(hint);
});
