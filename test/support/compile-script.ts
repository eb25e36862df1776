import { renameSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const folder = fileURLToPath(new URL("../../build/test-scripts", import.meta.url));
const packages = /^(?!\.|\/|[A-Za-z]:|\0)/;

/**
 * Joins a TypeScript file with the sources that it uses into one that Node runs, for tests that need a process of their
 * own with more of the package than its doors show.
 *
 * @returns its path
 */
export async function compileScript(script: URL): Promise<string> {
  const input = fileURLToPath(script);
  const file = `${folder}/${basename(input, ".ts")}.mjs`;
  const draft = `${file}.${process.pid}`; // Another worker may be at it too.
  const bundle = await rolldown({ input, platform: "node", external: packages, logLevel: "silent" });
  await bundle.write({ file: draft, format: "esm", codeSplitting: false });
  await bundle.close();
  renameSync(draft, file);
  return file;
}
