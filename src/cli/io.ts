import { resolve } from "node:path";

/** Where text is written to: as much of a stream of Node as the command line needs. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  /** The width of the terminal. */
  readonly columns?: number | undefined;
}

/** The width of a terminal; `undefined` where text may be of any width: in files, and on terminals that do not say it. */
export function widthOf({ isTTY, columns = 0 }: Output): number | undefined {
  return isTTY === true && columns > 0 ? columns : undefined;
}

/** The width of help; a terminal that does not say its own is taken for a wide one. */
export function helpWidth({ columns = 0 }: Output): number {
  return columns > 0 ? columns : 100;
}

/** All that the command line touches of its process; files it reads by paths from `cwd`. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly stdin: AsyncIterable<string | Uint8Array>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /**
   * Hears the first request to end, until what is given back is called. After it the process ends at the next one, as
   * it does where nobody listens.
   */
  readonly onInterrupt: (listener: (signal: Interrupt) => void) => () => void;
}

/** How a process is asked to end. */
export type Interrupt = "SIGINT" | "SIGTERM";

/** How the process ends: all is well; something was found; it could not be done, or not be understood. */
export const exitCodes = Object.freeze({ ok: 0, findings: 1, failure: 2 } as const);

/** One of {@link exitCodes}. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** A path as it was given, if the process stands where it was given, so that messages show it so. */
export function pathFrom(cwd: string, path: string): string {
  return cwd === process.cwd() ? path : resolve(cwd, path);
}
