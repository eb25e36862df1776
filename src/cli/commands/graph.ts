import { stepMarks } from "../../pipeline/index.js";
import type { DiagramOptions, Wiring } from "../../resolution/index.js";
import { invalidCommand } from "../command-error.js";
import { exitCodes, type ExitCode, type Io } from "../io.js";
import { isModule, loadPipeline } from "../runs/load-pipeline.js";
import { findRun, openToRead } from "../runs/store-file.js";
import { wireSpecifications, type WiringOptions } from "../wire-specifications.js";

/** What `bailiwick graph` takes. */
export interface GraphOptions extends WiringOptions {
  readonly format: "mermaid" | "dot" | "svg";
  readonly run?: string;
  readonly store?: string;
}

/** Draws the pipeline of a module, or the wiring of specification files, with the states of a run if there is one. */
export async function graph(sources: readonly string[], options: GraphOptions, io: Io): Promise<ExitCode> {
  const wiring = await wiringOf(sources, options, io);
  const shown = await shownRun(options, io);
  io.stdout.write(await drawn(wiring, options.format, shown));
  return exitCodes.ok;
}

async function wiringOf(sources: readonly string[], options: GraphOptions, io: Io): Promise<Wiring> {
  const [source = ""] = sources;
  if (!sources.some(isModule)) return (await wireSpecifications(sources, options, io)).wiring;
  if (sources.length === 1) return (await loadPipeline(source, io)).wiring;
  throw invalidCommand(
    "a module stands among several sources",
    "name one module, or specification files only.",
  );
}

async function shownRun({ run, store: path }: GraphOptions, io: Io): Promise<DiagramOptions> {
  if (run === undefined) return {};
  await using store = await openToRead(path, io);
  const { runId } = findRun(store, run);
  return { marks: stepMarks(store.steps(runId)) };
}

async function drawn(wiring: Wiring, format: GraphOptions["format"], shown: DiagramOptions): Promise<string> {
  switch (format) {
    case "mermaid":
      return wiring.toMermaid(shown);
    case "dot":
      return wiring.toDot(shown);
    case "svg":
      return wiring.toSvg(shown);
  }
}
