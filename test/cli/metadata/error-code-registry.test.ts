import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { ErrorCodeMetadata } from "../../../src/cli/metadata/error-code-entries.js";
import { errorCodeRegistry } from "../../../src/cli/metadata/error-code-registry.js";
import { errorCodes, type ErrorCode } from "../../../src/kernel/index.js";
import {
  checkCompliance,
  complianceTests,
  defineCompliance,
  defineRegistry,
  derive,
  formatSnapshot,
  parseSnapshot,
  proveRules,
  snapshot,
  type Waiver,
} from "../../../src/metadata/index.js";
import { filesIn, type SourceFile } from "../../gates/source-files.js";

const baselineFile = "error-codes.metadata.json";
const baseline = parseSnapshot(readFileSync(new URL(baselineFile, import.meta.url), "utf8"));

const page = filesIn("docs", "errors.md")[0]?.source ?? "";
const sources = filesIn("src", ".ts").filter(
  ({ path }) => !/\/(?:error-codes|error-code-entries)\.ts$/.test(path),
);
const tests = filesIn("test", ".ts").filter(
  ({ path }) => !/^test\/(?:gates\/|cli\/metadata\/error-code)/.test(path),
);

/** What is there of each code: nothing of it is written down a second time. */
const implementations = {
  section: Object.fromEntries(
    Array.from(page.matchAll(/^## (\w+)\n(.*?)(?=^## |(?![^]))/gmsu), ([, code = "", text = ""]) => [
      code,
      text,
    ]),
  ) as Readonly<Record<ErrorCode, string>>,
  sources: derive(errorCodeRegistry, ({ id }) => pathsWith(id, sources)),
  tests: derive(errorCodeRegistry, ({ id }) => pathsWith(id, tests)),
};

function pathsWith(code: string, files: readonly SourceFile[]): readonly string[] {
  return files.filter(({ source }) => source.includes(`"${code}"`)).map(({ path }) => path);
}

const waivers: readonly Waiver<ErrorCode>[] = [
  {
    rule: "named-for-what-it-is-about",
    id: "SIMULATION_FILE_FAILED",
    reason: "what fails is the disk, before anything has come of the work",
  },
  {
    rule: "named-for-what-it-is-about",
    id: "STORE_WRITE_FAILED",
    reason: "what fails is the disk, or another process that writes",
  },
  {
    rule: "named-for-what-it-is-about",
    id: "MODEL_RENDER_FAILED",
    reason: "the text of a model has a fault, and nothing was built",
  },
];

complianceTests(defineCompliance(errorCodeRegistry, { implementations, waivers, baseline }), {
  describe,
  test,
});

test("the registry has the codes of the package, in their order", () => {
  expect(errorCodeRegistry.ids).toEqual(errorCodes);
});

test("the reviewed snapshot is that of the codes; vitest -u writes it", async () => {
  await expect(formatSnapshot(snapshot(errorCodeRegistry))).toMatchFileSnapshot(baselineFile);
});

describe("what is not there is found:", () => {
  test.each([
    ["a section", "section"],
    ["a file that throws it", "sources"],
    ["a test", "tests"],
  ] as const)("%s", (_, slot) => {
    const { LOCK_HELD: taken, ...others } = implementations[slot] as Readonly<Record<string, unknown>>;
    expect(taken).toBeDefined();
    const broken = { ...implementations, [slot]: others };
    const report = checkCompliance(errorCodeRegistry, { implementations: broken, waivers });
    expect(report.ok).toBe(false);
    expect(report.findings).toContainEqual(expect.objectContaining({ id: "LOCK_HELD", slot }));
  });

  test("a section of no code", () => {
    const section = { ...implementations.section, LOCK_HELT: "**When**: never." };
    const report = checkCompliance(errorCodeRegistry, { implementations: { ...implementations, section } });
    expect(report.findings.map(({ message }) => message).join("\n")).toContain("LOCK_HELT");
  });

  test("a paragraph", () => {
    const section = { ...implementations.section, LOCK_HELD: "**When**: somebody has it." };
    const report = checkCompliance(errorCodeRegistry, {
      implementations: { ...implementations, section },
      waivers,
    });
    expect(report.findings.map(({ message }) => message)).toContain(
      'the section of LOCK_HELD has no paragraph "**What to do**: …"',
    );
  });
});

describe("an entry that does not agree with its code is found:", () => {
  const right = { about: "environment", retryable: true } as const;

  test.each<[string, Record<string, ErrorCodeMetadata>, string]>([
    [
      "what it is about",
      { FILE_UNREADABLE: { about: "outcome", retryable: false } },
      "FILE_UNREADABLE is about outcome, but by its name about environment",
    ],
    [
      "what passes with time",
      { FILE_LOCKED: { ...right, retryable: false } },
      "FILE_LOCKED passes with time, but is not retryable",
    ],
    [
      "what stays",
      { FILE_INVALID: { about: "content", retryable: true } },
      "FILE_INVALID is retryable, but what is wrong lies in the content and stays",
    ],
    ["its place", { FILE_LOCKED: right, FILE_HELD: right }, "FILE_HELD stands after FILE_LOCKED"],
  ])("%s", (_, entries, message) => {
    const { findings } = checkCompliance(defineRegistry(errorCodeRegistry.kind, entries));
    expect(findings.map((finding) => finding.message)).toContain(message);
  });

  test("none, as here", () => {
    const { findings } = checkCompliance(defineRegistry(errorCodeRegistry.kind, { FILE_LOCKED: right }));
    expect(findings.filter(({ severity }) => severity === "error")).toEqual([]);
  });
});

test("without the page and the files only the entries are looked at", () => {
  const { checked } = checkCompliance(errorCodeRegistry, { waivers });
  expect(checked.find(({ rule }) => rule === "explained")).toMatchObject({ subjects: 0, findings: 0 });
  expect(checked.find(({ rule }) => rule === "sorted")).toMatchObject({ subjects: errorCodes.length });
  const proof = proveRules(errorCodeRegistry).find(({ rule }) => rule === "explained");
  expect(proof).toMatchObject({ outcome: "inapplicable" });
});
