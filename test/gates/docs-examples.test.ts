import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { compileExamples, extractExamples, runExample } from "./doc-examples.js";
import { describeFaults, filesIn, projectRoot, type Fault } from "./source-files.js";

const documents = [
  ...filesIn(".", ".md", { deep: false }),
  ...filesIn("docs", ".md"),
  ...filesIn("examples", ".md"),
  ...filesIn("src", ".ts"),
];

describe("the examples in the documents and doc comments", () => {
  const examples = documents.flatMap(extractExamples);
  const outDir = join(projectRoot, "build/doc-examples");
  let faults: readonly Fault[];
  beforeAll(() => {
    faults = compileExamples(examples, outDir);
  });

  test("compile", () => {
    expect(describeFaults(faults)).toBe("");
  });

  test("are there, in the README above all", () => {
    const paths = new Set(examples.map(({ path }) => path));
    expect(paths).toContain("README.md");
    expect(paths).toContain("src/kernel/errors.ts");
  });

  for (const example of examples.filter(({ runs }) => runs)) {
    test.concurrent(`${example.path}:${example.line} prints what it says`, async () => {
      expect(describeFaults(await runExample(example, outDir))).toBe("");
    });
  }
});

describe("an example that is wrong is found, at its line", () => {
  const source = [
    "# A document",
    "```ts",
    'import { defineSpecification } from "bailiwick";',
    "const wrong: number = defineSpecification({ stepType: 'Load' }).stepType;",
    "```",
    "1. In a list:",
    "   ```ts",
    "   console.log([1, 2]); // => [ 1, 2 ]",
    "   console.log('printed'); // => promised",
    "   ```",
    "```ts no-run",
    "console.log('not run'); // => anything",
    "const unknown: string = nobody;",
    "```",
    "```sh",
    "exit 1",
    "```",
    "```typescript",
    "function fail(): never {",
    "  throw new Error('on purpose');",
    "}",
    "fail();",
    "```",
  ].join("\n");
  const comment =
    "/**\n * Adds.\n *\n * @example\n * ```ts\n * console.log(1 + 1); // => 3\n * ```\n */\nexport {};\n";
  const examples = [
    ...extractExamples({ path: "docs/wrong.md", source }),
    ...extractExamples({ path: "src/wrong.ts", source: comment }),
  ];
  const outDir = join(projectRoot, "build/wrong-doc-examples");

  test("by the compiler", () => {
    expect(describeFaults(compileExamples(examples, outDir))).toBe(
      [
        "docs/wrong.md:4 TS2322: Type 'string' is not assignable to type 'number'.",
        "docs/wrong.md:13 TS2304: Cannot find name 'nobody'.",
      ].join("\n"),
    );
  });

  test("by running it", async () => {
    const runnable = examples.filter(({ runs }) => runs);
    const faults = (await Promise.all(runnable.map((example) => runExample(example, outDir)))).flat();
    const report = describeFaults(faults);
    expect(report).toContain("docs/wrong.md:9 should print promised\nbut prints\n[ 1, 2 ]\nprinted");
    expect(report).toContain("src/wrong.ts:6 should print 3\nbut prints\n2");
    expect(report).toContain("docs/wrong.md:20 fails: ");
    expect(report).toContain("Error: on purpose");
    expect(faults).toHaveLength(3);
  });
});
