import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { main } from "../../src/cli/main.js";
import type { ExitCode } from "../../src/cli/io.js";

/** What a call of the command line came to. */
export interface Answer {
  readonly exitCode: ExitCode;
  readonly output: string;
  readonly errors: string;
}

/** What a call finds around it, beside its arguments. */
export interface Surroundings {
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether it writes to a terminal. @defaultValue `false` */
  readonly isTTY?: boolean;
}

/** A folder with files, in which the command line is called within this process. It is gone after the test. */
export interface CommandLine {
  readonly folder: string;
  readonly at: (path: string) => string;
  readonly write: (path: string, text: string) => Promise<void>;
  readonly run: (argv: readonly string[], surroundings?: Surroundings) => Promise<Answer>;
  /** Adds `--json` and gives what was written, read. */
  readonly json: (...argv: readonly string[]) => Promise<unknown>;
}

/** Makes a folder with these files, by path. */
export async function commandLine(files: Readonly<Record<string, string>> = {}): Promise<CommandLine> {
  const folder = await mkdtemp(join(tmpdir(), "bailiwick-cli-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const at = (path: string): string => join(folder, path);
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(at(path)), { recursive: true });
    await writeFile(at(path), text);
  };
  const run: CommandLine["run"] = (argv, surroundings) => call(argv, folder, surroundings);
  for (const [path, text] of Object.entries(files)) await write(path, text);
  return {
    folder,
    at,
    write,
    run,
    json: async (...argv) => JSON.parse((await run([...argv, "--json"])).output) as unknown,
  };
}

async function call(
  argv: readonly string[],
  cwd: string,
  { stdin = "", env = {}, isTTY = false }: Surroundings = {},
): Promise<Answer> {
  const written = { output: "", errors: "" };
  const exitCode = await main(argv, {
    stdout: { isTTY, write: (text) => (written.output += text) },
    stderr: { isTTY, write: (text) => (written.errors += text) },
    stdin: chunksOf(stdin),
    env,
    cwd,
    onInterrupt: () => () => {},
  });
  return { exitCode, ...written };
}

/** In pieces that cut characters in two, as a pipe may do. */
async function* chunksOf(text: string): AsyncGenerator<Uint8Array, void, void> {
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += 7) yield bytes.subarray(start, start + 7);
}

/** Three steps in a row: load, clean, train. */
export const threeSteps = `
steps:
  load:
    stepType: Load
    outputs: { rows: {} }
  clean:
    stepType: Clean
    dependencies: { rows: {} }
    outputs: { clean_rows: {} }
  train:
    stepType: Train
    dependencies: { clean_rows: {} }
    outputs: { model: { outputType: model_artifacts } }
`;

/** An input that two steps could feed. */
export const ambiguousSteps = `
steps:
  north: { stepType: Load, outputs: { rows: {} } }
  south: { stepType: Load, outputs: { rows: {} } }
  train: { stepType: Train, dependencies: { rows: {} } }
`;
