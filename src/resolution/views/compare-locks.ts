import { canonicalJson, deepFreeze } from "../../kernel/index.js";
import type { Edge } from "../../graph/index.js";
import { readUniqueName } from "../port-names.js";
import { driftText } from "./drift-text.js";
import type { DriftCause, EdgesChange, PinChange, WireChange, WiringDrift } from "./wiring-drift.js";
import type { LockedPin, WiringLock } from "./wiring-lock.js";

type StepsChange = WiringDrift["steps"];
type StepChange = Extract<DriftCause, { kind: "step" }>;

/** Compares two locks. O(n log n) in their steps, wires and edges. */
export function compareLocks(before: WiringLock, after: WiringLock): WiringDrift {
  const steps = compareSteps(before.steps, after.steps);
  const unresolved = compareLists(before.unresolved, after.unresolved);
  const pins = comparePins(before.wires, after.wires);
  const basis = compareBasis(before, after);
  const causesOf = causeFinder({ steps, pins, ...basis });
  const wires = compareWires(before.wires, after.wires).map((change): WireChange => {
    return { ...change, causes: causesOf(change) };
  });
  const moved = wires.filter(({ from, to }) => from !== undefined && to !== undefined);
  const added = wires.filter(({ from }) => from === undefined);
  const removed = wires.filter(({ to }) => to === undefined);
  const changesOfWiring = [wires, steps.added, steps.removed, unresolved.added, unresolved.removed];
  const isSameWiring = changesOfWiring.every(({ length }) => length === 0);
  const isSame = isSameWiring && steps.changed.length + pins.length === 0 && Object.keys(basis).length === 0;
  const drift = { isSame, isSameWiring, moved, added, removed, unresolved, steps, pins, ...basis };
  return deepFreeze({ ...drift, text: driftText(drift) });
}

function compareLists(before: readonly string[], after: readonly string[]) {
  const [was, is] = [new Set(before), new Set(after)];
  return { added: after.filter((name) => !was.has(name)), removed: before.filter((name) => !is.has(name)) };
}

function compareSteps(before: WiringLock["steps"], after: WiringLock["steps"]): StepsChange {
  const changed = Object.keys(after).filter((name) => name in before && before[name] !== after[name]);
  return { ...compareLists(Object.keys(before), Object.keys(after)), changed };
}

/** The keys of two records, sorted. */
function keysOf(before: object, after: object): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
}

function compareWires(before: WiringLock["wires"], after: WiringLock["wires"]): Omit<WireChange, "causes">[] {
  return keysOf(before, after).flatMap((input) => {
    const [from, to] = [outputOf(before[input]), outputOf(after[input])];
    if (from === to) return [];
    return { input, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  });
}

function outputOf(wire: string | LockedPin | undefined): string | undefined {
  return typeof wire === "object" ? wire.output : wire;
}

function comparePins(before: WiringLock["wires"], after: WiringLock["wires"]): PinChange[] {
  return keysOf(before, after).flatMap((input) => {
    const [was, is] = [pinOf(before[input]), pinOf(after[input])];
    if (was?.output === is?.output && was?.reason === is?.reason) return [];
    return {
      input,
      ...(was === undefined ? {} : { before: was }),
      ...(is === undefined ? {} : { after: is }),
    };
  });
}

function pinOf(wire: string | LockedPin | undefined): PinChange["before"] {
  if (typeof wire !== "object") return undefined;
  const { output, reason } = wire;
  return { output, ...(reason === undefined ? {} : { reason }) };
}

function compareBasis(
  before: WiringLock,
  after: WiringLock,
): Pick<WiringDrift, "profile" | "options" | "edges"> {
  const profile = compareData(before.profile, after.profile);
  const options = compareData(before.options ?? {}, after.options ?? {});
  const edges = compareEdges(before.edges, after.edges);
  return {
    ...(profile === undefined ? {} : { profile }),
    ...(options === undefined ? {} : { options }),
    ...(edges === undefined ? {} : { edges }),
  };
}

/** Both, if they differ. */
function compareData<T>(before: T, after: T): { readonly before: T; readonly after: T } | undefined {
  return canonicalJson(before) === canonicalJson(after) ? undefined : { before, after };
}

function compareEdges(
  before: readonly Edge[] | undefined,
  after: readonly Edge[] | undefined,
): EdgesChange | undefined {
  const texts = [before, after].map((edges) => (edges ?? []).map((edge) => JSON.stringify(edge)));
  const { added, removed } = compareLists(texts[0]!, texts[1]!);
  const [wereKnown, areKnown] = [before !== undefined, after !== undefined];
  if (added.length + removed.length === 0 && wereKnown === areKnown) return undefined;
  const edgesOf = (names: string[]): Edge[] => names.map((name) => JSON.parse(name) as Edge);
  return { wereKnown, areKnown, added: edgesOf(added), removed: edgesOf(removed) };
}

/** Tells of a wire what changed that can be why it did. */
function causeFinder({
  steps,
  pins,
  profile,
  options,
  edges,
}: Pick<WiringDrift, "steps" | "pins" | "profile" | "options" | "edges">) {
  const changeOf = new Map<string, StepChange["change"]>();
  for (const change of ["added", "removed", "changed"] as const) {
    for (const stepName of steps[change]) changeOf.set(stepName, change);
  }
  const pinChangeOf = new Map(pins.map((pin) => [pin.input, pinCause(pin)]));
  const general: DriftCause[] = [];
  if (profile !== undefined && profile.before.fingerprint !== profile.after.fingerprint)
    general.push({ kind: "profile" });
  if (options !== undefined) general.push({ kind: "options" });
  if (edges !== undefined) general.push({ kind: "edges" });
  const others: DriftCause[] = [];
  if (changeOf.size > 0) others.push({ kind: "other-steps" });
  if (pins.length > 0) others.push({ kind: "other-pins" });

  const stepCause = (role: StepChange["role"], port: string | undefined): StepChange[] => {
    const stepName = port === undefined ? undefined : readUniqueName(port)?.stepName;
    const change = stepName === undefined ? undefined : changeOf.get(stepName);
    return stepName === undefined || change === undefined ? [] : [{ kind: "step", stepName, role, change }];
  };

  return ({ input, from, to }: Omit<WireChange, "causes">): DriftCause[] => {
    const consumer = stepCause("consumer", input);
    // Where the step itself came or went, or a person decided, nothing else matters.
    if (consumer.some(({ change }) => change !== "changed")) return consumer;
    const pin = pinChangeOf.get(input);
    const isPinned = pin !== undefined && pin.change !== "removed";
    if (isPinned) return [pin];
    const near: DriftCause[] = [
      ...(pin === undefined ? [] : [pin]),
      ...consumer,
      ...stepCause("old-provider", from),
      ...stepCause("new-provider", to),
    ];
    const causes = [...near, ...general, ...(near.length === 0 ? others : [])];
    return causes.length === 0 ? [{ kind: "unrecorded" }] : causes;
  };
}

function pinCause({ before, after }: PinChange): Extract<DriftCause, { kind: "pin" }> {
  if (before === undefined) return { kind: "pin", change: "added" };
  return { kind: "pin", change: after === undefined ? "removed" : "changed" };
}
