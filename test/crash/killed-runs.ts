import { spawn } from "node:child_process";
import { mkdir, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../fixtures/crash/run.mjs", import.meta.url));

/** Which random pipeline is run where. */
export interface CrashCase {
  readonly folder: string;
  readonly size: number;
  readonly seed: number;
}

/** How one process ended. */
export interface Session {
  readonly wasKilled: boolean;
  readonly isDone: boolean;
  readonly errors: string;
}

/**
 * Runs one session in a process of its own, and kills it some time after its pipeline is built, if a time is given and it
 * is not done by then.
 */
export async function runSession(
  { folder, size, seed }: CrashCase,
  resume: "new" | "resume",
  killAfterMs?: number,
): Promise<Session> {
  const child = spawn(process.execPath, [program, folder, String(size), String(seed), resume]);
  let said = "";
  let errors = "";
  let timer: NodeJS.Timeout | undefined;
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
    if (killAfterMs !== undefined && timer === undefined)
      timer = setTimeout(() => child.kill("SIGKILL"), killAfterMs);
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  const [, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((done) =>
    child.on("close", (code, by) => done([code, by])),
  );
  clearTimeout(timer);
  return { wasKilled: signal === "SIGKILL", isDone: said.includes("done"), errors };
}

/** Kills one session after the other at the given moments, then lets one finish. Returns how many were killed. */
export async function runThroughKills(crash: CrashCase, moments: Iterable<number>): Promise<number> {
  await mkdir(crash.folder, { recursive: true });
  let killed = 0;
  for (const moment of moments) {
    const session = await runSession(crash, "resume", moment);
    if (session.wasKilled) killed++;
    else if (!session.isDone) throw new Error(`A session failed that was not killed:\n${session.errors}`);
    if (session.isDone) return killed;
    // The killed process is gone when it has been waited for, but its pipes may outlive it by a moment.
    await sleep(1);
  }
  const last = await runSession(crash, "resume");
  if (!last.isDone) throw new Error(`The last session failed:\n${last.errors}`);
  return killed;
}

/** One line for each time that a handler of the random pipeline was called. */
export interface Effect {
  readonly stepName: string;
  readonly attempt: number;
  readonly idempotencyKey: string;
}

export async function readEffects(folder: string): Promise<readonly Effect[]> {
  const text = await readFile(`${folder}/effects.log`, "utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((line) => {
      const [stepName = "", attempt = "", idempotencyKey = ""] = line.split(" ");
      return { stepName, attempt: Number(attempt), idempotencyKey };
    });
}
