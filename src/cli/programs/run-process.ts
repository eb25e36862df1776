import type { ExitCode, Io } from "../io.js";

/** Runs a command line in this process, and ends the process with its exit code. */
export async function runProcess(
  call: (argv: readonly string[], io: Io) => Promise<ExitCode>,
): Promise<void> {
  const { stdin, stdout, stderr, env } = process;
  stdout.on("error", ignoreClosedPipe);
  stderr.on("error", ignoreClosedPipe);
  const exitCode = await call(process.argv.slice(2), {
    stdout,
    stderr,
    stdin,
    env,
    cwd: process.cwd(),
    onInterrupt,
  });
  // A module that was looked at may keep the process busy: end it, once all is written.
  stdout.write("", () => stderr.write("", () => process.exit(exitCode)));
}

/** A reader that has seen enough, such as `head`, is no fault; the exit code stays what it is. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}

const onInterrupt: Io["onInterrupt"] = (listener) => {
  const signals = ["SIGINT", "SIGTERM"] as const;
  const hear = (signal: NodeJS.Signals): void => {
    release();
    listener(signal === "SIGTERM" ? signal : "SIGINT");
  };
  const release = (): void => signals.forEach((signal) => process.off(signal, hear));
  signals.forEach((signal) => process.on(signal, hear));
  return release;
};
