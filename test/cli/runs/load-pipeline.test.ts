import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { projectRoot } from "../../gates/source-files.js";
import { commandLine } from "../../support/command-line.js";
import { runNode } from "../../support/run-node.js";

const bin = join(projectRoot, "dist/cli/bin.js");
const packageUrl = pathToFileURL(join(projectRoot, "dist/index.js")).href;
const start = `import { buildPipeline, SpecificationRegistry } from ${JSON.stringify(packageUrl)};
const make = (name) => {
  const registry = new SpecificationRegistry(name);
  registry.registerSpecification(name, { stepType: "Any" });
  return buildPipeline(registry, { [name]: () => {} });
};
`;

/** What a dry run of a module says. */
async function tried(code: string, name = "", file = "app.mjs"): Promise<string> {
  const { run } = await commandLine({ [file]: start + code });
  const { output, errors } = await run(["run", `${file}${name}`, "--dry-run"]);
  return output + errors;
}

describe("the pipeline of a module", () => {
  test.each([
    ["export const pipeline = make('one'), other = make('two');", "", "one"],
    ["export const other = make('two'); export default make('one');", "", "one"],
    ["export const helper = 7, nightly = make('one'), also = () => {};", "", "one"],
    ["export const nightly = async () => make('one');", "", "one"],
    ["export default () => make('one');", "", "one"],
    ["export const pipeline = 'a name', nightly = make('one');", "", "one"],
    ["export const pipeline = make('one'), other = () => make('two');", "#other", "two"],
  ])("of %s%s is %s", async (code, name, step) => {
    expect(await tried(code, name)).toMatch(/would run +new/u);
    expect(await tried(code, name)).toContain(` ${step} `);
  });

  test.each([
    ["", "", "it exports nothing"],
    ["export const a = 1, b = 2;", "", 'it exports "a" and "b"'],
    ["export const a = make('a'), b = make('b');", "", 'several that could be meant: "a" and "b"'],
    ["export const a = () => make('a'), b = () => make('b');", "", "choose one with its name: app.mjs#a"],
    ["export const nightly = make('one');", "#nightli", 'it exports no "nightli" (did you mean "nightly"?)'],
    ["export const nightly = 7;", "#nightly", 'its export "nightly" is no pipeline, but 7'],
    ["export default () => 7;", "", 'its export "default" is no pipeline, but 7'],
    [
      "export default () => { throw new Error('no data'); };",
      "",
      'The module "app.mjs" cannot be run: no data',
    ],
    ["throw new Error('no file');", "", 'The module "app.mjs" cannot be run: no file'],
    ["export const nightly = { plan: {}, run: 1 };", "#nightly", "is no pipeline, but an object"],
  ])("of %s%s: %s", async (code, name, fault) => {
    expect(await tried(code, name)).toContain(fault);
  });

  test("that cannot be built has the hint of what is wrong, and no other", async () => {
    const said = await tried("export default () => buildPipeline(new SpecificationRegistry('none'), {});");
    expect(said).toContain(
      'The pipeline "none" of context "none" cannot run:\n  - the context has no steps\n',
    );
    expect(said.match(/hint: /gu)).toHaveLength(1);
  });

  // In a process of its own, because the test runner reads TypeScript.
  const { typescript = false } = process.features as { readonly typescript?: string | false };
  test.skipIf(typescript !== false)(
    "in TypeScript: says what to do where this Node cannot read it",
    async () => {
      const { folder: cwd } = await commandLine({ "app.ts": `${start}export const pipeline = make("one");` });
      const { failed, errors } = await runNode([bin, "run", "app.ts", "--dry-run"], { cwd });
      expect(failed).toBe(true);
      expect(errors).toContain(`Node ${process.versions.node} does not read TypeScript by itself`);
      expect(errors).toContain("NODE_OPTIONS=");
    },
  );
});
