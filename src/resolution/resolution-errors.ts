import { BailiwickError, describe, didYouMean } from "../kernel/index.js";

/** Steps that were asked for but are not there; `where` says where they should be, as in "are not …". */
export function unknownSteps(
  unknown: readonly unknown[],
  where: string,
  known: readonly string[],
): BailiwickError {
  const named = unknown.map(
    (name) => `${describe(name)}${typeof name === "string" ? didYouMean(name, known) : ""}`,
  );
  const subject = unknown.length === 1 ? "The step" : "The steps";
  return new BailiwickError("STEP_UNKNOWN", {
    message: `${subject} ${named.join(", ")} ${unknown.length === 1 ? "is" : "are"} not ${where}.`,
    hint: "name steps that are there, or register these first.",
    details: { stepNames: unknown },
  });
}

/** Edges of a known graph that lead back to where they came from. */
export function cyclicEdges(cycle: readonly string[]): BailiwickError {
  return new BailiwickError("GRAPH_CYCLE", {
    message: `The edges lead around in a cycle: ${cycle.map((name) => describe(name)).join(" → ")}.`,
    hint: "take out one of these edges.",
    details: { cycle },
  });
}
