import {
  canonicalJson,
  deepFreeze,
  describe,
  didYouMean,
  fingerprint,
  isPlainObject,
  messageOf,
  normaliseName,
  quoteList,
} from "../kernel/index.js";
import { checkedRetry, retryFaults, retryFaultText } from "./retry-policy.js";
import { isTimeout } from "./run/run-options.js";
import type { CheckedDefinition, RetryPolicy, StepHandlers } from "./step-definition.js";
import type { StepHandler } from "./step-handler.js";

/** The definitions of a pipeline's steps, and what keeps them from being one for each. */
export interface JoinedHandlers {
  /** By step name. Complete if there are no faults. */
  readonly definitionOf: ReadonlyMap<string, CheckedDefinition>;
  readonly faults: string[];
}

/** Joins each step with what was given under its name. */
export function joinHandlers(stepNames: readonly string[], handlers: StepHandlers): JoinedHandlers {
  const definitionOf = new Map<string, CheckedDefinition>();
  if (!isPlainObject(handlers)) {
    const fault = `the handlers must be an object by step name, but are ${describe(handlers)}`;
    return { definitionOf, faults: [fault] };
  }
  const known = new Set(stepNames);
  const given = new Set<string>();
  const unknown: string[] = [];
  const faults: string[] = [];
  for (const [key, handler] of Object.entries(handlers)) {
    const stepName = normaliseName(key);
    if (!known.has(stepName)) unknown.push(stepName);
    else if (given.has(stepName)) faults.push(`two handlers for ${describe(stepName)}`);
    else definitionOf.set(stepName, checkDefinition(stepName, handler, known, faults));
    given.add(stepName);
  }
  const missing = stepNames.filter((stepName) => !given.has(stepName));
  for (const stepName of unknown) {
    faults.push(`a handler for ${describe(stepName)}, which is not a step${didYouMean(stepName, missing)}`);
  }
  if (missing.length > 0) faults.unshift(`no handler for ${quoteList(missing)}`);
  if (stepNames.length === 0) faults.unshift("the context has no steps");
  return { definitionOf, faults };
}

const noOptions = Object.freeze({});
const noSteps: readonly string[] = Object.freeze([]);

/** What is to be known of a step with nothing but a handler. */
const bare = {
  options: noOptions,
  pure: false,
  usesPrevious: false,
  afterPrevious: noSteps,
  timeoutMs: undefined,
  retry: undefined,
  compensate: undefined,
} as const;

const memberNames = ["handle", "codeTag", ...Object.keys(bare)];

/** Adds what is wrong with a definition to the faults; with faults it is of no use. */
function checkDefinition(
  stepName: string,
  given: unknown,
  stepNames: ReadonlySet<string>,
  faults: string[],
): CheckedDefinition {
  const step = describe(stepName);
  if (typeof given === "function") {
    return Object.freeze({ ...bare, handle: given as StepHandler, codeTag: tagOf(given) });
  }
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    faults.push(
      `the handler for ${step} must be a function or a definition with a function handle, but is ${describe(given)}`,
    );
    return { ...bare, handle: () => {}, codeTag: "" };
  }
  // Read once: what a getter gives the next time may be something else.
  const read = Object.fromEntries(
    memberNames.map((name) => [name, (given as Readonly<Record<string, unknown>>)[name]]),
  ) as Readonly<Record<string, unknown>>;
  const fault = (text: string): unknown => faults.push(`the definition of ${step}: ${text}`);
  for (const key of isPlainObject(given) ? Object.keys(given) : []) {
    if (!memberNames.includes(key))
      fault(`${describe(key)} is not a part of it${didYouMean(key, memberNames)}`);
  }
  for (const text of memberFaults(read)) fault(text);
  const { handle, codeTag, options, pure, usesPrevious, afterPrevious, timeoutMs, retry, compensate } = read;
  const hasRetry = retry !== undefined && retryFaults(retry).length === 0;
  return Object.freeze({
    // A method finds its object, and a plain function does not mind.
    handle: typeof handle === "function" ? (handle.bind(given) as StepHandler) : () => {},
    codeTag: typeof codeTag === "string" ? codeTag : tagOf(handle),
    options: copyOptions(options, fault),
    pure: pure === true,
    usesPrevious: usesPrevious === true,
    afterPrevious: isNameList(afterPrevious) ? knownSteps(afterPrevious, stepNames, fault) : noSteps,
    timeoutMs: timeoutMs as number | undefined,
    retry: hasRetry ? checkedRetry(retry as RetryPolicy) : undefined,
    compensate:
      typeof compensate === "function"
        ? (compensate.bind(given) as CheckedDefinition["compensate"])
        : undefined,
  });
}

function* memberFaults(read: Readonly<Record<string, unknown>>): Generator<string> {
  const expectations = {
    handle: ["a function", typeof read.handle === "function"],
    codeTag: ["a text that is not empty", isAbsentOr(read.codeTag, "string") && read.codeTag !== ""],
    pure: ["true or false", isAbsentOr(read.pure, "boolean")],
    usesPrevious: ["true or false", isAbsentOr(read.usesPrevious, "boolean")],
    afterPrevious: [
      "a list of step names",
      read.afterPrevious === undefined || isNameList(read.afterPrevious),
    ],
    timeoutMs: [
      "a finite number of milliseconds above 0",
      read.timeoutMs === undefined || isTimeout(read.timeoutMs),
    ],
    compensate: ["a function", isAbsentOr(read.compensate, "function")],
  } as const;
  for (const [name, [expected, isMet]] of Object.entries(expectations)) {
    if (!isMet) yield `${name} must be ${expected}, but is ${describe(read[name])}`;
  }
  if (read.retry !== undefined) yield* retryFaults(read.retry).map(retryFaultText);
}

function isAbsentOr(value: unknown, type: "string" | "boolean" | "function"): boolean {
  return value === undefined || typeof value === type;
}

function isNameList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((name) => typeof name === "string");
}

/** The names as they are registered; one that is no step is a fault. */
function knownSteps(
  names: readonly string[],
  stepNames: ReadonlySet<string>,
  fault: (text: string) => void,
): readonly string[] {
  const known = names.map((name) => normaliseName(name));
  for (const name of known) {
    if (stepNames.has(name)) continue;
    fault(`afterPrevious names ${describe(name)}, which is not a step${didYouMean(name, stepNames)}`);
  }
  return Object.freeze(known.filter((name) => stepNames.has(name)));
}

/** A frozen copy of a step's settings, which nobody can change behind its fingerprint. */
function copyOptions(options: unknown, fault: (text: string) => void): Readonly<Record<string, unknown>> {
  if (options === undefined) return noOptions;
  if (!isPlainObject(options)) {
    fault(`options must be an object of plain JSON, but is ${describe(options)}`);
    return noOptions;
  }
  try {
    return deepFreeze(JSON.parse(canonicalJson(options)) as Record<string, unknown>);
  } catch (error) {
    fault(`options must be plain JSON: ${messageOf(error)}`);
    return noOptions;
  }
}

const tags = new WeakMap<object, string>();

/** A fingerprint of the text of a handler. */
function tagOf(handler: unknown): string {
  if (typeof handler !== "function") return "";
  const known = tags.get(handler);
  if (known !== undefined) return known;
  const tag = fingerprint(Function.prototype.toString.call(handler));
  tags.set(handler, tag);
  return tag;
}
