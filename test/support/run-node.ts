import { execFile } from "node:child_process";

/** How a process ended. */
export interface Ended {
  readonly failed: boolean;
  readonly output: string;
  /** What it wrote to standard error, and if it was ended for its slowness. */
  readonly errors: string;
}

/** How a process is run. */
export interface RunNodeOptions {
  readonly cwd: string;
  /** @defaultValue 20 */
  readonly seconds?: number;
}

/** Runs Node in a process of its own, without colours. */
export async function runNode(
  args: readonly string[],
  { cwd, seconds = 20 }: RunNodeOptions,
): Promise<Ended> {
  const { FORCE_COLOR: _, ...env } = process.env;
  const settings = { cwd, env: { ...env, NO_COLOR: "1" }, timeout: seconds * 1000 };
  return new Promise((resolve) => {
    execFile(process.execPath, args, settings, (error, output, errors) => {
      const late = error?.killed === true ? `It has not ended after ${seconds} seconds.\n` : "";
      resolve({ failed: error !== null, output, errors: late + errors });
    });
  });
}
