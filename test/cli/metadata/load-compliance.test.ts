import { describe, expect, test } from "vitest";
import { commandLine, type Answer } from "../../support/command-line.js";
import { sound, start } from "./registries.js";

/** What a check of a module says. */
async function checked(code: string, name = ""): Promise<Answer> {
  const { run } = await commandLine({ "app.mjs": start + code });
  return run(["check", `app.mjs${name}`]);
}

/** The names of the registries that were checked. */
async function namesIn(code: string, name = ""): Promise<readonly string[]> {
  const { json } = await commandLine({ "app.mjs": start + code });
  const { reports } = (await json("check", `app.mjs${name}`)) as {
    readonly reports: readonly { readonly registry: string }[];
  };
  return reports.map(({ registry }) => registry);
}

describe("the registries of a module", () => {
  test.each([
    ["export const one = pages({ home: { title: 'a' } });", "", ["pages"]],
    [
      "export default pages({ home: { title: 'a' } }), helper = 7;".replace(", helper = 7", ""),
      "",
      ["pages"],
    ],
    ["export const b = pages({ home: { title: 'a' } }, 'b'), a = pages({}, 'a');", "", ["a", "b"]],
    ["export const b = pages({ home: { title: 'a' } }, 'b'), a = pages({}, 'a');", "#b", ["b"]],
    ["export const bare = pages({}), whole = defineCompliance(bare);", "", ["pages"]],
    ["export const bare = pages({}); export default bare;", "", ["pages"]],
    [
      "export const whole = defineCompliance(pages({})); export const again = whole, other = {};",
      "",
      ["pages"],
    ],
  ])("%s %s: %j", async (code, name, expected) => {
    expect(await namesIn(code, name)).toEqual(expected);
  });

  test.each([
    ["", "", "it exports nothing"],
    ["export const a = 1, b = {};", "", 'it exports "a" and "b"'],
    ["export const a = 1;", "#b", 'it exports no "b"'],
    ["export const pages2 = pages({});", "#page2", 'it exports no "page2" (did you mean "pages2"?)'],
    ["export const a = { ids: [] };", "#a", 'its export "a" is no registry, but '],
  ])("%s %s is refused: %s", async (code, name, fault) => {
    const { exitCode, output, errors } = await checked(code, name);
    expect({ exitCode, output }).toEqual({ exitCode: 2, output: "" });
    expect(errors).toContain(`the module "app.mjs" has no metadata registry to offer: ${fault}`);
    expect(errors).toContain("export what defineRegistry() or defineCompliance() gives.");
  });

  test("are told by their names, which no two may share", async () => {
    const { exitCode, errors } = await checked("export const a = pages({}), b = pages({});");
    expect(exitCode).toBe(2);
    expect(errors).toContain('the module "app.mjs" has several registries that are called "pages"');
  });
});

describe("a module", () => {
  test("that is not there is refused, with one that is near", async () => {
    const { run } = await commandLine({ "app.mjs": sound });
    const { exitCode, errors } = await run(["check", "ap.mjs"]);
    expect(exitCode).toBe(2);
    expect(errors).toBe(
      'bailiwick: The module "ap.mjs" is not there (did you mean "app.mjs"?).\n' +
        "  hint: name a file that exports registries: bailiwick check registries.js.\n",
    );
  });

  test("that throws, or defines a registry that cannot be, is told with what it says", async () => {
    const thrown = await checked("throw new Error('no settings');");
    expect(thrown.exitCode).toBe(2);
    expect(thrown.errors).toContain('The module "app.mjs" cannot be run: no settings');
    const invalid = await checked("export const a = pages({ 7: { title: 'a' } });");
    expect(invalid.exitCode).toBe(2);
    expect(invalid.errors).toContain('the id "7" looks like an integer');
  });

  test.each(["js", "mjs"])("that nobody names is bailiwick.metadata.%s of the folder", async (ending) => {
    const { run } = await commandLine({
      [`bailiwick.metadata.${ending}`]: sound,
      "package.json": '{ "type": "module" }',
    });
    const { exitCode, output, errors } = await run(["check"]);
    expect({ exitCode, errors }).toEqual({ exitCode: 0, errors: "" });
    expect(output).toContain("pages: nothing found");
    expect(output).toContain("bailiwick.metadata.json");
  });

  test("that nobody names and that is not there is refused with what would do", async () => {
    const { run } = await commandLine();
    for (const command of ["check", "docs", "prove"]) {
      const { exitCode, errors } = await run([command]);
      expect(exitCode).toBe(2);
      expect(errors).toContain(
        "no module is named, and the folder has no bailiwick.metadata.ts, bailiwick.metadata.js or bailiwick.metadata.mjs",
      );
    }
  });

  test("that nobody names is refused where there are several", async () => {
    const { run } = await commandLine({ "bailiwick.metadata.js": sound, "bailiwick.metadata.mjs": sound });
    const { exitCode, errors } = await run(["check"]);
    expect(exitCode).toBe(2);
    expect(errors).toContain('the folder has "bailiwick.metadata.js" and "bailiwick.metadata.mjs"');
  });
});
