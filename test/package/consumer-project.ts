import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { projectRoot } from "../gates/source-files.js";
import { runNode } from "../support/run-node.js";

const run = promisify(execFile);

/** A project of someone else, outside of this one, that has installed the packed package. */
export interface ConsumerProject {
  /** What is in the tarball. */
  readonly packedFiles: readonly string[];
  /** Compiles its TypeScript, the declarations of the package included. @throws with what the compiler finds. */
  compile(tsconfig: string): Promise<void>;
  /** What one of its programs prints. @throws if it fails, or warns. */
  printed(program: string): Promise<string>;
  /** What the installed command prints. @throws if it fails. */
  command(...argv: readonly string[]): Promise<string>;
  /** What the other installed command prints, the one with the options of before. @throws if it fails. */
  oldCommand(...argv: readonly string[]): Promise<string>;
  [Symbol.dispose](): void;
}

/**
 * Packs what `dist/` holds, installs it in a new project with tsyringe, as a user would, and puts a second copy
 * of the package into it.
 */
export async function createConsumerProject(): Promise<ConsumerProject> {
  if (!existsSync(join(projectRoot, "dist"))) throw new Error("There is no dist/: run npm run build first.");
  const folder = mkdtempSync(join(tmpdir(), "bailiwick-consumer-"));
  cpSync(join(projectRoot, "test/fixtures/consumer"), folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "consumer", private: true }));
  const packed = await npm(projectRoot, "pack", "--ignore-scripts", "--json", "--pack-destination", folder);
  const [{ filename, files }] = JSON.parse(packed) as [Packed];
  await npm(
    folder,
    "install",
    "--prefer-offline",
    `./${filename}`,
    ...["tsyringe", "@types/node"].map(asHere),
  );
  putSecondCopy(folder);
  return {
    packedFiles: files.map(({ path }) => path),
    async compile(tsconfig) {
      const compiler = join(projectRoot, "node_modules/typescript/bin/tsc");
      const { failed, output } = await runNode([compiler, "-p", tsconfig], { cwd: folder, seconds: 60 });
      if (failed) throw new Error(output);
    },
    async printed(program) {
      const { output, errors } = await runNode([program], { cwd: folder });
      if (errors !== "") throw new Error(errors);
      return output;
    },
    command: (...argv) => installed(folder, "bailiwick", argv),
    oldCommand: (...argv) => installed(folder, "bailiwick-run-multi-year", argv),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

async function installed(folder: string, name: string, argv: readonly string[]): Promise<string> {
  const shell = process.platform === "win32";
  const { stdout } = await run(join(folder, "node_modules/.bin", name), argv, { cwd: folder, shell });
  return stdout;
}

async function npm(cwd: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await run("npm", args, { cwd, shell: process.platform === "win32" });
  return stdout;
}

/** A package in the version that this project is tested with. */
function asHere(name: string): string {
  const manifest = readFileSync(join(projectRoot, "node_modules", name, "package.json"), "utf8");
  return `${name}@${(JSON.parse(manifest) as { version: string }).version}`;
}

function putSecondCopy(folder: string): void {
  const vendor = join(folder, "vendor");
  mkdirSync(vendor);
  cpSync(join(folder, "node_modules/bailiwick"), join(vendor, "node_modules/bailiwick"), { recursive: true });
  writeFileSync(join(vendor, "index.mjs"), 'export * from "bailiwick";\n');
}
