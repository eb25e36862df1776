import { canonicalJson, describe, quoteList } from "../../kernel/index.js";
import type { DriftCause, EdgesChange, PinChange, WireChange, WiringDrift } from "./wiring-drift.js";
import type { LockedOptions, LockedProfile } from "./wiring-lock.js";

/** How many changes of one sort are written out. */
const mostListed = 25;

/** A drift in words: what it comes to, then a line for each change. */
export function driftText(drift: Omit<WiringDrift, "text">): string {
  if (drift.isSame) return "The wiring is as the lock says.";
  const rows = [...rowsOf(drift)];
  const width = Math.max(...rows.map(([label]) => label.length));
  return [
    drift.isSameWiring
      ? "The wiring is as the lock says, but what it was made from has changed:"
      : "The wiring is not as the lock says:",
    ...rows.map(([label, text]) => `  ${label.padEnd(width)}  ${text}`),
  ].join("\n");
}

type Row = readonly [label: string, text: string];

function* rowsOf(drift: Omit<WiringDrift, "text">): Generator<Row> {
  const { moved, added, removed, unresolved, steps, pins, profile, options, edges } = drift;
  yield* listed("moved", moved.map(wireText));
  yield* listed("wired", added.map(wireText));
  yield* listed("unwired", removed.map(wireText));
  yield* nameList("without a wire", unresolved.added);
  yield* nameList("no longer without a wire", unresolved.removed);
  yield* nameList("new step", steps.added);
  yield* nameList("step gone", steps.removed);
  yield* nameList("step changed", steps.changed);
  yield* listed("pin", pins.map(pinText));
  if (profile !== undefined) yield ["profile", profileText(profile.before, profile.after)];
  if (options !== undefined) yield ["options", optionsText(options.before, options.after)];
  if (edges !== undefined) yield* edgeRows(edges);
}

function* listed(label: string, texts: readonly string[]): Generator<Row> {
  for (const text of texts.slice(0, mostListed)) yield [label, text];
  if (texts.length > mostListed) yield [label, `and ${texts.length - mostListed} more`];
}

function* nameList(label: string, found: readonly string[]): Generator<Row> {
  if (found.length > 0) yield [label, quoteList(found)];
}

function wireText({ input, from = "nothing", to = "nothing", causes }: WireChange): string {
  const reasons = new Set(causes.map(causeText));
  return `${input}: ${from} → ${to} (${[...reasons].join("; ")})`;
}

function causeText(cause: DriftCause): string {
  switch (cause.kind) {
    case "step": {
      const verbs = { added: "is new", removed: "is gone", changed: "is specified otherwise" };
      return `the step ${describe(cause.stepName)} ${verbs[cause.change]}`;
    }
    case "pin":
      return { added: "it is pinned now", removed: "its pin is gone", changed: "its pin changed" }[
        cause.change
      ];
    case "profile":
      return "the profile changed";
    case "options":
      return "the options changed";
    case "edges":
      return "the edges changed";
    case "other-steps":
      return "other steps changed";
    case "other-pins":
      return "other pins changed";
    case "unrecorded":
      return (
        "nothing changed that the lock records: it was edited, another version of this package chooses otherwise, " +
        "or the classic profile was given the steps in another order"
      );
  }
}

function pinText({ input, before, after }: PinChange): string {
  return `${input}: ${pinInWords(before)} → ${pinInWords(after)}`;
}

function pinInWords(pin: PinChange["before"]): string {
  if (pin === undefined) return "none";
  return pin.reason === undefined ? pin.output : `${pin.output}, ${describe(pin.reason)}`;
}

function profileText(before: LockedProfile, after: LockedProfile): string {
  const [was, is] = [profileInWords(before), profileInWords(after)];
  return was === is ? `${is}, whose built-in values are others in this version` : `${was} → ${is}`;
}

function profileInWords({ name, extends: base, changes = {} }: LockedProfile): string {
  return base === undefined ? describe(name) : `${describe(name)} (${base} with ${canonicalJson(changes)})`;
}

function optionsText(before: LockedOptions, after: LockedOptions): string {
  return `${canonicalJson(before)} → ${canonicalJson(after)}`;
}

function* edgeRows({ wereKnown, areKnown, added, removed }: EdgesChange): Generator<Row> {
  if (wereKnown !== areKnown) yield ["edges", areKnown ? "none were known" : "none are known any more"];
  yield* listed(
    "new edge",
    added.map(([from, to]) => `${describe(from)} → ${describe(to)}`),
  );
  yield* listed(
    "edge gone",
    removed.map(([from, to]) => `${describe(from)} → ${describe(to)}`),
  );
}
