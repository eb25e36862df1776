import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { projectRoot } from "../gates/source-files.js";
import { runNode } from "../support/run-node.js";

/** The built package in a folder of its own, with what it depends on and without tsyringe. */
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bailiwick-no-tsyringe-"));
  cpSync(join(projectRoot, "dist"), join(folder, "dist"), { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  mkdirSync(join(folder, "node_modules"));
  for (const name of ["async-mutex", "reflect-metadata", "tslib"]) {
    symlinkSync(join(projectRoot, "node_modules", name), join(folder, "node_modules", name), "junction");
  }
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test("without tsyringe all works but injection, which names the package and changes nothing", async () => {
  const program = `
    import { getRegistry, injectRegistry, listContexts, registryManager } from "./dist/index.js";
    getRegistry("orders").registerSpecification("load", { stepType: "Load" });
    for (const use of [() => registryManager.getContainer("other"), () => injectRegistry("other")]) {
      try { use(); } catch ({ code, message, details, cause }) {
        console.log(JSON.stringify({ code, message, details, cause: cause.code }));
      }
    }
    console.log(JSON.stringify(listContexts()));
  `;
  const { output, errors } = await runNode(["--input-type=module", "--eval", program], { cwd: folder });
  expect(errors).toBe("");
  const peerMissing = {
    code: "PEER_MISSING",
    message:
      "Dependency injection needs the package tsyringe, which could not be loaded.\n" +
      "  hint: run npm install tsyringe reflect-metadata",
    details: { package: "tsyringe" },
    cause: "MODULE_NOT_FOUND",
  };
  expect(
    output
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual([peerMissing, peerMissing, ["orders"]]);
});
