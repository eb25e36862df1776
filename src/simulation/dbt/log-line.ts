import { isPlainObject } from "../../kernel/index.js";

/** How weighty dbt takes a line to be. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/** A line of `--log-format json`. */
export interface LogLine {
  /** What happened, for example `LogModelResult`. */
  readonly name: string;
  readonly level: LogLevel;
  /** Without colours and blanks around it. */
  readonly message: string;
  /** Tells this run of dbt from every other. */
  readonly invocationId: string | undefined;
  /** What belongs to `name`. */
  readonly data: Readonly<Record<string, unknown>>;
}

const colours = /\u001B\[[\d;]*m/gu;

/** Reads a line; `undefined` for a torn one, or one that is no line of this kind. */
export function parseLogLine(line: string): LogLine | undefined {
  if (!line.startsWith("{")) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isPlainObject(json) || !isPlainObject(json["info"])) return undefined;
  const { name, level, msg, invocation_id: invocationId } = json["info"];
  if (typeof name !== "string" || typeof msg !== "string") return undefined;
  return {
    name,
    level: isLevel(level) ? level : "debug",
    message: plainText(msg),
    invocationId: typeof invocationId === "string" ? invocationId : undefined,
    data: isPlainObject(json["data"]) ? json["data"] : {},
  };
}

/** A text of dbt without colours and blanks around it. */
export function plainText(text: string): string {
  return text.replaceAll(colours, "").trim();
}

function isLevel(level: unknown): level is LogLevel {
  return level === "debug" || level === "info" || level === "warn" || level === "error";
}

/** What a line says about one node. */
export interface NodeLine {
  readonly uniqueId: string;
  /** As dbt calls it: `started`, `success`, `pass`, `error`, `fail`, `warn`, `skipped`. */
  readonly status: string;
  readonly index: number | undefined;
  readonly total: number | undefined;
  readonly durationMs: number;
  /** How many rows fail a test. */
  readonly failures: number | undefined;
}

const nodeEvents = new Set(["LogStartLine", "LogModelResult", "LogTestResult"]);

/** What a line says about a node that starts or has ended; `undefined` if it is about something else. */
export function nodeLineOf({ name, data }: LogLine): NodeLine | undefined {
  const { node_info: info } = data;
  if (!nodeEvents.has(name) || !isPlainObject(info)) return undefined;
  const { unique_id: uniqueId, node_status: status } = info;
  if (typeof uniqueId !== "string" || typeof status !== "string") return undefined;
  return {
    uniqueId,
    status,
    index: wholeNumber(data["index"]),
    total: wholeNumber(data["total"] ?? data["num_models"]),
    durationMs: typeof data["execution_time"] === "number" ? data["execution_time"] * 1000 : 0,
    failures: wholeNumber(data["num_failures"]),
  };
}

function wholeNumber(value: unknown): number | undefined {
  return Number.isSafeInteger(value) ? (value as number) : undefined;
}
