import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { projectRoot } from "../gates/source-files.js";
import { runNode } from "../support/run-node.js";

const packageUrl = pathToFileURL(join(projectRoot, "dist/index.js")).href;

test("the database is loaded when the first store is opened, and not with the package", async () => {
  const code = `
    import { BailiwickError, openRunStore } from ${JSON.stringify(packageUrl)};
    import { createRequire } from "node:module";
    const { cache } = createRequire(import.meta.url);
    const isLoaded = () => Object.keys(cache).some((path) => /[\\\\/]libsql[\\\\/]/.test(path));
    const before = isLoaded();
    const store = await openRunStore(":memory:");
    console.log(before, isLoaded(), store.runs().length);
    store.close();
    try { store.runs(); } catch (error) { console.log(error instanceof BailiwickError, error.code); }`;
  const { output, errors } = await runNode(["--input-type=module", "--eval", code], { cwd: projectRoot });
  expect({ output, errors }).toEqual({ output: "false true 0\ntrue STORE_CLOSED\n", errors: "" });
});
