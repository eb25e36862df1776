import { describe, didYouMean, fingerprintPattern, isPlainObject } from "../../kernel/index.js";
import { readUniqueName, stepNameFault } from "../port-names.js";
import { lockVersion } from "./wiring-lock.js";

const lockFields = ["lockVersion", "profile", "options", "edges", "steps", "wires", "unresolved"];
const profileFields = ["name", "extends", "fingerprint", "changes"];
const optionFields = ["onAmbiguous", "stepTypeNames", "aliases"];
const pinFields = ["output", "decidedBy", "reason"];

type Faults = Generator<string>;

/** Everything that keeps plain data from being a lock of this version, each as a sentence that begins with its place. */
export function* lockFaults(lock: Readonly<Record<string, unknown>>): Faults {
  yield* unknownFields("", lock, lockFields);
  if (lock["lockVersion"] !== lockVersion)
    yield mustBe("lockVersion", String(lockVersion), lock["lockVersion"]);
  yield* profileFaults(lock["profile"]);
  if (lock["options"] !== undefined) yield* optionFaults(lock["options"]);
  yield* stepFaults(lock["steps"]);
  const steps = new Set(isPlainObject(lock["steps"]) ? Object.keys(lock["steps"]) : []);
  if (lock["edges"] !== undefined) yield* edgeFaults(lock["edges"], steps);
  yield* wireFaults(lock["wires"], steps);
  yield* unresolvedFaults(lock["unresolved"], lock["wires"], steps);
}

function* profileFaults(profile: unknown): Faults {
  if (!isPlainObject(profile)) {
    yield mustBe("profile", "an object", profile);
    return;
  }
  yield* unknownFields("profile.", profile, profileFields);
  const { name, extends: base, fingerprint, changes } = profile;
  const isText = typeof name === "string" && name.trim() !== "";
  if (!isText) yield mustBe("profile.name", "a text", name);
  yield* fingerprintFaults("profile.fingerprint", fingerprint);
  if (base === undefined && changes === undefined) {
    if (isText && !isBuiltIn(name))
      yield `profile.name is ${describe(name)}, which is no built-in profile, but profile.extends is missing`;
    return;
  }
  if (!isBuiltIn(base)) yield mustBe("profile.extends", '"strict" or "classic"', base);
  if (!isPlainObject(changes)) yield mustBe("profile.changes", "an object", changes);
}

function isBuiltIn(name: unknown): boolean {
  return name === "strict" || name === "classic";
}

function* optionFaults(options: unknown): Faults {
  if (!isPlainObject(options)) {
    yield mustBe("options", "an object", options);
    return;
  }
  yield* unknownFields("options.", options, optionFields);
  const { onAmbiguous, stepTypeNames, aliases } = options;
  if (onAmbiguous !== undefined && onAmbiguous !== "report")
    yield mustBe("options.onAmbiguous", '"report"', onAmbiguous);
  if (stepTypeNames !== undefined && !isListOfTexts(stepTypeNames))
    yield mustBe("options.stepTypeNames", "a list of texts", stepTypeNames);
  if (aliases !== undefined && !(isPlainObject(aliases) && isListOfTexts(Object.values(aliases))))
    yield mustBe("options.aliases", "an object of texts", aliases);
}

function* stepFaults(steps: unknown): Faults {
  if (!isPlainObject(steps)) {
    yield mustBe("steps", "an object by step name", steps);
    return;
  }
  for (const [name, fingerprint] of Object.entries(steps)) {
    const fault = stepNameFault(name);
    if (fault !== undefined) yield `steps: the name ${describe(name)} ${fault}`;
    yield* fingerprintFaults(`steps[${describe(name)}]`, fingerprint);
  }
}

function* edgeFaults(edges: unknown, steps: ReadonlySet<string>): Faults {
  if (!Array.isArray(edges)) {
    yield mustBe("edges", "a list of pairs [from, to]", edges);
    return;
  }
  for (const [index, edge] of (edges as readonly unknown[]).entries()) {
    if (!Array.isArray(edge) || edge.length !== 2 || !isListOfTexts(edge)) {
      yield mustBe(`edges[${index}]`, "a pair [from, to] of step names", edge);
      continue;
    }
    for (const name of edge) {
      if (!steps.has(name)) yield `edges[${index}] names ${describe(name)}, which is not among its steps`;
    }
  }
}

function* wireFaults(wires: unknown, steps: ReadonlySet<string>): Faults {
  if (!isPlainObject(wires)) {
    yield mustBe("wires", "an object by input", wires);
    return;
  }
  for (const [input, wire] of Object.entries(wires)) {
    const at = `wires[${describe(input)}]`;
    yield* portFaults("wires: the input", input, steps);
    if (typeof wire === "string") yield* portFaults(`${at}: the output`, wire, steps);
    else yield* pinFaults(at, wire, steps);
  }
}

function* pinFaults(at: string, pin: unknown, steps: ReadonlySet<string>): Faults {
  if (!isPlainObject(pin)) {
    yield mustBe(at, '"step.output" or a pin', pin);
    return;
  }
  yield* unknownFields(`${at}.`, pin, pinFields);
  const { output, decidedBy, reason } = pin;
  if (typeof output === "string") yield* portFaults(`${at}: the output`, output, steps);
  else yield mustBe(`${at}.output`, '"step.output"', output);
  if (decidedBy !== "pin") yield mustBe(`${at}.decidedBy`, '"pin"', decidedBy);
  if (reason !== undefined && typeof reason !== "string") yield mustBe(`${at}.reason`, "a text", reason);
}

function* unresolvedFaults(unresolved: unknown, wires: unknown, steps: ReadonlySet<string>): Faults {
  if (!isListOfTexts(unresolved)) {
    yield mustBe("unresolved", "a list of inputs", unresolved);
    return;
  }
  const seen = new Set<string>();
  for (const input of unresolved) {
    yield* portFaults("unresolved: the input", input, steps);
    if (seen.has(input)) yield `unresolved names ${describe(input)} twice`;
    if (isPlainObject(wires) && Object.hasOwn(wires, input))
      yield `unresolved names ${describe(input)}, which has a wire`;
    seen.add(input);
  }
}

function* portFaults(what: string, name: string, steps: ReadonlySet<string>): Faults {
  const port = readUniqueName(name);
  if (port === undefined) yield `${what} ${describe(name)} does not read "step.port"`;
  else if (!steps.has(port.stepName)) {
    const step = `${describe(port.stepName)}${didYouMean(port.stepName, steps)}`;
    yield `${what} ${describe(name)} names the step ${step}, which is not among its steps`;
  }
}

function* fingerprintFaults(at: string, value: unknown): Faults {
  if (typeof value !== "string" || !fingerprintPattern.test(value))
    yield mustBe(at, "16 hexadecimal digits", value);
}

function* unknownFields(prefix: string, found: object, known: readonly string[]): Faults {
  for (const key of Object.keys(found)) {
    if (!known.includes(key)) yield `${prefix}${key} is not a known field${didYouMean(key, known)}`;
  }
}

function isListOfTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function mustBe(at: string, what: string, found: unknown): string {
  return found === undefined ? `${at} is missing` : `${at} must be ${what}, but is ${describe(found)}`;
}
