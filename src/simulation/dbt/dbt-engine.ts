import { Mutex } from "async-mutex";
import { mkdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import {
  abortError,
  BailiwickError,
  describe,
  inTurn,
  quoteList,
  throwIfAborted,
  type Clock,
} from "../../kernel/index.js";
import { retryDelay, type RetryPolicy } from "../../pipeline/index.js";
import type { DuckDb } from "../../store/index.js";
import type {
  ModelEngine,
  ModelNode,
  ModelReport,
  ModelRequest,
  ModelWork,
} from "../project/model-engine.js";
import {
  clearRunResults,
  modelsOf,
  readManifest,
  readRunResults,
  type ManifestNode,
  type RunResult,
} from "./artefacts.js";
import { callDbt, type DbtCallEnd } from "./call-dbt.js";
import type { DbtCommand, DbtSettings } from "./command.js";
import { nodeFault, projectFault, type DbtFault } from "./faults.js";
import type { LogLine } from "./log-line.js";
import { checkRequest, checkWork } from "./requests.js";
import { isFine, kindOf, WorkProgress } from "./work-progress.js";

/** What an engine is made of, checked. */
export interface DbtEngineParts {
  readonly settings: DbtSettings;
  readonly database: DuckDb;
  readonly retry: RetryPolicy & { readonly maxRetries: number };
  readonly timeoutMs: number | undefined;
  readonly clock: Clock;
  readonly random: () => number;
}

/** One call of dbt at a time for each folder of artefacts, in this process. */
const turns = new Map<string, Mutex>();

/** What an attempt came to: `undefined` if its nodes have ended, or else what to try again, and why. */
interface Again {
  readonly fault: DbtFault;
  /** The names of the nodes to select; `undefined` for those of the request. */
  readonly select?: readonly string[];
}

/** Has the real dbt build and test models. */
export class DbtEngine implements ModelEngine {
  readonly name = "dbt";
  readonly #parts: DbtEngineParts;
  readonly #running = new Set<Promise<unknown>>();
  #isClosed = false;

  constructor(parts: DbtEngineParts) {
    this.#parts = parts;
  }

  async models(work: ModelWork = {}): Promise<readonly ModelNode[]> {
    checkWork(work, "models()");
    return this.#inTurn("parse", work, async () => {
      const progress = new WorkProgress(work);
      const request: ModelRequest = { variables: {} };
      const end = await this.#call("parse", request, work, (line) => progress.take(line, () => undefined));
      return modelsOf(readManifest(this.#parts.settings.targetPath, end.invocationId));
    });
  }

  async run(request: ModelRequest, work: ModelWork = {}): Promise<ModelReport> {
    return this.#work("run", request, work);
  }

  async test(request: ModelRequest, work: ModelWork = {}): Promise<ModelReport> {
    return this.#work("test", request, work);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled(this.#running);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #work(command: "run" | "test", asked: ModelRequest, work: ModelWork): Promise<ModelReport> {
    const request = checkRequest(asked, `${command}()`);
    checkWork(work, `${command}()`);
    const { database, clock } = this.#parts;
    return this.#inTurn(command, work, async () => {
      const began = clock.now();
      const progress = new WorkProgress(work);
      await database.withReleased(() => this.#attempts(command, request, work, progress));
      const { results } = progress;
      return Object.freeze({
        succeeded: results.every(({ status }) => status === "success" || status === "warned"),
        results: Object.freeze(results),
        durationMs: clock.now() - began,
      });
    });
  }

  /** One call after the other: each writes its artefacts where those of the one before were. */
  async #inTurn<T>(command: DbtCommand, { signal }: ModelWork, body: () => Promise<T>): Promise<T> {
    const { settings } = this.#parts;
    if (this.#isClosed) throw closedError(settings);
    const mutex = turns.get(settings.targetPath) ?? new Mutex();
    turns.set(settings.targetPath, mutex);
    const what = `dbt ${command} on the database ${describe(settings.database)}`;
    const running = inTurn(mutex, signal, what, body);
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
      if (!mutex.isLocked()) turns.delete(settings.targetPath);
    }
  }

  async #attempts(
    command: "run" | "test",
    request: ModelRequest,
    work: ModelWork,
    progress: WorkProgress,
  ): Promise<void> {
    const { retry, random } = this.#parts;
    let select = request.select ?? [];
    let exclude = request.exclude ?? [];
    for (let attempt = 1; ; attempt++) {
      const isLast = attempt > retry.maxRetries;
      const again = await this.#attempt(command, { ...request, select, exclude }, work, progress, isLast);
      if (again === undefined) return;
      if (isLast) throw attempt === 1 ? again.fault.error : afterAttempts(again.fault.error, attempt);
      if (again.select !== undefined) [select, exclude] = [again.select, []];
      const delayMs = Math.round(retryDelay(retry, attempt, random()));
      const which = again.select === undefined ? "" : ` for ${quoteList(again.select)}`;
      progress.log(
        "warn",
        `attempt ${attempt} of ${retry.maxRetries + 1} failed and may not the next time: ` +
          `${firstLine(again.fault.error)} Trying again in ${delayMs} ms${which}.`,
      );
      await pause(delayMs, work.signal, `dbt ${command}`);
    }
  }

  async #attempt(
    command: "run" | "test",
    request: ModelRequest,
    work: ModelWork,
    progress: WorkProgress,
    isLast: boolean,
  ): Promise<Again | undefined> {
    const { targetPath } = this.#parts.settings;
    clearRunResults(targetPath);
    const manifest = new LateManifest(targetPath);
    const take = (line: LogLine | string): void => {
      if (typeof line !== "string") manifest.invocationId ??= line.invocationId;
      progress.take(line, (uniqueId) => manifest.early()?.get(uniqueId));
    };
    const end = await this.#call(command, request, work, take);
    if (end.fault !== undefined) return { fault: end.fault };
    const results = readRunResults(targetPath, end.invocationId);
    if (end.code !== 0 && results.every(({ status }) => isFine(status))) throw unexplained(end, command);
    return this.#settle(results, manifest.final(), progress, isLast);
  }

  async #call(
    command: DbtCommand,
    request: ModelRequest,
    { signal }: ModelWork,
    onLine: (line: LogLine | string) => void,
  ): Promise<DbtCallEnd> {
    const { settings, timeoutMs } = this.#parts;
    throwIfAborted(signal, `dbt ${command}`);
    for (const folder of [settings.targetPath, settings.logPath]) mkdirSync(folder, { recursive: true });
    const end = await callDbt({ command, settings, request, timeoutMs, signal, onLine });
    if (end.fault !== undefined && !(end.fault.isTransient && command !== "parse")) throw end.fault.error;
    return end;
  }

  /** Notes how nodes have ended. If all that have failed may be better the next time, they have not ended yet. */
  #settle(
    results: readonly RunResult[],
    manifest: ReadonlyMap<string, ManifestNode>,
    progress: WorkProgress,
    isLast: boolean,
  ): Again | undefined {
    const { settings } = this.#parts;
    const ended = results.map((result) => {
      const node = manifest.get(result.uniqueId);
      const hasFault = !isFine(result.status) && result.status !== "skipped";
      if (node === undefined || (node.kind !== "model" && node.kind !== "test")) {
        // A hook has no place in the report, but is no secret if it fails.
        if (hasFault) throw projectFault(saidOf(result), settings.project, settings.database).error;
        return undefined;
      }
      return {
        node,
        result,
        fault: hasFault ? faultOf(node, result, settings) : warningOf(node, result, settings),
      };
    });
    const nodes = ended.filter((end) => end !== undefined);
    const failed = nodes.filter(({ result }) => !isFine(result.status) && result.status !== "skipped");
    const isWorthIt = failed.every(({ fault }) => fault?.isTransient === true);
    const why = failed[0]?.fault;
    const isPut = !isLast && why !== undefined && isWorthIt;
    for (const { node, result, fault } of nodes) {
      if (!isPut || isFine(result.status)) progress.end(node, result, fault?.error);
    }
    if (!isPut) return undefined;
    const select = nodes.filter(({ node }) => !progress.hasEnded(node.uniqueId)).map(({ node }) => node.name);
    return { fault: why, select };
  }
}

/** The manifest of a call: dbt writes it before the first node starts. */
class LateManifest {
  invocationId: string | undefined;
  readonly #targetPath: string;
  #read: ReadonlyMap<string, ManifestNode> | undefined;

  constructor(targetPath: string) {
    this.#targetPath = targetPath;
  }

  /** As far as it can be read while dbt is at work. */
  early(): ReadonlyMap<string, ManifestNode> | undefined {
    try {
      return this.final();
    } catch {
      return undefined;
    }
  }

  final(): ReadonlyMap<string, ManifestNode> {
    return (this.#read ??= readManifest(this.#targetPath, this.invocationId));
  }
}

function faultOf(node: ManifestNode, result: RunResult, { database }: DbtSettings): DbtFault {
  const { uniqueId, name, file } = node;
  const { sql, failures } = result;
  const message = saidOf(result);
  return nodeFault({ uniqueId, name, kind: kindOf(node), file, message, sql, failures }, database);
}

/** A test that only warns says why, too. */
function warningOf(node: ManifestNode, result: RunResult, settings: DbtSettings): DbtFault | undefined {
  return result.status === "warn" ? faultOf(node, result, settings) : undefined;
}

function saidOf({ message, status }: RunResult): string {
  return message ?? `dbt says ${describe(status)} and nothing else`;
}

function firstLine(error: BailiwickError): string {
  return error.message.split("\n")[0] ?? "";
}

async function pause(ms: number, signal: AbortSignal | undefined, what: string): Promise<void> {
  await sleep(ms, undefined, signal === undefined ? {} : { signal }).catch((error: unknown) => {
    throw signal?.aborted === true ? abortError(signal, what) : error;
  });
}

function afterAttempts(error: BailiwickError, attempts: number): BailiwickError {
  return new BailiwickError(error.code, {
    message: `${firstLine(error)} It was tried ${attempts} times.`,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    details: { ...error.details, attempts },
    cause: error.cause,
  });
}

function unexplained({ code, tail }: DbtCallEnd, command: string): BailiwickError {
  return new BailiwickError("MODEL_ENGINE_FAILED", {
    message: `dbt ${command} ended with the exit code ${code}, although none of its nodes has failed.`,
    hint: "its last lines are in details.output.",
    details: { command, code, output: tail.join("\n") },
  });
}

function closedError({ project }: DbtSettings): BailiwickError {
  return new BailiwickError("STORE_CLOSED", {
    message: `The engine of the project ${describe(project)} is closed.`,
    hint: "open another one, or close it only when its work has ended.",
    details: { project },
  });
}
