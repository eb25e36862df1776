import { describe, expect, test } from "vitest";
import { commandLine } from "../../support/command-line.js";
import { sound } from "./registries.js";

const hollow = sound.replace('title !== "" || `${id} has no title`', "true");
const unprovable = sound.replace('breaks: (entry) => ({ ...entry, title: "" }),', "");

describe("prove", () => {
  test("shows that each rule notices its defect", async () => {
    const { run } = await commandLine({ "site.mjs": sound });
    const { exitCode, output, errors } = await run(["prove", "site.mjs"]);
    expect({ exitCode, errors }).toEqual({ exitCode: 0, errors: "" });
    expect(output).toMatch(/^pages\nRule +Group +Its defect\n/);
    expect(output).toMatch(/\ntitle-given +completeness +noticed\n/);
    expect(output).toMatch(/\n\d+ rules: \d+ noticed their defect, 0 did not, \d+ had nothing to break\n$/);
  });

  test("finds a rule that is always content", async () => {
    const { run } = await commandLine({ "site.mjs": hollow });
    const { exitCode, output } = await run(["prove", "site.mjs"]);
    expect(exitCode).toBe(1);
    expect(output).toMatch(/\ntitle-given +completeness +not noticed: \S/);
    const { output: coloured } = await run(["prove", "site.mjs"], { isTTY: true });
    expect(coloured).toContain("\u001B[31mtitle-given");
  });

  test("finds a rule that has no defect to show", async () => {
    const { run } = await commandLine({ "site.mjs": unprovable });
    const { exitCode, output } = await run(["prove", "site.mjs"]);
    expect(exitCode).toBe(1);
    expect(output).toMatch(/\ntitle-given +completeness +unprovable: \S/);
  });

  test("is data by --json", async () => {
    const { json } = await commandLine({ "site.mjs": hollow });
    const { ok, registries } = (await json("prove", "site.mjs")) as {
      readonly ok: boolean;
      readonly registries: readonly { readonly registry: string; readonly proofs: readonly object[] }[];
    };
    expect({ ok, names: registries.map(({ registry }) => registry) }).toEqual({
      ok: false,
      names: ["pages"],
    });
    expect(registries[0]?.proofs).toContainEqual(
      expect.objectContaining({
        rule: "title-given",
        group: "completeness",
        outcome: "missed",
        detected: false,
      }),
    );
  });
});
