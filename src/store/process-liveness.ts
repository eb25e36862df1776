import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { fingerprint } from "../kernel/index.js";

/** Tells a process from every other one, also from a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /**
   * Where `pid` means this process: the name of the machine and, on Linux, after a slash what tells its boots and
   * namespaces apart.
   */
  readonly host: string;
  /** When it started, as the system says it; after a question mark something else where the system does not. */
  readonly processStartedAt: string;
}

/**
 * How a process is: it has ended (`gone`), waits to be continued or collected and does nothing until then (`stopped`),
 * is `alive`, or cannot be looked at (`unknown`).
 */
export type Liveness = "alive" | "stopped" | "gone" | "unknown";

/** The processes of this machine. */
export interface ProcessTable {
  /** The process that asks. */
  readonly self: ProcessIdentity;
  /** Whether this is the process that asks. */
  readonly isSelf: (identity: ProcessIdentity) => boolean;
  /** How a process is at this moment. */
  readonly livenessOf: (identity: ProcessIdentity) => Liveness;
}

/** Where a {@link ProcessTable} reads. */
export interface ProcessTableOptions {
  /** @defaultValue that of the machine */
  readonly platform?: NodeJS.Platform;
  /** Where Linux shows its processes. @defaultValue "/proc" */
  readonly proc?: string;
}

interface ProcessState {
  readonly startedAt: string;
  /** As `ps` writes it: `R`, `S`, `T`, `Z` and others. */
  readonly letter: string;
}

/** How a start begins that cannot be compared with what the system says. */
const unverifiable = "?";

/** Looks a process up; `undefined` if it is not there or not shown. */
type Inspect = (pid: number) => ProcessState | undefined;

/** How the processes of this machine are told apart and looked up. */
export function processTable({
  platform = process.platform,
  proc = "/proc",
}: ProcessTableOptions = {}): ProcessTable {
  const inspect = inspectorOf(platform, proc);
  const self = Object.freeze({
    pid: process.pid,
    host: platform === "linux" ? linuxHost(proc) : hostname(),
    processStartedAt: inspect(process.pid)?.startedAt ?? `${unverifiable}${performance.timeOrigin}`,
  });
  return Object.freeze<ProcessTable>({
    self,
    isSelf: (identity) => isSame(identity, self),
    livenessOf: (identity) => (isSame(identity, self) ? "alive" : livenessOf(identity, self.host, inspect)),
  });
}

let ownTable: ProcessTable | undefined;

/** The {@link ProcessTable} of this machine, made once. */
export function systemProcesses(): ProcessTable {
  return (ownTable ??= processTable());
}

function isSame(one: ProcessIdentity, other: ProcessIdentity): boolean {
  return one.pid === other.pid && one.host === other.host && one.processStartedAt === other.processStartedAt;
}

function livenessOf(
  { pid, host, processStartedAt }: ProcessIdentity,
  here: string,
  inspect: Inspect,
): Liveness {
  if (host !== here) return "unknown";
  if (!isThere(pid)) return "gone";
  const state = inspect(pid);
  if (state === undefined) return isThere(pid) ? "unknown" : "gone"; // It may have ended in between.
  if (processStartedAt.startsWith(unverifiable)) return "unknown";
  if (state.startedAt !== processStartedAt) return "gone";
  if (/^[Xx]/.test(state.letter)) return "gone";
  return /^[TtZ]/.test(state.letter) ? "stopped" : "alive";
}

/** Whether a process has this number. One of another user, which may not be signalled, is there too. */
function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

function inspectorOf(platform: NodeJS.Platform, proc: string): Inspect {
  if (platform === "win32") return () => undefined;
  if (platform !== "linux") return inspectByPs;
  // In a new pid namespace without a /proc of its own, the numbers there are those of other processes.
  return readStat(proc, "self")?.pid === process.pid ? (pid) => readStat(proc, String(pid)) : () => undefined;
}

/** Reads `/proc/PID/stat`: the number, the name in parentheses, which may hold anything, and then fields without blanks. */
function readStat(proc: string, name: string): (ProcessState & { readonly pid: number }) | undefined {
  let text: string;
  try {
    text = readFileSync(`${proc}/${name}/stat`, "latin1");
  } catch {
    return undefined;
  }
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [letter, startedAt] = [fields[0], fields[19]]; // fields 3 and 22 of the whole line
  if (letter === undefined || startedAt === undefined) return undefined;
  return { pid: Number.parseInt(text, 10), letter, startedAt };
}

function inspectByPs(pid: number): ProcessState | undefined {
  let line: string;
  try {
    line = execFileSync("ps", ["-o", "lstart=", "-o", "stat=", "-p", String(pid)], {
      encoding: "utf8",
      env: { PATH: process.env["PATH"], LC_ALL: "C", TZ: "UTC" },
      stdio: ["ignore", "pipe", "ignore"],
      timeout: 5000,
    });
  } catch {
    return undefined;
  }
  const [, startedAt, letter] = /^\s*(\S.*?\d{4})\s+(\S)/.exec(line) ?? [];
  return startedAt === undefined || letter === undefined ? undefined : { startedAt, letter };
}

/**
 * Numbers of processes are only comparable within one pid namespace of one boot, their start times only within one time
 * namespace. Where these are not shown, no other process is to take its numbers for the same.
 */
function linuxHost(proc: string): string {
  try {
    const boot = readFileSync(`${proc}/sys/kernel/random/boot_id`, "utf8").trim();
    const space = readlinkSync(`${proc}/self/ns/pid`);
    return `${hostname()}/${fingerprint([boot, space, timeNamespace(proc)])}`;
  } catch {
    return `${hostname()}/${randomUUID()}`;
  }
}

/** Linux has them since 5.6. */
function timeNamespace(proc: string): string {
  try {
    return readlinkSync(`${proc}/self/ns/time`);
  } catch {
    return "";
  }
}
