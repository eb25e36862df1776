#!/usr/bin/env node
import { main } from "./main.js";

/** A reader that has seen enough, such as `head`, is no fault; the exit code stays what it is. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}

const { stdin, stdout, stderr, env } = process;
stdout.on("error", ignoreClosedPipe);
stderr.on("error", ignoreClosedPipe);
const exitCode = await main(process.argv.slice(2), { stdout, stderr, stdin, env, cwd: process.cwd() });
// A module that was looked at may keep the process busy: end it, once all is written.
stdout.write("", () => stderr.write("", () => process.exit(exitCode)));
