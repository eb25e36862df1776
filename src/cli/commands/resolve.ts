import { counted } from "../../kernel/index.js";
import type { Ambiguity, ControlEdge, Unresolved, Wire, Wiring } from "../../resolution/index.js";
import { exitCodes, type ExitCode, type Io } from "../io.js";
import { jsonText } from "../texts.js";
import { styleOf, type Style } from "../style.js";
import { tableLines } from "../table.js";
import { wireSpecifications, type WiringOptions } from "../wire-specifications.js";

/** What `bailiwick resolve` takes. */
export interface ResolveOptions extends WiringOptions {
  readonly format: "text" | "json" | "mermaid" | "dot";
  readonly json?: boolean;
}

/** Wires specifications and writes the wiring; it is a finding if it cannot run. */
export async function resolve(paths: readonly string[], options: ResolveOptions, io: Io): Promise<ExitCode> {
  const { wiring } = await wireSpecifications(paths, options, io);
  io.stdout.write(written(wiring, options.json === true ? "json" : options.format, io));
  return wiring.isComplete && wiring.cycle === undefined ? exitCodes.ok : exitCodes.findings;
}

function written(wiring: Wiring, format: ResolveOptions["format"], io: Io): string {
  switch (format) {
    case "json":
      return jsonText(wiring.toJSON());
    case "mermaid":
      return wiring.toMermaid();
    case "dot":
      return wiring.toDot();
    case "text":
      return wiringText(wiring, styleOf(io.stdout, io.env));
  }
}

function wiringText(wiring: Wiring, style: Style): string {
  const { wires, unresolved, ambiguous, controlEdges, order, cycle } = wiring;
  const isAmbiguous = new Set(ambiguous.map(inputName));
  const missing = unresolved.filter((input) => !isAmbiguous.has(inputName(input)));
  const sections = [
    wireLines(wires, style),
    section(
      "Unresolved",
      missing.flatMap((input) => unresolvedLines(input, style)),
      style,
    ),
    section(
      "Ambiguous",
      ambiguous.flatMap((input) => ambiguousLines(input, style)),
      style,
    ),
    section("Edges without data", controlEdges.map(controlEdgeLine), style),
    section("Order", order.length === 0 ? [] : [`  ${order.join(" → ")}`], style),
    section("Cycle", cycle === undefined ? [] : [`  ${style.red(cycle.join(" → "))}`], style),
    [summary(wiring, style)],
  ];
  const filled = sections.filter((lines) => lines.length > 0);
  return `${filled.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function section(title: string, lines: readonly string[], { bold }: Style): readonly string[] {
  return lines.length === 0 ? [] : [bold(title), ...lines];
}

function wireLines(wires: readonly Wire[], style: Style): readonly string[] {
  if (wires.length === 0) return [];
  const columns = [
    { title: "Input" },
    { title: "" },
    { title: "Output" },
    { title: "Score" },
    { title: "Decided by" },
  ];
  const rows = wires.map((wire) => [
    inputName(wire),
    "←",
    `${wire.provider}.${wire.output}`,
    wire.score.toFixed(3),
    wire.reason === undefined ? wire.decidedBy : `${wire.decidedBy}: ${wire.reason}`,
  ]);
  return tableLines(columns, rows, style);
}

function unresolvedLines(input: Unresolved, { red, yellow }: Style): readonly string[] {
  const mark = input.required ? red("required") : yellow("optional");
  return [`  ${inputName(input)} (${mark}): ${input.reason}`];
}

function ambiguousLines(input: Ambiguity, { red, yellow }: Style): readonly string[] {
  const mark = input.required ? red("required") : yellow("optional");
  const names = input.candidates.map(
    ({ provider, output, score }) => `${provider}.${output} ${score.toFixed(3)}`,
  );
  return [`  ${inputName(input)} (${mark}): ${names.join(", ")}`, `    settle it with ${input.pin}`];
}

function controlEdgeLine({ from, to, reason }: ControlEdge): string {
  return `  ${from} → ${to}: ${reason}`;
}

function summary({ wires, unresolved, order, cycle, isComplete }: Wiring, { green, red }: Style): string {
  if (cycle !== undefined)
    return `${counted(wires.length, "wire")}: ${red("the wires lead around in a cycle")}`;
  const what = `${counted(order.length, "step")}, ${counted(wires.length, "wire")}`;
  if (isComplete) return `${what}: ${green("complete")}`;
  const missing = unresolved.filter(({ required }) => required).length;
  return `${what}: ${red(`${counted(missing, "required input")} missing`)}`;
}

function inputName({
  consumer,
  dependency,
}: {
  readonly consumer: string;
  readonly dependency: string;
}): string {
  return `${consumer}.${dependency}`;
}
