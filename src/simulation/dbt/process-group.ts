import { spawn, type ChildProcess } from "node:child_process";
import { onAbort } from "../../kernel/index.js";
import { LineSplitter } from "./line-splitter.js";

/** A program, and how it is run. */
export interface ProcessGroupRequest {
  readonly executable: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** How long it may take, in milliseconds. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** How long it may take to end once it was asked to, in milliseconds. */
  readonly graceMs: number;
  /** Called for each line of its output, of both streams. What it throws ends the program. */
  readonly onLine: (line: string) => void;
}

/** How a program ended, all processes of its group with it. */
export interface ProcessGroupEnd {
  /** `null` if a signal has ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Why it was told to end; `undefined` if it ended by itself. */
  readonly told: "abort" | "timeout" | "listener" | undefined;
  /** What `onLine` has thrown. */
  readonly thrown?: unknown;
  /** The last lines of its output. */
  readonly tail: readonly string[];
}

/**
 * Runs the program in the place of the shell, which leaves a guard behind in the same group: when this process is gone, whatever
 * has ended it, the pipe 3 is closed, and the guard ends the group. A database that the program has open is free then.
 */
const guarded = `
{ trap '' TERM INT HUP; read -r _; kill -s KILL -- -$$; } <&3 >/dev/null 2>&1 &
exec "$0" "$@" 3<&-`;

const tailLines = 40;
const tailLineLength = 2000;
/** How long a pipe is still read that a process outside of the group holds open. */
const drainMs = 2000;
const longestTimeoutMs = 2 ** 31 - 1;

/**
 * Runs a program in a process group of its own and waits until the group is gone. When the time is over or the signal is
 * aborted, all of it is told to end, and killed if it does not.
 */
export async function runProcessGroup(request: ProcessGroupRequest): Promise<ProcessGroupEnd> {
  const { executable, args, cwd, env, timeoutMs, signal, graceMs } = request;
  const child = spawn("/bin/sh", ["-c", guarded, executable, ...args], {
    cwd,
    env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  const timers: NodeJS.Timeout[] = [];
  const after = (ms: number, action: () => void): void => {
    timers.push(setTimeout(action, Math.min(ms, longestTimeoutMs)));
  };
  let told: ProcessGroupEnd["told"];
  const tell = (why: NonNullable<ProcessGroupEnd["told"]>): void => {
    if (told !== undefined) return;
    told = why;
    endGroup(child, "SIGTERM");
    after(graceMs, () => endGroup(child, "SIGKILL"));
  };
  let thrown: unknown;
  const { tail } = readLines(child, request.onLine, (error) => {
    thrown ??= error;
    tell("listener");
  });
  if (timeoutMs !== undefined) after(timeoutMs, () => tell("timeout"));
  if (signal?.aborted === true) tell("abort");
  const release = signal === undefined ? undefined : onAbort(signal, () => tell("abort"));
  try {
    const { code, signal: endedBy } = await endOf(child, after);
    return { code, signal: endedBy, told, thrown, tail: Object.freeze(tail) };
  } finally {
    release?.();
    for (const timer of timers) clearTimeout(timer);
  }
}

type End = Pick<ProcessGroupEnd, "code" | "signal">;

/** Settles when the first process is gone, the rest of its group was killed, and its output was read. */
async function endOf(child: ChildProcess, after: (ms: number, action: () => void) => void): Promise<End> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", () => {
      endGroup(child, "SIGKILL");
      after(drainMs, () => {
        for (const stream of child.stdio) stream?.destroy();
      });
    });
    child.once("close", (code, signal) => resolve({ code, signal }));
  });
}

function readLines(
  child: ChildProcess,
  onLine: (line: string) => void,
  onThrown: (error: unknown) => void,
): { readonly tail: readonly string[] } {
  const tail: string[] = [];
  const take = (line: string): void => {
    if (line.trim() !== "") tail.push(line.slice(0, tailLineLength));
    if (tail.length > tailLines) tail.shift();
    try {
      onLine(line);
    } catch (error) {
      onThrown(error);
    }
  };
  for (const stream of [child.stdout, child.stderr]) {
    const splitter = new LineSplitter(take);
    stream?.on("data", (piece: Buffer) => splitter.push(piece));
    stream?.once("close", () => splitter.end());
  }
  // Nothing is ever written to the pipe of the guard, whose end is seen here as an error or as an end.
  const guard = child.stdio[3];
  guard?.on("error", () => undefined);
  return { tail };
}

/** Signals each process of the group; there may be none left. */
function endGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
