import { expect, test } from "vitest";
import { checkErrorsPage } from "./errors-page.js";
import { describeFaults, filesIn } from "./source-files.js";

test("docs/errors.md explains every error code, and each is thrown and tested", () => {
  const page = filesIn("docs", "errors.md")[0] ?? { path: "docs/errors.md", source: "" };
  const tests = filesIn("test", ".ts").filter(({ path }) => !path.startsWith("test/gates/"));
  expect(describeFaults(checkErrorsPage(page, { sources: filesIn("src", ".ts"), tests }))).toBe("");
});

const explained = "\n\n**When**: always.\n\n**What to do**: nothing.\n\n";

/** The faults of a page about the codes A_ONE and B_TWO, which are thrown and tested. */
function faultsOf(
  source: string,
  sources = 'throw "A_ONE", "B_TWO"',
  tests = 'expect("A_ONE", "B_TWO")',
): string {
  const faults = checkErrorsPage(
    { path: "docs/errors.md", source },
    {
      codes: ["A_ONE", "B_TWO"],
      sources: [
        { path: "src/a.ts", source: sources },
        { path: "src/kernel/error-codes.ts", source: '"A_ONE", "B_TWO"' },
      ],
      tests: [{ path: "test/a.test.ts", source: tests }],
    },
  );
  return describeFaults(faults);
}

const page = `# Errors\n\n## A_ONE${explained}## B_TWO${explained}`;

test("a page in order has no fault", () => {
  expect(faultsOf(page)).toBe("");
});

test.each([
  ["a missing section", `## A_ONE${explained}`, 'docs/errors.md:1 has no section "## B_TWO"; add one.'],
  [
    "a section too many",
    `${page}## C_THREE${explained}`,
    "docs/errors.md:15 C_THREE is no error code; remove the section.",
  ],
  [
    "disorder",
    `## B_TWO${explained}## A_ONE${explained}`,
    "docs/errors.md:7 A_ONE stands after B_TWO; sort the sections.",
  ],
  [
    "a repetition",
    `${page}## B_TWO${explained}`,
    "docs/errors.md:15 B_TWO stands after B_TWO; sort the sections.",
  ],
  [
    "a missing paragraph",
    page.replace("**When**: always.", "**When**:"),
    'docs/errors.md:3 A_ONE has no paragraph "**When**: …"; write it.',
  ],
])("%s is found", (_, source, expected) => {
  expect(faultsOf(source)).toBe(expected);
});

test("a code that is not thrown, or not tested, is found", () => {
  expect(faultsOf(page, 'throw "A_ONE"')).toBe(
    "src/kernel/error-codes.ts:1 B_TWO is never thrown; remove it.",
  );
  expect(faultsOf(page, undefined, 'expect("B_TWO")')).toBe(
    "src/kernel/error-codes.ts:1 A_ONE is expected by no test; write one.",
  );
});
