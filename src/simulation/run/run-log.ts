import type { Logger } from "pino";
import { describe } from "../../kernel/index.js";
import { fileUnwritable } from "../../store/index.js";
import type { RunEvent } from "../../pipeline/index.js";
import type { ModelEvent } from "../project/model-engine.js";
import type { SimulationScope } from "../stages/simulation-tables.js";

/** Where structured logs go: a file, to which they are appended, or anything that takes lines, such as a stream. */
export type LogDestination =
  | string
  | {
      /** Takes one record: a line of JSON with its line end. */
      readonly write: (line: string) => unknown;
    };

/** From which level on records are written. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/**
 * Structured logs of a run: a line of JSON for each record, with `scenario_id`, `plan_design_id`, `run_id` and, as soon as
 * there is one, `year` and `stage`. The logger is loaded when the first log is opened.
 */
export class RunLog {
  readonly #logger: Logger;
  readonly #close: () => void;
  #ofRun: Logger;
  #place: Logger;

  private constructor(logger: Logger, close: () => void) {
    this.#logger = logger;
    this.#ofRun = logger;
    this.#place = logger;
    this.#close = close;
  }

  /** @throws BailiwickError `OUTPUT_FILE_UNWRITABLE` */
  static async open(destination: LogDestination, level: LogLevel, scope: SimulationScope): Promise<RunLog> {
    const { pino } = await import("pino");
    const base = { scenario_id: scope.scenarioId, plan_design_id: scope.planDesignId };
    const settings = {
      base,
      level,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label: string) => ({ level: label }) },
    };
    if (typeof destination !== "string") return new RunLog(pino(settings, destination), () => undefined);
    try {
      const file = pino.destination({ dest: destination, append: true, sync: true, mkdir: true });
      let failure: Error | undefined;
      file.on("error", (error: Error) => (failure = error));
      const lines = {
        write: (line: string): void => {
          file.write(line);
          if (failure !== undefined) throw failure;
        },
      };
      // What could not be written is not tried again at the end: it would fail there too.
      return new RunLog(pino(settings, lines), () => (failure === undefined ? file.end() : file.destroy()));
    } catch (error) {
      throw fileUnwritable(`The log ${describe(destination)}`, destination, error);
    }
  }

  /** Takes an event of the pipeline. */
  hear(event: RunEvent): void {
    const { type } = event;
    if (type === "run-started") {
      this.#ofRun = this.#logger.child({ run_id: event.runId });
      this.#place = this.#ofRun;
      this.#ofRun.info(
        { event: type, years: event.partitions, is_resumed: event.isResumed },
        "the run begins",
      );
      return;
    }
    if (type === "run-finished") {
      this.#place = this.#ofRun;
      this.#ofRun.info(
        { event: type, status: event.status, duration_ms: event.durationMs },
        `the run has ${event.status}`,
      );
      return;
    }
    if (type === "step-progress" || type === "step-log") return;
    this.#place = this.#ofRun.child({ year: Number(event.partition), stage: event.stepName });
    const duration = "durationMs" in event ? { duration_ms: event.durationMs } : {};
    if ("error" in event)
      this.#place.error({ event: type, ...duration, error: event.error.toJSON() }, event.error.message);
    else
      this.#place.info(
        { event: type, ...duration, ...("reason" in event ? { reason: event.reason } : {}) },
        type,
      );
  }

  /** Takes an event of the engine. */
  hearModel(event: ModelEvent): void {
    switch (event.type) {
      case "log":
        this.#place[event.level]({ event: "engine" }, event.message);
        return;
      case "node-started":
        this.#place.debug({ event: event.type, node: event.uniqueId }, event.type);
        return;
      case "node-ended": {
        const { uniqueId, status, durationMs, rows, error } = event.result;
        const facts = { event: event.type, node: uniqueId, status, duration_ms: durationMs, rows };
        if (error === undefined) this.#place.debug(facts, event.type);
        else this.#place.error({ ...facts, error: error.toJSON() }, error.message);
      }
    }
  }

  /** Says what somebody should know. */
  warn(message: string): void {
    this.#place.warn({ event: "warning" }, message);
  }

  /** Closes a file. */
  close(): void {
    this.#close();
  }
}
