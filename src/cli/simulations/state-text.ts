import { counted } from "../../kernel/index.js";
import type {
  RegistryFinding,
  RegistryValidationResult,
  RepairReport,
  SqlRow,
  StateScope,
} from "../../state/index.js";
import type { Style } from "../style.js";
import { tableLines } from "../table.js";

/** What the registries of one scope were found to be. */
export interface ValidatedScope extends StateScope {
  readonly isValid: boolean;
  readonly enrollment: RegistryValidationResult;
  readonly deferral: RegistryValidationResult;
}

/** What has become of the registries of one scope. */
export interface RepairedScope extends StateScope {
  readonly registries: readonly RepairReport[];
}

/** The registries of one scope. */
export interface ShownScope extends StateScope {
  readonly registries: readonly ShownRegistry[];
}

/** What one registry holds, as far as it can be read. */
export interface ShownRegistry {
  readonly registry: string;
  readonly table?: string;
  readonly employees?: number;
  readonly active?: number;
  readonly years?: readonly number[];
  /** Why it cannot be read. */
  readonly fault?: string;
  /** How many findings a validation has. */
  readonly errors: number;
  readonly warnings: number;
  /** How its tables differ from what is declared. */
  readonly drift: readonly string[];
}

/** So many samples of a finding are shown; all that there are, are in the JSON. */
const shownSamples = 3;

/** The findings of each registry, with a few samples. */
export function validationText(scopes: readonly ValidatedScope[], style: Style): string {
  const lines = scopes.flatMap((scope) => [
    nameOf(scope, style),
    ...registryLines("enrollment", scope.enrollment, style),
    ...registryLines("deferral", scope.deferral, style),
  ]);
  const broken = scopes.filter(({ isValid }) => !isValid).length;
  const end =
    broken === 0
      ? `${counted(scopes.length, "scope")}: ${style.green("sound")}`
      : `${counted(scopes.length, "scope")}, ${style.red(`${broken} with errors`)}: bailiwick state repair mends what follows from the events`;
  return `${[...lines, "", end].join("\n")}\n`;
}

function registryLines(
  name: string,
  { errors, warnings }: RegistryValidationResult,
  style: Style,
): readonly string[] {
  const title = `  ${name.padEnd(10)}  `;
  if (errors.length + warnings.length === 0) return [`${title}${style.green("sound")}`];
  return [
    `${title}${counted(errors.length, "error")}, ${counted(warnings.length, "warning")}`,
    ...[...errors, ...warnings].flatMap((finding) => findingLines(finding, style)),
  ];
}

function findingLines(
  { severity, rule, message, count, samples }: RegistryFinding,
  style: Style,
): readonly string[] {
  const mark = severity === "error" ? style.red("error  ") : style.yellow("warning");
  const shown = samples.slice(0, shownSamples).map((row) => `               ${style.dim(rowText(row))}`);
  const more = count - shown.length;
  return [
    `    ${mark}  ${rule}: ${message}`,
    ...shown,
    ...(shown.length > 0 && more > 0 ? [`               ${style.dim(`and ${more} more`)}`] : []),
  ];
}

function rowText(row: SqlRow): string {
  return Object.entries(row)
    .map(([column, value]) => `${column} ${value === null ? "NULL" : String(value)}`)
    .join(", ");
}

/** What a repair has changed, or would change. */
export function repairText(
  scopes: readonly RepairedScope[],
  { dryRun }: { readonly dryRun: boolean },
  style: Style,
): string {
  const titles = [
    { title: "Registry" },
    { title: "Years" },
    ...["Added", "Changed", "Removed", "Errors before"].map((title) => ({ title, align: "right" as const })),
  ];
  const lines = scopes.flatMap((scope) => [
    nameOf(scope, style),
    ...tableLines(
      titles,
      scope.registries.map(({ registry, years, added, changed, removed, before }) => [
        registry,
        yearsText(years),
        ...[added, changed, removed, before.errors.length].map(String),
      ]),
      style,
    ).map((line) => `  ${line}`),
  ]);
  const reports = scopes.flatMap(({ registries }) => registries);
  const broken = reports.filter(({ before }) => !before.isValid).length;
  const end =
    broken === 0
      ? "all of it was sound: nothing was changed"
      : dryRun
        ? `nothing was changed: ${registriesText(broken)} would be rebuilt`
        : `${registriesText(broken)} rebuilt`;
  return `${[...lines, "", end].join("\n")}\n`;
}

/** What each registry holds. */
export function shownText(scopes: readonly ShownScope[], style: Style): string {
  if (scopes.length === 0) return "no registries of state\n";
  const titles = [
    { title: "Registry" },
    { title: "Table" },
    { title: "Years" },
    ...["Employees", "Active", "Errors", "Warnings"].map((title) => ({ title, align: "right" as const })),
  ];
  const lines = scopes.flatMap((scope, index) => [
    ...(index === 0 ? [] : [""]),
    nameOf(scope, style),
    ...tableLines(titles, scope.registries.map(shownCells), style).map((line) => `  ${line}`),
    ...scope.registries.flatMap(({ registry, fault, drift }) => [
      ...(fault === undefined ? [] : [`  ${style.red(registry)}: ${fault.replaceAll("\n", "\n  ")}`]),
      ...drift.map((message) => `  ${style.yellow(registry)}: ${message}`),
    ]),
  ]);
  return `${lines.join("\n")}\n`;
}

function shownCells({
  registry,
  table,
  years,
  employees,
  active,
  errors,
  warnings,
}: ShownRegistry): readonly string[] {
  const numbers = [employees, active, errors, warnings].map((count) =>
    count === undefined ? "" : String(count),
  );
  return [registry, table ?? "", years === undefined ? "" : yearsText(years), ...numbers];
}

function registriesText(count: number): string {
  return count === 1 ? "1 registry" : `${count} registries`;
}

/** Years follow each other without gaps. */
function yearsText(years: readonly number[]): string {
  if (years.length === 0) return "none";
  return years.length === 1 ? String(years[0]) : `${years[0]}–${years.at(-1)}`;
}

function nameOf({ scenarioId, planDesignId }: StateScope, { bold }: Style): string {
  return bold(`${scenarioId}/${planDesignId}`);
}
