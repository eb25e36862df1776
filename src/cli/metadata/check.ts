import { relative, resolve } from "node:path";
import { describe } from "../../kernel/index.js";
import {
  checkCompliance,
  diff,
  renderReport,
  snapshot,
  type Compliance,
  type ComplianceReport,
  type MetadataSnapshot,
} from "../../metadata/index.js";
import { invalidCommand } from "../command-error.js";
import { exitCodes, type ExitCode, type Io } from "../io.js";
import { styleOf } from "../style.js";
import { jsonText } from "../texts.js";
import {
  baselinePathOf,
  isThere,
  readBaseline,
  writeBaseline,
  type Baseline,
  type BaselineUse,
  type RegistryChange,
} from "./baseline-file.js";
import { checkText } from "./check-text.js";
import { loadCompliance, type LoadedCompliance } from "./load-compliance.js";

/** What `bailiwick check` takes. */
export interface CheckOptions {
  readonly format: "text" | "json" | "markdown" | "sarif";
  readonly baseline?: string;
  readonly update?: boolean;
  readonly json?: boolean;
}

/**
 * Checks the registries of a module against their rules and the reviewed snapshots, or writes these.
 *
 * @throws BailiwickError what `loadCompliance` and the file of snapshots throw; `COMMAND_INVALID` for snapshots that are to
 * be written to where they are read from, standard input
 */
export async function check(module: string | undefined, options: CheckOptions, io: Io): Promise<ExitCode> {
  if (options.baseline === "-" && options.update === true)
    throw invalidCommand(
      "--update has no file to write: --baseline - is read from standard input",
      "name a file with --baseline.",
    );
  const loaded = await loadCompliance(module, io);
  const { use, baseline } = await useBaseline(loaded, options, io);
  const reports = [...reportsOf(loaded, baseline), ...reportsOfGone(loaded, baseline)];
  const ok = reports.every((report) => report.ok);
  io.stdout.write(textOf(reports, use, loaded.path, options, io));
  return ok ? exitCodes.ok : exitCodes.findings;
}

/** The snapshots that count: those of the file, or with `update` those that are written into it. */
async function useBaseline(
  loaded: LoadedCompliance,
  { baseline: named, update = false }: CheckOptions,
  io: Io,
): Promise<{ readonly use: BaselineUse; readonly baseline: Baseline | undefined }> {
  const file = named ?? baselinePathOf(loaded.path);
  const isRead = (named !== undefined && !update) || (await isThere(file, io));
  const before = isRead ? await readBaseline(file, io) : undefined;
  if (!update) {
    const action = before === undefined ? "missing" : "compared";
    return { use: { file, action, changes: [] }, baseline: before };
  }
  const after = updated(loaded, before);
  await writeBaseline(file, after, io);
  return {
    use: { file, action: "written", changes: changesOf(before ?? new Map(), after) },
    baseline: after,
  };
}

/** What is to be in the file: the registries as they are, and, where one was chosen, the others as they were. */
function updated({ compliances, isChosen }: LoadedCompliance, before: Baseline | undefined): Baseline {
  const kept = isChosen && before !== undefined ? before : new Map<string, MetadataSnapshot>();
  const now = compliances.map(({ registry }) => [registry.name, snapshot(registry)] as const);
  return new Map([...kept, ...now]);
}

function changesOf(before: Baseline, after: Baseline): readonly RegistryChange[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].toSorted();
  return names.flatMap((registry) => {
    const one = before.get(registry) ?? after.get(registry);
    if (one === undefined) return [];
    const changed = diff(before.get(registry) ?? emptied(one), after.get(registry) ?? emptied(one));
    return changed.isEmpty ? [] : [{ registry, ...changed }];
  });
}

/** A registry that a file of snapshots does not know was reviewed with no entries. */
function emptied({ format, registry, kind }: MetadataSnapshot): MetadataSnapshot {
  return { format, registry, kind, entries: {} };
}

function reportsOf(
  { compliances }: LoadedCompliance,
  baseline: Baseline | undefined,
): readonly ComplianceReport[] {
  const registries = compliances.map(({ registry }) => registry);
  return compliances.map(({ registry, options }: Compliance) => {
    const reviewed =
      options.baseline ??
      (baseline === undefined ? undefined : (baseline.get(registry.name) ?? emptied(snapshot(registry))));
    const others = registries.filter((other) => other !== registry);
    return checkCompliance(registry, {
      ...options,
      referrers: [...(options.referrers ?? []), ...others],
      ...(reviewed === undefined ? {} : { baseline: reviewed }),
    });
  });
}

/** Nobody asks a registry that is gone: this one rule is broken, and what the others say is not known. */
const goneRule = {
  rule: "baseline-unchanged",
  group: "counts",
  severity: "error",
  scope: "registry",
  description: "the registries of the reviewed snapshot are exported",
} as const;

/** Of registries that the file has snapshots of, and the module no longer exports. */
function reportsOfGone(
  { compliances, isChosen, path }: LoadedCompliance,
  baseline: Baseline | undefined,
): readonly ComplianceReport[] {
  if (isChosen || baseline === undefined) return [];
  const names = new Set(compliances.map(({ registry }) => registry.name));
  const gone = [...baseline.values()].filter(({ registry }) => !names.has(registry));
  return gone.map(({ registry, kind }): ComplianceReport => ({
    registry,
    kind,
    ok: false,
    findings: [
      {
        rule: goneRule.rule,
        group: goneRule.group,
        severity: goneRule.severity,
        registry,
        message: `the module ${describe(path)} no longer exports the registry ${describe(registry)}`,
        fix: "export it again, or accept that it is gone with --update.",
      },
    ],
    waived: [],
    checked: [{ ...goneRule, subjects: 1, skipped: 0, findings: 1 }],
    statistics: { registry, kind, total: 0, by: {}, slots: {} },
  }));
}

function textOf(
  reports: readonly ComplianceReport[],
  use: BaselineUse,
  path: string,
  { format, json = false }: CheckOptions,
  io: Io,
): string {
  if (json || format === "json")
    return jsonText({ ok: reports.every(({ ok }) => ok), baseline: use, reports });
  if (format === "text") return checkText(reports, use, styleOf(io.stdout, io.env));
  return renderReport(reports, format, { file: urlOf(path, io.cwd) });
}

/** Code scanning wants the place of a file below the folder of the project. */
function urlOf(path: string, cwd: string): string {
  return relative(cwd, resolve(cwd, path)).replaceAll("\\", "/");
}
