import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { commandLine } from "../../support/command-line.js";
import { sound, start } from "./registries.js";

const both = `${start} export const a = pages({ x: { title: "First" } }, "a"), b = pages({ y: { title: "Second" } }, "b");`;

describe("docs", () => {
  test("are Markdown of all registries", async () => {
    const { run } = await commandLine({ "site.mjs": both });
    const { exitCode, output, errors } = await run(["docs", "site.mjs"]);
    expect({ exitCode, errors }).toEqual({ exitCode: 0, errors: "" });
    expect(output.indexOf("First")).toBeGreaterThan(0);
    expect(output.indexOf("Second")).toBeGreaterThan(output.indexOf("First"));
    expect(output.endsWith("\n\n")).toBe(false);
  });

  test("are of one where one is chosen, as a diagram", async () => {
    const { run } = await commandLine({ "site.mjs": both });
    const { output } = await run(["docs", "site.mjs#b", "--format", "mermaid"]);
    expect(output).toMatch(/^flowchart LR\n/);
    expect(output).toContain('"y"');
    expect(output).not.toContain('"x"');
  });

  test.each([[["--json"]], [["--format", "json"]]])("are data by %j", async (asking) => {
    const { run } = await commandLine({ "site.mjs": sound });
    const { output } = await run(["docs", "site.mjs", ...asking]);
    expect(JSON.parse(output)).toMatchObject([{ registry: "pages", kind: "pages" }]);
  });

  test("go into a file", async () => {
    const { run, at } = await commandLine({ "site.mjs": sound });
    const { output: text } = await run(["docs", "site.mjs"]);
    const { exitCode, output } = await run(["docs", "site.mjs", "--output", "pages.md"]);
    expect({ exitCode, output }).toEqual({ exitCode: 0, output: "written pages.md\n" });
    expect(await readFile(at("pages.md"), "utf8")).toBe(text);
    const asJson = await run(["docs", "site.mjs", "--json", "--output", "pages.json"]);
    expect(JSON.parse(asJson.output)).toEqual({ file: "pages.json", action: "written" });
    expect(JSON.parse(await readFile(at("pages.json"), "utf8"))).toMatchObject([{ registry: "pages" }]);
  });

  test("that cannot be written are told", async () => {
    const { run } = await commandLine({ "site.mjs": sound });
    const { exitCode, errors } = await run(["docs", "site.mjs", "--output", "nowhere/pages.md"]);
    expect(exitCode).toBe(2);
    expect(errors).toContain('The file "nowhere/pages.md" cannot be written');
  });
});
