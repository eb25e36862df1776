import pc from "picocolors";

/** Paints texts; leaves them as they are where there is no colour. */
export type Colors = ReturnType<typeof pc.createColors>;

/** Where the example tells what happens. */
export interface Screen {
  readonly colors: Colors;
  /** Prints a line for good. */
  readonly line: (text?: string) => void;
  /** Shows what is going on just now, in place of what was shown before; the empty text shows nothing. */
  readonly status: (text: string) => void;
  /** Prints a line about a failure. */
  readonly error: (text: string) => void;
}

/** As much of a terminal as is needed. */
interface Stream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const clearLine = "\r\u001B[2K";

/** Lines on `stdout`, the status on `stderr`; colour and status only for terminals. `NO_COLOR` is honoured. */
export function createScreen(streams: {
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly env: Readonly<Record<string, string | undefined>>;
}): Screen {
  const { stdout, stderr, env } = streams;
  const simple = env["TERM"] === "dumb";
  const live = stderr.isTTY === true && !simple;
  const colored = stdout.isTTY === true && !simple && (env["NO_COLOR"] ?? "") === "";
  let shown = false;
  const status = (text: string): void => {
    if (!live || (!shown && text === "")) return;
    // A line that wraps could not be cleared. A terminal may say that it has no columns.
    stderr.write(clearLine + text.slice(0, (stderr.columns || 80) - 1));
    shown = text !== "";
  };
  const write = (stream: Stream, text: string): void => {
    status("");
    stream.write(`${text}\n`);
  };
  return {
    colors: pc.createColors(colored),
    line: (text = "") => write(stdout, text),
    status,
    error: (text) => write(stderr, text),
  };
}

/** A screen that shows nothing. */
export const noScreen: Screen = {
  colors: pc.createColors(false),
  line: () => {},
  status: () => {},
  error: () => {},
};
