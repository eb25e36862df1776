import { setImmediate } from "node:timers/promises";

/** A process warning as `process.on("warning")` sees it. */
export interface SeenWarning {
  readonly name: string;
  readonly code: string | undefined;
  readonly message: string;
}

/** The process warnings of this package that are emitted while `work` runs, in order. */
export async function warningsOf(work: () => unknown): Promise<SeenWarning[]> {
  const seen: SeenWarning[] = [];
  const note = ({ name, message, code }: Error & { code?: string }): void => {
    if (code?.startsWith("BAILIWICK_") === true) seen.push({ name, code, message });
  };
  process.on("warning", note);
  try {
    await work();
    // Node emits warnings in the next turn.
    await setImmediate();
  } finally {
    process.off("warning", note);
  }
  return seen;
}
