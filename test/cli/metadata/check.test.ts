import { readFile, stat, writeFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { formatSnapshot } from "../../../src/metadata/index.js";
import { commandLine } from "../../support/command-line.js";
import { faulty, sound, start } from "./registries.js";

describe("check", () => {
  test("of a sound registry finds nothing, and says how to make the snapshot that is missing", async () => {
    const { run, at } = await commandLine({ "site.mjs": sound });
    const { exitCode, output, errors } = await run(["check", "site.mjs"]);
    expect({ exitCode, errors }).toEqual({ exitCode: 0, errors: "" });
    expect(output).toMatch(/^pages: nothing found \(\d+ rules, 2 entries\)\n/);
    expect(output).toContain(
      "no snapshot site.metadata.json to compare with; --update writes it, to be reviewed and committed\n",
    );
    await expect(stat(at("site.metadata.json"))).rejects.toThrow("ENOENT");
  });

  test("finds a broken rule", async () => {
    const { run } = await commandLine({ "site.mjs": faulty });
    const { exitCode, output } = await run(["check", "site.mjs"]);
    expect(exitCode).toBe(1);
    expect(output).toContain("  error   help has no title  [title-given]\n");
  });

  test("has colours for findings only, whatever registries are called", async () => {
    const named = faulty.replace(", { implementations", ", { rules: [odd], implementations").replace(
      "export const site",
      `const odd = eachEntry("odd", "counts", { description: "odd", fix: "error: mend it", check: () => "warning" });
      export const named = pages({ home: { title: "" } }, "error-pages");
      export const site`,
    );
    const { run } = await commandLine({ "site.mjs": named });
    const { output } = await run(["check", "site.mjs"], { isTTY: true });
    expect(output).toMatch(/^error-pages: |\nerror-pages: /);
    expect(output).toContain("\n          error: mend it\n");
    expect(output).toContain("\n  \u001B[31merror\u001B[39m   home: warning  [odd]\n");
  });

  test("has colours on a terminal", async () => {
    const { run } = await commandLine({ "site.mjs": faulty });
    const { output } = await run(["check", "site.mjs"], { isTTY: true });
    expect(output).toContain("\n  \u001B[31merror\u001B[39m   help has no title");
    const plain = await run(["check", "site.mjs"], { isTTY: true, env: { NO_COLOR: "1" } });
    expect(plain.output).not.toContain("\u001B");
  });

  test("of several registries takes what one refers to as used by the others", async () => {
    const module = `${start}
      const linkKind = defineKind()({ name: "links", slots: {} });
      const targets = pages({ home: { title: "Home" }, help: { title: "Help" } });
      export const all = defineCompliance(targets, { implementations: { render } });
      export const first = defineRegistry(linkKind, { top: { to: "home" } }, { name: "first", references: { to: targets } });
      export const second = defineRegistry(linkKind, { end: { to: "help" } }, { name: "second", references: { to: targets } });
    `;
    const { run } = await commandLine({ "site.mjs": module });
    expect((await run(["check", "site.mjs"])).output).not.toContain("refer");
    expect((await run(["check", "site.mjs#first"])).output).toContain("help");
  });
});

describe("as", () => {
  test.each([[["--json"]], [["--format", "json"]]])("JSON by %j it is one document", async (asking) => {
    const { run } = await commandLine({ "site.mjs": faulty });
    const { exitCode, output, errors } = await run(["check", "site.mjs", ...asking]);
    expect({ exitCode, errors }).toEqual({ exitCode: 1, errors: "" });
    const document = JSON.parse(output) as Record<string, unknown>;
    expect(Object.keys(document)).toEqual(["ok", "baseline", "reports"]);
    expect(document).toMatchObject({
      ok: false,
      baseline: { file: "site.metadata.json", action: "missing", changes: [] },
      reports: [{ registry: "pages", ok: false, findings: [{ rule: "title-given", id: "help" }] }],
    });
  });

  test("Markdown it is a page", async () => {
    const { run } = await commandLine({ "site.mjs": faulty });
    const { output } = await run(["check", "site.mjs", "--format", "markdown"]);
    expect(output).toMatch(/^## pages\n/);
  });

  test("SARIF it names the module as the place", async () => {
    const { run } = await commandLine({ "site.mjs": faulty });
    const { output } = await run(["check", "./site.mjs", "--format", "sarif"]);
    const { version, runs } = JSON.parse(output) as { version: string; runs: { results: unknown[] }[] };
    expect(version).toBe("2.1.0");
    expect(runs[0]?.results).toMatchObject([
      {
        ruleId: "title-given",
        locations: [{ physicalLocation: { artifactLocation: { uri: "site.mjs" } } }],
      },
    ]);
  });
});

describe("the snapshot", () => {
  test("is written by --update, with what has changed, and compared from then on", async () => {
    const { run, write, at } = await commandLine({ "site.mjs": sound });
    const first = await run(["check", "site.mjs", "--update"]);
    expect(first.exitCode).toBe(0);
    expect(first.output).toContain("written site.metadata.json\n  + pages: help\n  + pages: home\n");
    const text = await readFile(at("site.metadata.json"), "utf8");
    expect(JSON.parse(text)).toMatchObject([{ registry: "pages", entries: { home: { title: "Home" } } }]);
    expect((await run(["check", "site.mjs", "--update"])).output).toContain(
      "written site.metadata.json, which has not changed\n",
    );
    expect(await readFile(at("site.metadata.json"), "utf8")).toBe(text);
    expect(await run(["check", "site.mjs"])).toMatchObject({
      exitCode: 0,
      output: expect.stringContaining("compared with site.metadata.json\n") as string,
    });

    await write("changed.mjs", sound.replace('home: { title: "Home" }, help', 'faq: { title: "FAQ" }, help'));
    const changed = ["check", "changed.mjs", "--baseline", "site.metadata.json"];
    const found = await run(changed);
    expect(found.exitCode).toBe(1);
    expect(found.output).toContain("home is gone, which the baseline has  [baseline-unchanged]");
    expect(found.output).toContain("faq is new, which the baseline does not have  [baseline-unchanged]");
    const update = await run([...changed, "--update"]);
    expect(found.output).toContain("compared with site.metadata.json; --update accepts what has changed\n");
    expect(update.output).toContain("written site.metadata.json\n  + pages: faq\n  - pages: home\n");
  });

  test("tells which field of an entry was what", async () => {
    const { run, write } = await commandLine({ "site.mjs": sound });
    await run(["check", "site.mjs", "--update"]);
    await write("later.mjs", sound.replace('title: "Help"', 'title: "Help me", hidden: true'));
    const { output } = await run(["check", "later.mjs", "--baseline", "site.metadata.json", "--update"]);
    expect(output).toContain('  ~ pages: help.title "Help" → "Help me"\n');
    expect(output).toContain("  ~ pages: help.hidden nothing → true\n");
  });

  test("is written although something is found, which is told all the same", async () => {
    const { run, at } = await commandLine({ "site.mjs": faulty });
    const { exitCode, output } = await run(["check", "site.mjs", "--update", "--json"]);
    expect(exitCode).toBe(1);
    expect(JSON.parse(output)).toMatchObject({
      ok: false,
      baseline: { action: "written", changes: [{ registry: "pages", added: ["help", "home"] }] },
    });
    expect((await stat(at("site.metadata.json"))).isFile()).toBe(true);
  });

  test("does not know a registry that was added, and misses one that is gone", async () => {
    const { run, write } = await commandLine({ "site.mjs": sound });
    await run(["check", "site.mjs", "--update"]);
    const renamed = sound
      .replace("pages({ home", "pages({ home")
      .replace('"Help" } })', '"Help" } }, "site")');
    await write("renamed.mjs", renamed);
    const { exitCode, output } = await run(["check", "renamed.mjs", "--baseline", "site.metadata.json"]);
    expect(exitCode).toBe(1);
    expect(output).toContain("home is new, which the baseline does not have");
    expect(output).toContain('the module "renamed.mjs" no longer exports the registry "pages"');
    for (const format of ["json", "markdown", "sarif"]) {
      const told = await run([
        "check",
        "renamed.mjs",
        "--baseline",
        "site.metadata.json",
        "--format",
        format,
      ]);
      expect(told.output).toContain("no longer exports");
      expect(told.output).not.toContain('"ruleIndex": -1');
    }
    const update = await run(["check", "renamed.mjs", "--baseline", "site.metadata.json", "--update"]);
    expect(update.exitCode).toBe(0);
    expect(update.output).toContain("  - pages: help\n");
    expect((await run(["check", "renamed.mjs", "--baseline", "site.metadata.json"])).exitCode).toBe(0);
  });

  test("of the other registries is left alone where one is chosen", async () => {
    const both = `${start} export const a = pages({ x: { title: "x" } }, "a"), b = pages({ x: { title: "x" } }, "b");`;
    const { run, at } = await commandLine({ "site.mjs": both });
    await run(["check", "site.mjs", "--update"]);
    const text = await readFile(at("site.metadata.json"), "utf8");
    expect((await run(["check", "site.mjs#a", "--update"])).exitCode).toBe(0);
    expect(await readFile(at("site.metadata.json"), "utf8")).toBe(text);
    expect((await run(["check", "site.mjs#b"])).exitCode).toBe(0);
  });

  test("in the code goes before the file", async () => {
    const snapshot = {
      format: "bailiwick-metadata-1",
      registry: "pages",
      kind: "pages",
      entries: {},
    } as const;
    const module = sound.replace(
      "{ implementations",
      `{ baseline: ${formatSnapshot(snapshot)}, implementations`,
    );
    const { run } = await commandLine({ "site.mjs": module });
    const { exitCode, output } = await run(["check", "site.mjs", "--update"]);
    expect(exitCode).toBe(1);
    expect(output).toContain("home is new, which the baseline does not have");
  });

  test.each([
    ["{", "it is no JSON: "],
    [
      "<<<<<<< HEAD\n[]\n=======\n[1]\n>>>>>>> other\n",
      "it holds a merge conflict: settle it, or delete the file and write it anew with --update",
    ],
    ["{}", "it must hold a list of snapshots, but holds "],
    ["[7]", "snapshot 1: "],
    ['[{ "format": "other" }]', "snapshot 1: "],
    [
      JSON.stringify(
        Array.from({ length: 2 }, () => ({
          format: "bailiwick-metadata-1",
          registry: "a",
          kind: "a",
          entries: {},
        })),
      ),
      'it has two snapshots of "a"',
    ],
  ])("that holds %s is refused", async (text, fault) => {
    const { run, at } = await commandLine({ "site.mjs": sound, "site.metadata.json": text });
    for (const options of [[], ["--update"]]) {
      const { exitCode, errors } = await run(["check", "site.mjs", ...options]);
      expect(exitCode).toBe(1);
      expect(errors).toContain('The file "site.metadata.json" of --baseline cannot be used:');
      expect(errors).toContain(fault);
    }
    expect(await readFile(at("site.metadata.json"), "utf8")).toBe(text);
  });

  test("that was named and is not there is refused, unless it is to be written", async () => {
    const { run } = await commandLine({ "site.mjs": sound });
    const named = ["check", "site.mjs", "--baseline", "reviewed.json"];
    expect(await run(named)).toMatchObject({ exitCode: 2, output: "" });
    expect((await run([...named, "--update"])).exitCode).toBe(0);
    expect((await run(named)).output).toContain("compared with reviewed.json\n");
  });

  test("is read from standard input, where nothing can be written", async () => {
    const { run, at } = await commandLine({ "site.mjs": sound });
    await run(["check", "site.mjs", "--update"]);
    const stdin = await readFile(at("site.metadata.json"), "utf8");
    const read = ["check", "site.mjs", "--baseline", "-"];
    expect(await run(read, { stdin })).toMatchObject({ exitCode: 0 });
    const { exitCode, errors } = await run([...read, "--update"], { stdin });
    expect(exitCode).toBe(2);
    expect(errors).toContain("--update has no file to write: --baseline - is read from standard input");
    await expect(stat(at("-"))).rejects.toThrow("ENOENT");
  });

  test("that cannot be written is told", async () => {
    const { run, at } = await commandLine({ "site.mjs": sound });
    await writeFile(at("file"), "");
    const { exitCode, errors } = await run(["check", "site.mjs", "--baseline", "file/x.json", "--update"]);
    expect(exitCode).toBe(2);
    expect(errors).toContain('The file "file/x.json" cannot be written');
  });
});
