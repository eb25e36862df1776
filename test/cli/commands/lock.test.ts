import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { parseLock } from "../../../src/resolution/index.js";
import { commandLine, threeSteps } from "../../support/command-line.js";

const moreSteps = `${threeSteps.trimEnd()}
  sift:
    stepType: Sift
    outputs: { clean_rows: {} }
`;
const openSteps = "stepType: Train\ndependencies: { rows: {} }";

describe("bailiwick lock", () => {
  test("writes the lock file where there is none, and checks it from then on", async () => {
    const { run, at } = await commandLine({ "steps.yaml": threeSteps });
    expect(await run(["lock", "steps.yaml"])).toEqual({
      exitCode: 0,
      output: "written bailiwick.lock.json\n",
      errors: "",
    });
    const text = await readFile(at("bailiwick.lock.json"), "utf8");
    expect(() => parseLock(text)).not.toThrow();
    const same = { exitCode: 0, output: "the same as bailiwick.lock.json\n", errors: "" };
    expect(await run(["lock", "steps.yaml"])).toEqual(same);
    expect(await run(["lock", "steps.yaml", "--check"])).toEqual(same);
    expect(await readFile(at("bailiwick.lock.json"), "utf8")).toBe(text);
  });

  test("finds drift, tells what it is, and leaves the file; --update writes it anew", async () => {
    const { run, json, at, write } = await commandLine({ "steps.yaml": threeSteps });
    await run(["lock", "steps.yaml", "--file", "a.lock"]);
    const text = await readFile(at("a.lock"), "utf8");
    await write(
      "steps.yaml",
      threeSteps.replace("dependencies: { clean_rows: {} }", "dependencies: { rows: {} }"),
    );
    const { exitCode, output, errors } = await run(["lock", "steps.yaml", "--file", "a.lock"]);
    expect({ exitCode, errors }).toEqual({ exitCode: 1, errors: "" });
    expect(output).toMatch(/^not the same as a\.lock:\n/);
    expect(output).toContain("train.");
    expect(await json("lock", "steps.yaml", "--file", "a.lock")).toMatchObject({
      file: "a.lock",
      action: "checked",
      isSame: false,
      drift: { isSame: false, text: expect.any(String) as string },
    });
    expect(await readFile(at("a.lock"), "utf8")).toBe(text);
    expect(await json("lock", "steps.yaml", "--file", "a.lock", "--update")).toEqual({
      file: "a.lock",
      action: "written",
    });
    expect((await run(["lock", "steps.yaml", "--file", "a.lock"])).exitCode).toBe(0);
  });

  test("--check without a lock file fails, and writes none", async () => {
    const { run, at } = await commandLine({ "steps.yaml": threeSteps });
    const { exitCode, errors } = await run(["lock", "steps.yaml", "--check"]);
    expect(exitCode).toBe(2);
    expect(errors).toMatch(/^bailiwick: The file "bailiwick\.lock\.json" of --file cannot be read: ENOENT/);
    await expect(readFile(at("bailiwick.lock.json"))).rejects.toThrow("ENOENT");
  });

  test("does not write a wiring that lacks inputs", async () => {
    const { json, at } = await commandLine({ "train.yaml": openSteps });
    expect(await json("lock", "train.yaml")).toMatchObject({ error: { code: "WIRING_INCOMPLETE" } });
    await expect(readFile(at("bailiwick.lock.json"))).rejects.toThrow("ENOENT");
  });

  test("refuses a lock file that is none, and two ways at once", async () => {
    const { json, run } = await commandLine({ "steps.yaml": moreSteps, "bailiwick.lock.json": "{}" });
    expect(await json("lock", "steps.yaml")).toMatchObject({ error: { code: "LOCK_INVALID" } });
    const { exitCode, errors } = await run(["lock", "steps.yaml", "--check", "--update"]);
    expect(exitCode).toBe(2);
    expect(errors).toContain('option "--check" cannot be used with option "--update"');
  });
});
