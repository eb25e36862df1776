import { closeSync, openSync, writeSync } from "node:fs";
import { describe } from "../../kernel/index.js";
import { fileUnwritable } from "../../store/index.js";
import { formatEvent, type RunEvent } from "../../pipeline/index.js";
import { pathFrom, type Io } from "../io.js";

/** Where the events of a run are written to, as they happen. */
export interface EventSink {
  hear(event: RunEvent): void;
  /** What kept events from being written, the first time. */
  readonly fault: unknown;
  close(): void;
}

/**
 * Writes events as NDJSON to a file, which is made anew, or to standard output for `-`. A line is with the system
 * before the run goes on.
 *
 * @throws BailiwickError `OUTPUT_FILE_UNWRITABLE`
 */
export function eventSink(path: string, io: Io): EventSink {
  if (path === "-") {
    return { hear: (event) => io.stdout.write(`${formatEvent(event)}\n`), fault: undefined, close: () => {} };
  }
  return new EventFile(path, io);
}

class EventFile implements EventSink {
  fault: unknown;
  readonly #descriptor: number;

  constructor(path: string, { cwd }: Io) {
    try {
      this.#descriptor = openSync(pathFrom(cwd, path), "w");
    } catch (cause) {
      throw fileUnwritable(`The file ${describe(path)} of --events`, path, cause);
    }
  }

  hear(event: RunEvent): void {
    if (this.fault !== undefined) return;
    try {
      writeSync(this.#descriptor, `${formatEvent(event)}\n`);
    } catch (fault) {
      this.fault = fault;
    }
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
