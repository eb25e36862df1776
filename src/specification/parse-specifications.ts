import {
  deepFreeze,
  describe,
  isPlainObject,
  nameFault,
  normaliseName,
  refuseUnknownOptions,
} from "../kernel/index.js";
import { checkSpecification } from "./define-specification.js";
import { FieldReader } from "./field-reader.js";
import { readDocuments, type SpecificationFileFormat } from "./read-documents.js";
import type { FaultPlace, SourceDocument } from "./source-document.js";
import { SourceText, type FramedProblem } from "./source-text.js";
import { invalidOption, specificationFileError } from "./specification-file-error.js";
import type { SpecificationFault, StepSpecification } from "./types.js";

/** A step that a specification file holds. */
export interface SpecificationFileEntry {
  readonly stepName: string;
  readonly specification: StepSpecification;
  /** The file as the caller named it; absent where a text came without one. */
  readonly file?: string;
  /** The line of the step's name, or of its first field where the file names it; from 1. */
  readonly line: number;
}

/** Where a specification text comes from and how it is written. */
export interface ParseSpecificationsOptions {
  /** Names the text in errors, and a single step that has no `stepName`. */
  readonly file?: string;
  /** By default `"json"` if the file is called `*.json`, else `"yaml"`, of which JSON is a part. */
  readonly format?: SpecificationFileFormat;
}

/**
 * Reads the step specifications of a YAML 1.2 or JSON text, in the order of the text.
 *
 * A document holds one step (the fields of a specification and, if you like, `stepName`, by default the name of
 * the file without `.yaml` or `.step.yaml`) or many (`steps`: specifications by step name). YAML may hold
 * several documents. A `$schema` for editors is allowed and ignored. Touches no file. O(text).
 *
 * @throws BailiwickError `SPECIFICATION_FILE_INVALID` with all problems at once, each with its place;
 * `OPTION_INVALID`.
 *
 * @example
 * ```ts
 * import { parseSpecifications } from "bailiwick";
 *
 * const [step] = await parseSpecifications("stepType: RidgeTraining", { file: "train.step.yaml" });
 * console.log(step?.stepName); // => train
 * ```
 */
export async function parseSpecifications(
  text: string,
  options: ParseSpecificationsOptions = {},
): Promise<readonly SpecificationFileEntry[]> {
  if (typeof text !== "string")
    throw invalidOption("argument text of parseSpecifications()", "a string", text);
  checkOptions(options);
  const { steps, problems } = await readSteps(text, options, new Map());
  if (problems.length > 0) throw specificationFileError("SPECIFICATION_FILE_INVALID", problems);
  return entriesOf(steps);
}

function checkOptions(options: ParseSpecificationsOptions): void {
  refuseUnknownOptions(options, ["file", "format"], "parseSpecifications()");
  const { file, format } = options;
  if (file !== undefined && typeof file !== "string") {
    throw invalidOption("option file of parseSpecifications()", "a string", file);
  }
  if (format !== undefined && format !== "yaml" && format !== "json") {
    throw invalidOption("option format of parseSpecifications()", '"yaml" or "json"', format);
  }
}

/** A step as it stands in a file; without a specification if that has faults, which are among the problems. */
export interface LocatedStep {
  readonly stepName: string;
  readonly specification: StepSpecification | undefined;
  readonly source: SourceText;
  readonly offset: number;
  /** The path to the name. */
  readonly path: readonly string[];
}

/** What a text holds: its steps as far as they have a name, and every problem in the order of the text. */
interface StepReading {
  readonly steps: readonly LocatedStep[];
  readonly problems: readonly FramedProblem[];
}

/** Reads all that can be read of a text. `named` holds the steps of earlier texts and gets those of this one. */
export async function readSteps(
  text: string,
  { file, format = /\.json$/iu.test(file ?? "") ? "json" : "yaml" }: ParseSpecificationsOptions,
  named: Map<string, LocatedStep>,
): Promise<StepReading> {
  const source = new SourceText(text, file);
  const { documents, problems } = await readDocuments(source, format);
  const defaultName = documents.length === 1 ? nameOfFile(file) : undefined;
  const readings = documents.map((document) => readDocument(document, source, defaultName));
  const steps = readings.flatMap((reading) => reading.steps);
  const all = [
    ...problems,
    ...readings.flatMap((reading) => reading.problems),
    ...steps.flatMap((step) => repeatedStep(step, named)),
  ];
  return { steps, problems: all.toSorted((a, b) => a.offset - b.offset) };
}

function repeatedStep(step: LocatedStep, named: Map<string, LocatedStep>): readonly FramedProblem[] {
  const { stepName, source, offset, path } = step;
  const first = named.get(stepName);
  if (first === undefined) {
    named.set(stepName, step);
    return [];
  }
  const place = `${first.source.file ?? "text"}:${first.source.placeOf(first.offset).line}`;
  return [source.problem(offset, path, `names the step ${describe(stepName)}, which ${place} names already`)];
}

/** The entries of steps without problems. */
export function entriesOf(steps: readonly LocatedStep[]): readonly SpecificationFileEntry[] {
  const entries = steps.flatMap(({ stepName, specification, source, offset }) => {
    if (specification === undefined) return [];
    const file = source.file === undefined ? {} : { file: source.file };
    return [{ stepName, specification, ...file, line: source.placeOf(offset).line }];
  });
  return deepFreeze(entries);
}

interface NamedStep {
  readonly stepName: string;
  readonly specification: StepSpecification | undefined;
  /** Where the name stands. */
  readonly at: FaultPlace;
}

function readDocument(
  document: SourceDocument,
  source: SourceText,
  defaultName: string | undefined,
): StepReading {
  const { value } = document;
  if (!isPlainObject(value)) {
    const message = `this must be the fields of a step, or "steps" with many by name, but is ${describe(value)}`;
    return { steps: [], problems: [source.problem(document.start, [], message)] };
  }
  const faults: SpecificationFault[] = [];
  const named = Object.hasOwn(value, "steps") ? readMany(value, faults) : readOne(value, defaultName, faults);
  const steps = named.map(({ at, ...step }) => {
    return { ...step, source, offset: document.offsetOf(at), path: at.path };
  });
  steps.sort((a, b) => a.offset - b.offset); // objects put keys such as "10" first
  const problems = faults.map((fault) => {
    const message = isStrayStep(value, fault) ? strayStep : fault.message + document.surprise(fault);
    return source.problem(document.offsetOf(fault), fault.path, message);
  });
  const hidden = document
    .hiddenMembers("steps")
    .flatMap((copy) => readDocument(copy, source, undefined).problems);
  return { steps, problems: [...problems, ...hidden] };
}

const strayStep = 'looks like a step, but does not stand under "steps:"; put all steps there, by name';

/** Whether a fault lies in a key at the top that holds a step of its own. */
function isStrayStep(value: Record<string, unknown>, { path, inKey }: SpecificationFault): boolean {
  const [key = ""] = path;
  const member = value[key];
  return path.length === 1 && inKey === true && isPlainObject(member) && Object.hasOwn(member, "stepType");
}

function readMany(value: Record<string, unknown>, faults: SpecificationFault[]): readonly NamedStep[] {
  const fields = new FieldReader(value, [], ["$schema", "steps"], faults);
  fields.text("$schema");
  return fields.members("steps", "steps").flatMap(({ key, value: step, path }) => {
    const check = checkSpecification(step);
    faults.push(...check.faults.map((fault) => ({ ...fault, path: [...path, ...fault.path] })));
    const at: FaultPlace = { path, inKey: true };
    const fault = nameFault(key);
    if (fault !== undefined) {
      faults.push({ ...at, message: `has a key that ${fault}` });
      return [];
    }
    return [{ stepName: normaliseName(key), specification: check.specification, at }];
  });
}

function readOne(
  value: Record<string, unknown>,
  defaultName: string | undefined,
  faults: SpecificationFault[],
): readonly NamedStep[] {
  const fields = new FieldReader(value, [], Object.keys(value), faults);
  fields.text("$schema");
  const { specification, faults: found } = checkSpecification(value, ["stepName", "steps", "$schema"]);
  if (!Object.hasOwn(value, "stepType") && found.some((fault) => isStrayStep(value, fault))) {
    faults.push(...found.filter(({ path }) => path[0] !== "stepType")); // steps without "steps:", not one step
    return [];
  }
  const at: FaultPlace = { path: ["stepName"] };
  const stepName = Object.hasOwn(value, "stepName") ? fields.word("stepName", "") : defaultName;
  const missing = { ...at, message: "is missing, and no file name stands in for it" };
  faults.push(...(stepName === undefined ? [missing] : []), ...found);
  return stepName === undefined || stepName === "" ? [] : [{ stepName, specification, at }];
}

function nameOfFile(file = ""): string | undefined {
  const base = file.split(/[\\/]/u).at(-1) ?? "";
  const name = base.replace(/(?:\.step)?\.(?:ya?ml|json)$/iu, "");
  return nameFault(name) === undefined ? normaliseName(name) : undefined;
}
