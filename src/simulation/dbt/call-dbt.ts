import { abortError, BailiwickError, describe } from "../../kernel/index.js";
import type { ModelRequest } from "../project/model-engine.js";
import { dbtArguments, dbtEnvironment, type DbtCommand, type DbtSettings } from "./command.js";
import { versionProblem } from "./dbt-version.js";
import { projectFault, type DbtFault } from "./faults.js";
import { engineMissing } from "./find-dbt.js";
import { parseLogLine, type LogLine } from "./log-line.js";
import { runProcessGroup, type ProcessGroupEnd } from "./process-group.js";

/** One call of dbt. */
export interface DbtCall {
  readonly command: DbtCommand;
  readonly settings: DbtSettings;
  readonly request: ModelRequest;
  readonly timeoutMs: number | undefined;
  readonly signal: AbortSignal | undefined;
  /** Told each line, and the text of those that are no lines of a log. What it throws ends dbt, and is thrown. */
  readonly onLine: (line: LogLine | string) => void;
}

/** How a call ended that came to its nodes; `fault` is why it gave up otherwise. */
export interface DbtCallEnd {
  /** What tells its artefacts from those of other calls; `undefined` if it never said. */
  readonly invocationId: string | undefined;
  /** 0, or 1 if nodes have failed. */
  readonly code: number;
  readonly fault?: DbtFault;
  /** The last lines of its output. */
  readonly tail: readonly string[];
}

/** How long dbt may take to end when it was told to. */
const graceMs = 3000;

/**
 * Calls dbt, in a process group of its own, and waits for all of the group to be gone.
 *
 * @throws BailiwickError `MODEL_ENGINE_MISSING`, `MODEL_ENGINE_VERSION`, `MODEL_ENGINE_TIMED_OUT`, `MODEL_ENGINE_FAILED`,
 * `OPERATION_ABORTED`; what the listener throws
 */
export async function callDbt(call: DbtCall): Promise<DbtCallEnd> {
  const { command, settings, request, timeoutMs, signal } = call;
  const reader = new CallReader(settings.executable, call.onLine);
  const end = await runProcessGroup({
    executable: settings.executable,
    args: dbtArguments(command, settings, request),
    cwd: settings.project,
    env: dbtEnvironment(settings),
    timeoutMs,
    signal,
    graceMs,
    onLine: (line) => reader.read(line),
  });
  if (end.told !== undefined) throw toldError(end, call);
  const { invocationId, encountered } = reader;
  if (encountered !== undefined) {
    const fault = projectFault(encountered, settings.project, settings.database);
    return { invocationId, code: end.code ?? 1, fault, tail: end.tail };
  }
  if (end.code === 0 || (end.code === 1 && invocationId !== undefined)) {
    return { invocationId, code: end.code, tail: end.tail };
  }
  if (invocationId === undefined && (end.code === 126 || end.code === 127)) {
    throw engineMissing(describe(settings.executable), [settings.executable]);
  }
  throw crashed(end, call);
}

class CallReader {
  invocationId: string | undefined;
  /** Why dbt has given up, in its words. */
  encountered: string | undefined;
  readonly #executable: string;
  readonly #onLine: DbtCall["onLine"];

  constructor(executable: string, onLine: DbtCall["onLine"]) {
    this.#executable = executable;
    this.#onLine = onLine;
  }

  read(text: string): void {
    const line = parseLogLine(text);
    if (line === undefined) return this.#onLine(text);
    this.invocationId ??= line.invocationId;
    if (line.name === "MainReportVersion") this.#requireVersion(line);
    if (line.name === "NoNodesForSelectionCriteria") throw selectionInvalid(line);
    if (line.name === "MainEncounteredError" || line.name === "MainEncounteredException") {
      this.encountered ??= typeof line.data["exc"] === "string" ? line.data["exc"] : line.message;
    }
    this.#onLine(line);
  }

  /** What is installed elsewhere under the name dbt may be of another line, which says other things. */
  #requireVersion({ data }: LogLine): void {
    const core = typeof data["version"] === "string" ? data["version"].replace(/^=/u, "") : "";
    const problem = versionProblem({ core, adapter: "1.10." }, this.#executable);
    if (problem !== undefined) throw problem;
  }
}

/** dbt would do nothing, and call it a success. */
function selectionInvalid({ data, message }: LogLine): BailiwickError {
  const selection = typeof data["spec_raw"] === "string" ? data["spec_raw"] : message;
  return new BailiwickError("MODEL_SELECTION_INVALID", {
    message: `The selection ${describe(selection)} matches nothing in the project.`,
    hint: "nothing was run; models() of the engine has the names and tags that there are.",
    details: { selection },
  });
}

function toldError(
  { told, thrown, tail }: ProcessGroupEnd,
  { command, settings, ...call }: DbtCall,
): unknown {
  const what = `dbt ${command} on the database ${describe(settings.database)}`;
  if (told === "abort" && call.signal !== undefined) return abortError(call.signal, what);
  if (told === "listener") return thrown;
  return new BailiwickError("MODEL_ENGINE_TIMED_OUT", {
    message: `${what} took longer than ${call.timeoutMs} ms and was ended.`,
    hint: "give it more time with timeoutMs, or see in details.output what it was at.",
    details: { command, timeoutMs: call.timeoutMs, output: tail.join("\n") },
  });
}

function crashed({ code, signal, tail }: ProcessGroupEnd, { command, settings }: DbtCall): BailiwickError {
  const how = signal === null ? `with the exit code ${code}` : `by ${signal}`;
  const said = tail.at(-1);
  return new BailiwickError("MODEL_ENGINE_FAILED", {
    message:
      `dbt ${command} on the project ${describe(settings.project)} was ended ${how}, ` +
      (said === undefined ? "and said nothing." : `and said last: ${describe(said)}.`),
    hint:
      signal === null
        ? "its last lines are in details.output, all of them in the logs of dbt."
        : "something else has ended it; that may be the system, for want of memory.",
    details: { command, code, signal, output: tail.join("\n"), logPath: settings.logPath },
  });
}
