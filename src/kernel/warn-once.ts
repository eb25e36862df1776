import { processWide } from "./process-wide.js";

/** What a process warning of this package says. */
export interface Warning {
  /** `DeprecationWarning` or the package's own kind. */
  readonly type: "DeprecationWarning" | "BailiwickWarning";
  /** A stable code; with `--trace-warnings` and `process.on("warning")` it is what a program looks at. */
  readonly code: string;
  readonly message: string;
  /** What the warning is about, if it should appear once for each. */
  readonly subject?: string;
}

/** Emits a process warning the first time it is asked to, for each code and subject. */
export function warnOnce({ type, code, message, subject = "" }: Warning): void {
  const given = processWide("warnings", () => new Set<string>());
  const key = `${code} ${subject}`;
  if (given.has(key)) return;
  given.add(key);
  process.emitWarning(message, { type, code });
}
