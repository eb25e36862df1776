import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { getRegistry, clearContext } from "../../src/registry/index.js";
import { loadSpecifications } from "../../src/specification/index.js";
import { errorOf } from "./faulty-texts.js";

describe("loadSpecifications", () => {
  it("reads a file", async () => {
    const { at } = await folderWith({ "train.step.yaml": "stepType: Training" });
    const [entry, ...others] = await loadSpecifications(at("train.step.yaml"));
    expect(entry).toMatchObject({ stepName: "train", file: at("train.step.yaml"), line: 1 });
    expect(others).toEqual([]);
  });

  it("reads every YAML and JSON file of a folder, sorted, and nothing else", async () => {
    const { folder, at } = await folderWith({
      "b.yml": "stepType: B",
      "a.YAML": "stepType: A",
      "c.json": '{ "stepType": "C" }',
      "deep/er/d.yaml": "steps: { y: { stepType: Y }, x: { stepType: X } }",
      "README.md": "# not a step",
      "notes.yaml.bak": "- not a step",
      ".hidden.yaml": "- not a step",
      ".git/config.yaml": "- not a step",
      "folder.yaml/e.yaml": "stepType: E",
    });
    const entries = await loadSpecifications(folder);
    expect(entries.map(({ stepName, file }) => [stepName, relative(folder, file!)])).toEqual([
      ["a", "a.YAML"],
      ["b", "b.yml"],
      ["c", "c.json"],
      ["y", join("deep", "er", "d.yaml")],
      ["x", join("deep", "er", "d.yaml")],
      ["e", join("folder.yaml", "e.yaml")],
    ]);
    expect(entries.every(({ file }) => file?.startsWith(at("")))).toBe(true);
  });

  it("reads files and folders in the order they are named, each file once", async () => {
    const { folder, at } = await folderWith({
      "a.yaml": "stepType: A",
      "b.yaml": "stepType: B",
      "deep/c.yaml": "stepType: C",
    });
    const paths = new Set([at("b.yaml"), join(folder, ".", "deep"), folder, `${folder}/deep/../a.yaml`]);
    expect((await loadSpecifications(paths)).map(({ stepName }) => stepName)).toEqual(["b", "c", "a"]);
  });

  it("follows a link to a file, as mounted configuration has them, and no link to a folder", async () => {
    const { folder, at } = await folderWith({
      "..data/train.yaml": "stepType: A",
      "elsewhere/b.yaml": "stepType: B",
    });
    await symlink(at("..data/train.yaml"), at("train.yaml"));
    await symlink(at("elsewhere"), at("linked.yaml"));
    await symlink(folder, at("round"));
    expect((await loadSpecifications(folder)).map(({ stepName }) => stepName)).toEqual(["b", "train"]);
  });

  it("reads a file once, also if a link names it again", async () => {
    const { folder, at } = await folderWith({ "a.yaml": "stepType: A" });
    await symlink(at("a.yaml"), at("b.yaml"));
    await symlink(folder, at("round"));
    const paths = [folder, at("b.yaml"), join(at("round"), "a.yaml")];
    expect((await loadSpecifications(paths)).map(({ stepName }) => stepName)).toEqual(["a"]);
  });

  it("takes file URLs and names their files by path", async () => {
    const { folder, at } = await folderWith({ "a b.yaml": "stepName: a\nstepType: A" });
    const expected = [{ stepName: "a", file: at("a b.yaml") }];
    expect(await loadSpecifications(pathToFileURL(folder))).toMatchObject(expected);
    expect(await loadSpecifications([pathToFileURL(at("a b.yaml"))])).toMatchObject(expected);
  });

  it.each([
    [5, "5"],
    [undefined, "undefined"],
    [null, "null"],
    [{}, "an object"],
    [["a.yaml", 5], "5"],
    [Buffer.from("a.yaml"), "97"],
    [new URL("https://example.org/a.yaml"), '"https://example.org/a.yaml"'],
  ])("refuses %o for paths", async (paths, found) => {
    const error = await errorOf(loadSpecifications(paths as string));
    expect(error.code).toBe("OPTION_INVALID");
    expect(error.message).toBe(
      `The argument paths of loadSpecifications() must be a string, a file: URL or an iterable of these, but is ${found}.`,
    );
  });

  it.each([
    [{ sginal: 1 }, '"sginal" is not an option of loadSpecifications() (did you mean "signal"?).'],
    [{ signal: 1 }, "The option signal of loadSpecifications() must be an AbortSignal, but is 1."],
    [null, "The options of loadSpecifications() must be an object, but are null."],
  ])("refuses the options %o", async (options, message) => {
    const error = await errorOf(loadSpecifications([], options as unknown as { signal?: AbortSignal }));
    expect(error.code).toBe("OPTION_INVALID");
    expect(error.message).toContain(message);
  });

  it("reads nothing if nothing is named", async () => {
    expect(await loadSpecifications([])).toEqual([]);
  });

  it("returns frozen entries, ready for a registry", async () => {
    const { folder } = await folderWith({ "a.yaml": "stepType: A", "b.yaml": "stepType: B" });
    onTestFinished(() => void clearContext("loaded from files"));
    const entries = await loadSpecifications(folder);
    expect(Object.isFrozen(entries) && entries.every((entry) => Object.isFrozen(entry))).toBe(true);
    const registry = getRegistry("loaded from files");
    for (const { stepName, specification } of entries)
      registry.registerSpecification(stepName, specification);
    expect(registry.listStepNames()).toEqual(["a", "b"]);
  });

  it("tells all problems of all files in one error", async () => {
    const { folder, at } = await folderWith({
      "a.yaml": "stepType: A\nversion: 2\n",
      "b.json": '{ "stepType": "B", }',
      "c.yaml": "stepName: fine\nstepType: C",
      "d.yaml": "steps:\n  ok: { stepType: D }\n  fine: { stepType: D }",
      "e.yaml": "stepType: E\nversion: 1.0\nstepName: a",
    });
    const error = await errorOf(loadSpecifications(folder));
    expect(error.code).toBe("SPECIFICATION_FILE_INVALID");
    expect(error.cause).toBeUndefined();
    expect(error.message).toBe(
      [
        "4 specification files have 5 faults:",
        "",
        `${at("a.yaml")}:2:10 version must be a string, but is 2 (as a string it is in quotes: "2")`,
        "  2 | version: 2",
        "    |          ^",
        "",
        `${at("b.json")}:1:20 this is not JSON: expected a key in double quotes, but found "}"`,
        '  1 | { "stepType": "B", }',
        "    |                    ^",
        "",
        `${at("d.yaml")}:3:3 steps.fine names the step "fine", which ${at("c.yaml")}:1 names already`,
        "  3 |   fine: { stepType: D }",
        "    |   ^",
        "",
        `${at("e.yaml")}:2:10 version must be a string, but is 1 (as a string it is in quotes: "1.0")`,
        "  2 | version: 1.0",
        "    |          ^",
        "",
        `${at("e.yaml")}:3:11 stepName names the step "a", which ${at("a.yaml")}:1 names already`,
        "  3 | stepName: a",
        "    |           ^",
      ].join("\n"),
    );
    expect(error.details["problems"]).toContainEqual({
      file: at("d.yaml"),
      line: 3,
      column: 3,
      field: "steps.fine",
      message: `names the step "fine", which ${at("c.yaml")}:1 names already`,
    });
  });

  it("tells what cannot be read beside what is wrong, with the first cause", async () => {
    const { folder, at } = await folderWith({
      "bad.yaml": "stepType: ''",
      "large.yaml": `# ${"x".repeat(5_000_000)}`,
      "latin1.yaml": Buffer.from("stepType: Gr\xF6\xDFe", "latin1"),
      "empty/README.md": "",
    });
    await symlink(at("gone"), at("lost.yaml"));
    const error = await errorOf(loadSpecifications([at("none.yaml"), folder, at("empty")]));
    expect(error.code).toBe("SPECIFICATION_FILE_UNREADABLE");
    expect(error.cause).toMatchObject({ code: "ENOENT" });
    expect(error.message).toBe(
      [
        "6 specification files have 6 faults:",
        "",
        `${at("none.yaml")} cannot be read: ENOENT: no such file or directory, stat '${at("none.yaml")}'`,
        "",
        `${at("bad.yaml")}:1:11 stepType must not be blank, but is ""`,
        "  1 | stepType: ''",
        "    |           ^",
        "",
        `${at("large.yaml")} cannot be read: it has 5000002 bytes, more than 5000000`,
        "",
        `${at("latin1.yaml")} cannot be read: The encoded data was not valid for encoding utf-8`,
        "",
        `${at("lost.yaml")} cannot be read: ENOENT: no such file or directory, stat '${at("lost.yaml")}'`,
        "",
        `${at("empty")} cannot be read: the folder holds no *.yaml, *.yml or *.json`,
      ].join("\n"),
    );
    expect(error.details["problems"]).toContainEqual({
      file: at("empty"),
      field: "",
      message: "cannot be read: the folder holds no *.yaml, *.yml or *.json",
    });
  });

  it.skipIf(process.platform === "win32")("waits for no pipe", async () => {
    const { at } = await folderWith({ "a.yaml": "stepType: A" });
    execFileSync("mkfifo", [at("pipe.yaml")]);
    const error = await errorOf(loadSpecifications(at("pipe.yaml")));
    expect(error.message).toBe(
      `The specification file "${at("pipe.yaml")}" has a fault:\n\n${at("pipe.yaml")} cannot be read: it is not a file`,
    );
  });

  it("ends when its signal is aborted, before the first file and between two", async () => {
    const { folder, at } = await folderWith({ "a.yaml": "stepType: A" });
    const early = await errorOf(
      loadSpecifications(folder, { signal: AbortSignal.abort(new Error("enough")) }),
    );
    expect(early.code).toBe("OPERATION_ABORTED");
    expect(early.message).toBe("loading specification files was aborted: enough.");
    const controller = new AbortController();
    const loading = loadSpecifications([at("a.yaml"), at("missing.yaml")], { signal: controller.signal });
    controller.abort(new Error("too late"));
    expect((await errorOf(loading)).message).toBe("loading specification files was aborted: too late.");
  });
});

/** A folder of its own with these files, gone when the test ends. */
async function folderWith(
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<{ folder: string; at: (path: string) => string }> {
  const folder = await mkdtemp(join(tmpdir(), "bailiwick-files-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const at = (path: string): string => join(folder, path);
  await Promise.all(
    Object.entries(files).map(async ([path, content]) => {
      await mkdir(dirname(at(path)), { recursive: true });
      await writeFile(at(path), content);
    }),
  );
  return { folder, at };
}
