import { describe, isPlainObject } from "../../kernel/index.js";
import { readDocuments, SourceText, type SourceDocument } from "../../specification/index.js";
import type { FramedConfigProblem } from "./config-error.js";
import type { ConfigCatalogue } from "./config-json-schema.js";
import type { ConfigOrigin } from "./config-origin.js";
import { readOverrides, type Override } from "./overrides.js";
import { concerns, schemaFaults, type SettingFault } from "./setting-faults.js";
import { settingRules } from "./setting-rules.js";
import type { SimulationConfig } from "./simulation-config.js";
import { valueAt, withValue, type Tree } from "./tree.js";

/** A text with what goes over it. */
export interface ConfigSource {
  readonly text: string;
  /** As the caller named it. */
  readonly file: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly set: readonly string[];
}

/** What a text with its overrides comes to. */
export interface CheckedSettings {
  /** With all defaults; absent if there are problems that leave none. */
  readonly config?: SimulationConfig | undefined;
  readonly origins: Readonly<Record<string, ConfigOrigin>>;
  /** Those of the text in its order, then those of the overrides. */
  readonly problems: readonly FramedConfigProblem[];
}

interface PlacedProblem extends FramedConfigProblem {
  readonly offset: number;
}

/** Reads a text and checks it together with its overrides; every problem of either is found. */
export async function checkSettings(
  catalogue: ConfigCatalogue,
  given: ConfigSource,
): Promise<CheckedSettings> {
  const { file, env, set } = given;
  const source = new SourceText(given.text, file);
  const format = /\.json$/iu.test(file) ? "json" : "yaml";
  const { documents, problems: textProblems } = await readDocuments(source, format);
  const { overrides, problems: overrideProblems } = await readOverrides(catalogue, env, set);
  const problems = [
    ...textProblems.map((problem) => fromText(problem, file)),
    ...overrideProblems.map((problem): PlacedProblem => ({ problem, frame: [], offset: Infinity })),
  ];
  const [document, second] = documents;
  if (second !== undefined) {
    const message = "this is a second document; a configuration is one";
    problems.push(fromText(source.problem(second.start, [], message), file));
  }
  if (document === undefined) return { origins: {}, problems: sorted(problems) };
  if (!isPlainObject(document.value)) {
    const message = `this must be settings by name, but is ${describe(document.value)}`;
    problems.push(fromText(source.problem(document.start, [], message), file));
    return { origins: {}, problems: sorted(problems) };
  }
  const value = overrides.reduce<Tree>(
    (tree, { setting, value: over }) => withValue(tree, setting.path as [string, ...string[]], over),
    document.value,
  );
  const { data: config, error } = catalogue.schema.safeParse(value);
  const faults = [...schemaFaults(catalogue, value, error?.issues ?? [])];
  faults.push(...ruleFaults(catalogue, value, faults));
  // An override that is at fault leaves a gap, or what the file has: neither is a fault of its own.
  const ofOverrides = new Set(overrideProblems.map(({ path }) => path));
  for (const fault of faults.filter(({ path }) => !ofOverrides.has(path.join(".")))) {
    const place = placeOf(fault, document, overrides);
    const override = overrides.findLast(({ setting }) => isWithin(place, setting.path));
    const { path, message } = fault;
    problems.push(
      override === undefined
        ? fromText(
            source.problem(
              document.offsetOf({ ...fault, path: place }),
              path,
              message + document.surprise(fault),
            ),
            file,
          )
        : {
            problem: { path: path.join("."), message, origin: override.origin },
            frame: [],
            offset: Infinity,
          },
    );
  }
  const origins = originsOf(catalogue, { source, document, overrides, file });
  return { config, origins, problems: sorted(problems) };
}

/** The path at which a fault is shown: its own, or the first of those involved that is set at all. */
function placeOf(
  { path, involved = [] }: SettingFault,
  document: SourceDocument,
  overrides: readonly Override[],
): readonly string[] {
  const isSet = (candidate: readonly string[]): boolean =>
    valueAt(document.value, candidate) !== undefined ||
    overrides.some(({ setting }) => isWithin(candidate, setting.path));
  return involved.find(isSet) ?? path;
}

function fromText(
  { offset, problem, frame }: ReturnType<SourceText["problem"]>,
  file: string,
): PlacedProblem {
  const { field, message, line = 1, column = 1 } = problem;
  return { problem: { path: field, message, origin: { kind: "file", file, line, column } }, frame, offset };
}

function sorted(problems: readonly PlacedProblem[]): readonly FramedConfigProblem[] {
  return problems.toSorted((a, b) => (a.offset === b.offset ? 0 : a.offset - b.offset));
}

function isWithin(path: readonly string[], setting: readonly string[]): boolean {
  return setting.every((segment, index) => path[index] === segment);
}

/** What is wrong between settings that are sound by themselves. */
function* ruleFaults(
  { settings }: ConfigCatalogue,
  tree: Tree,
  faults: readonly SettingFault[],
): Generator<SettingFault> {
  for (const { paths, faultOf } of settingRules) {
    const involved = paths.map((path) => settings.get(path)!);
    if (involved.some(({ path }) => faults.some((fault) => concerns(fault, path)))) continue;
    const values = involved.map(({ path, node }) => valueAt(tree, path) ?? node.default);
    const message = (faultOf as (...values: unknown[]) => string | undefined)(...values);
    if (message !== undefined)
      yield { path: involved[0]!.path, message, involved: involved.map(({ path }) => path) };
  }
}

interface Parts {
  readonly source: SourceText;
  readonly document: SourceDocument;
  readonly overrides: readonly Override[];
  readonly file: string;
}

function originsOf(
  { settings }: ConfigCatalogue,
  { source, document, overrides, file }: Parts,
): Readonly<Record<string, ConfigOrigin>> {
  const origins = [...settings].map(([name, setting]): [string, ConfigOrigin] => {
    const override = overrides.findLast((candidate) => candidate.setting === setting);
    if (override !== undefined) return [name, override.origin];
    if (valueAt(document.value, setting.path) === undefined) return [name, { kind: "default" }];
    return [name, { kind: "file", file, ...source.placeOf(document.offsetOf(setting)) }];
  });
  return Object.fromEntries(origins);
}
