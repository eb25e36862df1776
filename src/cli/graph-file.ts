import { describe, isPlainObject, quoteList } from "../kernel/index.js";
import type { Edge } from "../graph/index.js";
import { invalidInput, readInputData, type InputFile } from "./input-file.js";
import type { Io } from "./io.js";

/**
 * Reads which steps follow which: a list of `[from, to]` or `{ from, to }`, or such a list under `edges`.
 *
 * @throws BailiwickError `INPUT_FILE_UNREADABLE`; `INPUT_FILE_INVALID` with all faults.
 */
export async function readGraph(file: InputFile, io: Io): Promise<readonly Edge[]> {
  const value = await readInputData(file, io);
  const edges = isPlainObject(value) ? value["edges"] : value;
  if (!Array.isArray(edges)) {
    throw invalidInput(file, [
      `it must hold a list of edges, or "edges" with one, but holds ${describe(value)}`,
    ]);
  }
  const others = isPlainObject(value) ? Object.keys(value).filter((key) => key !== "edges") : [];
  const faults = others.length === 0 ? [] : [`beside "edges" it holds ${quoteList(others)}`];
  const read = edges.flatMap((edge: unknown, index): Edge[] => {
    const pair = edgeOf(edge);
    if (pair === undefined) {
      const holder = Array.isArray(edge) ? "" : describe(edge);
      const found = Array.isArray(edge) ? `[${edge.map((name) => describe(name)).join(", ")}]` : holder;
      faults.push(`edge ${index + 1} must be [from, to] or { from, to } of step names, but is ${found}`);
    }
    return pair === undefined ? [] : [pair];
  });
  if (faults.length > 0) throw invalidInput(file, faults);
  return read;
}

function edgeOf(edge: unknown): Edge | undefined {
  const names: unknown =
    isPlainObject(edge) && Object.keys(edge).length === 2 ? [edge["from"], edge["to"]] : edge;
  if (!Array.isArray(names) || names.length !== 2) return undefined;
  const [from, to] = names as readonly unknown[];
  return typeof from === "string" && typeof to === "string" ? [from, to] : undefined;
}
