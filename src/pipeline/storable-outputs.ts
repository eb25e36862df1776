import { BailiwickError, describe, isPlainObject, messageOf } from "../kernel/index.js";
import type { StoredOutputs } from "../store/index.js";
import type { PlannedStep } from "./plan/plan.js";
import type { Outputs } from "./step-handler.js";

/** Deeper values overflow the stack of programs that read them. */
const deepest = 1000;

/** What keeps a value from being JSON, and where in it that lies. */
export interface StorageFault {
  /** As in `rows[3].when`; `""` for the value itself. */
  readonly path: string;
  readonly found: string;
}

/**
 * The outputs of a step as JSON texts, which read back as equal values.
 *
 * @throws BailiwickError `OUTPUTS_NOT_STORABLE`
 */
export function storeOutputs(
  { stepName }: PlannedStep,
  contextName: string,
  outputs: Outputs,
): StoredOutputs {
  const texts = Object.create(null) as Record<string, string>;
  for (const [output, value] of Object.entries(outputs)) {
    const fault = storageFault(value);
    if (fault !== undefined) throw notStorable(stepName, contextName, output, fault);
    texts[output] = jsonOf(value, (found) => notStorable(stepName, contextName, output, found));
  }
  return texts;
}

/** What {@link storeOutputs} wrote down. */
export function readOutputs(texts: StoredOutputs): Outputs {
  const outputs = Object.create(null) as Record<string, unknown>;
  for (const [output, text] of Object.entries(texts)) outputs[output] = JSON.parse(text);
  return Object.freeze(outputs);
}

/**
 * The first thing in a value that JSON would lose or refuse: undefined in a list, NaN, infinities, bigints, symbols,
 * functions, class instances such as dates and maps, cycles, more than a thousand levels, getters that throw.
 * `undefined` if there is none. Members that are undefined are left out, as JSON does.
 */
export function storageFault(value: unknown): StorageFault | undefined {
  try {
    return faultIn(value, "", []);
  } catch (thrown) {
    return unreadable(thrown);
  }
}

/** A value without faults may still be too long for one text. */
function jsonOf(value: unknown, refuse: (fault: StorageFault) => BailiwickError): string {
  try {
    return JSON.stringify(value);
  } catch (thrown) {
    throw refuse(unreadable(thrown));
  }
}

function unreadable(thrown: unknown): StorageFault {
  return { path: "", found: `a value that cannot be turned into text (${messageOf(thrown)})` };
}

function faultIn(value: unknown, path: string, around: object[]): StorageFault | undefined {
  switch (typeof value) {
    case "string":
    case "boolean":
      return undefined;
    case "number":
      return Number.isFinite(value) ? undefined : { path, found: String(value) };
    case "object":
      return value === null ? undefined : faultInObject(value, path, around);
    default:
      return { path, found: describe(value) };
  }
}

function faultInObject(value: object, path: string, around: object[]): StorageFault | undefined {
  if (around.includes(value)) return { path, found: "a value that holds itself" };
  if (around.length === deepest) return { path: "", found: `a value of more than ${deepest} levels` };
  const isArray = Array.isArray(value);
  if (!isArray && !isPlainObject(value)) return { path, found: describe(value) };
  around.push(value);
  const fault = isArray ? faultInList(value, path, around) : faultInRecord(value, path, around);
  around.pop();
  return fault;
}

function faultInList(list: readonly unknown[], path: string, around: object[]): StorageFault | undefined {
  for (let at = 0; at < list.length; at++) {
    const fault = faultIn(list[at], `${path}[${at}]`, around);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function faultInRecord(
  record: Readonly<Record<string, unknown>>,
  path: string,
  around: object[],
): StorageFault | undefined {
  const symbol = Object.getOwnPropertySymbols(record)[0];
  if (symbol !== undefined) return { path, found: `an object with the key ${String(symbol)}` };
  for (const key of Object.keys(record)) {
    if (record[key] === undefined) continue;
    const fault = faultIn(record[key], member(path, key), around);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function member(path: string, key: string): string {
  if (!/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
}

function notStorable(
  stepName: string,
  contextName: string,
  output: string,
  { path, found }: StorageFault,
): BailiwickError {
  return new BailiwickError("OUTPUTS_NOT_STORABLE", {
    message: `The output ${describe(output)} of step ${describe(stepName)} in context ${describe(contextName)} cannot be recorded: ${path === "" ? "it" : path} is ${found}, which JSON cannot say.`,
    hint: "return plain JSON (a date as text, a map as a list of pairs, a large thing as the path to its file), or run without a store.",
    details: { stepName, contextName, output, path, found },
  });
}
