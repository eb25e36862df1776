import { counted } from "../../kernel/index.js";
import { formatEvent, summariseRun } from "../../pipeline/index.js";
import type { RunRecord, RunStore } from "../../store/index.js";
import { invalidCommand } from "../command-error.js";
import { exitCodes, widthOf, type ExitCode, type Io } from "../io.js";
import { compareRuns } from "../runs/compare-runs.js";
import { differencesText, runsText, shownRunText } from "../runs/runs-text.js";
import { findRun, openToRead } from "../runs/store-file.js";
import { styleOf } from "../style.js";
import { jsonText } from "../texts.js";

/** What `bailiwick runs` takes. */
export interface RunsOptions {
  readonly store?: string;
  readonly limit?: string;
  readonly events?: boolean;
  readonly json?: boolean;
}

/** What `bailiwick runs` can do, and how many runs each names. */
const idCounts = Object.freeze({ list: 0, show: 1, diff: 2 });

/** Lists the runs of a store, shows one, or says how two differ. What differs is no finding. */
export async function runs(
  what: keyof typeof idCounts,
  ids: readonly string[],
  options: RunsOptions,
  io: Io,
): Promise<ExitCode> {
  checkCall(what, ids, options);
  await using store = await openToRead(options.store, io);
  const found = ids.map((id) => findRun(store, id));
  const [a, b] = found;
  if (a === undefined) list(store, options, io);
  else if (b === undefined) show(store, a, options, io);
  else diff(store, [a, b], options, io);
  return exitCodes.ok;
}

function checkCall(
  what: keyof typeof idCounts,
  ids: readonly string[],
  { events, limit }: RunsOptions,
): void {
  const usage = "bailiwick runs list, bailiwick runs show ID, bailiwick runs diff ID ID.";
  const count = idCounts[what];
  if (ids.length !== count)
    throw invalidCommand(`runs ${what} takes ${counted(count, "id")}, but was given ${ids.length}`, usage);
  if (events === true && what !== "show")
    throw invalidCommand(`--events is for runs show, not for runs ${what}`, usage);
  if (limit === undefined) return;
  if (what !== "list") throw invalidCommand(`--limit is for runs list, not for runs ${what}`, usage);
  if (!/^[1-9]\d{0,8}$/u.test(limit)) {
    throw invalidCommand(
      `--limit takes a whole number from 1 up, but was given "${limit}"`,
      "write it as in --limit 20.",
    );
  }
}

function list(store: RunStore, { limit, json }: RunsOptions, io: Io): void {
  const records = store.runs(limit === undefined ? {} : { limit: Number(limit) });
  io.stdout.write(
    json === true
      ? jsonText({ store: store.path, runs: records })
      : runsText(records, widthOf(io.stdout), styleOf(io.stdout, io.env)),
  );
}

function show(store: RunStore, run: RunRecord, { events, json }: RunsOptions, io: Io): void {
  const steps = store.steps(run.runId);
  const attempts = store.attempts(run.runId);
  const compensations = store.compensations(run.runId);
  if (json === true) {
    const heard = events === true ? { events: [...store.events(run.runId)] } : {};
    io.stdout.write(jsonText({ run, steps, attempts, compensations, ...heard }));
    return;
  }
  const columns = widthOf(io.stdout);
  const summary = summariseRun({ run, steps });
  io.stdout.write(
    shownRunText({ run, steps, attempts, compensations, summary }, columns, styleOf(io.stdout, io.env)),
  );
  if (events !== true) return;
  io.stdout.write("\n");
  for (const event of store.events(run.runId)) io.stdout.write(`${formatEvent(event)}\n`);
}

function diff(store: RunStore, [a, b]: readonly [RunRecord, RunRecord], { json }: RunsOptions, io: Io): void {
  const steps = compareRuns(store, a.runId, b.runId);
  io.stdout.write(
    json === true ? jsonText({ a, b, steps }) : differencesText([a, b], steps, styleOf(io.stdout, io.env)),
  );
}
