import { copyFile, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { BailiwickError, describe, messageOf } from "../../kernel/index.js";
import {
  openDuckDb,
  StateRegistryManager,
  type DuckDb,
  type RepairReport,
  type StateScope,
} from "../../state/index.js";
import { invalidCommand } from "../command-error.js";
import { exitCodes, type ExitCode, type Io } from "../io.js";
import { chooseScopes, type ScopeOptions } from "../simulations/choose-scopes.js";
import { openDatabase } from "../simulations/open-database.js";
import {
  repairText,
  shownText,
  validationText,
  type RepairedScope,
  type ShownRegistry,
  type ShownScope,
  type ValidatedScope,
} from "../simulations/state-text.js";
import { styleOf } from "../style.js";
import { jsonText } from "../texts.js";

/** What `bailiwick state` can do. */
export type StateAction = "validate" | "repair" | "show";

/** What `bailiwick state` takes. */
export interface StateOptions extends ScopeOptions {
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** Looks at the registries of state in a database, or rebuilds them. Errors of a validation are findings. */
export async function state(
  what: StateAction,
  path: string,
  options: StateOptions,
  io: Io,
): Promise<ExitCode> {
  if (options.dryRun === true && what !== "repair") {
    throw invalidCommand(
      `--dry-run is for state repair, not for state ${what}`,
      `state ${what} writes nothing: leave it out.`,
    );
  }
  await using database = await openDatabase(path, io, {
    readOnly: what !== "repair" || options.dryRun === true,
  });
  const scopes = await chooseScopes(database, path, options);
  switch (what) {
    case "show":
      return await show(database, scopes, options, io);
    case "validate":
      return await validate(database, requireScopes(scopes, path), options, io);
    case "repair":
      return await repair(database, requireScopes(scopes, path), options, io);
  }
}

function requireScopes(scopes: readonly StateScope[], path: string): readonly StateScope[] {
  if (scopes.length > 0) return scopes;
  throw new BailiwickError("STATE_TABLE_MISSING", {
    message: `The database ${describe(path)} has no registries of state.`,
    hint: "bailiwick simulate makes them with its first year; so does createTable() of a registry.",
    details: { path },
  });
}

async function validate(
  database: DuckDb,
  scopes: readonly StateScope[],
  { json }: StateOptions,
  io: Io,
): Promise<ExitCode> {
  const validated: ValidatedScope[] = [];
  for (const scope of scopes) {
    const manager = new StateRegistryManager(database, scope);
    const enrollment = await manager.getEnrollmentRegistry().validateIntegrity();
    const deferral = await manager.getDeferralRegistry().validateIntegrity();
    validated.push({ ...scope, isValid: enrollment.isValid && deferral.isValid, enrollment, deferral });
  }
  const isValid = validated.every((one) => one.isValid);
  io.stdout.write(
    json === true
      ? jsonText({ database: database.path, isValid, scopes: validated })
      : validationText(validated, styleOf(io.stdout, io.env)),
  );
  return isValid ? exitCodes.ok : exitCodes.findings;
}

async function show(
  database: DuckDb,
  scopes: readonly StateScope[],
  { json }: StateOptions,
  io: Io,
): Promise<ExitCode> {
  const shown: ShownScope[] = [];
  for (const scope of scopes) shown.push({ ...scope, registries: await shownRegistries(database, scope) });
  io.stdout.write(
    json === true
      ? jsonText({ database: database.path, scopes: shown })
      : shownText(shown, styleOf(io.stdout, io.env)),
  );
  return exitCodes.ok;
}

async function shownRegistries(database: DuckDb, scope: StateScope): Promise<readonly ShownRegistry[]> {
  const manager = new StateRegistryManager(database, scope);
  const shown: ShownRegistry[] = [];
  for (const registry of [manager.getEnrollmentRegistry(), manager.getDeferralRegistry()]) {
    const { errors, warnings } = await registry.validateIntegrity();
    const drift = [...errors, ...warnings].filter(({ rule }) => rule === "table-drift");
    const found = {
      registry: registry.name,
      errors: errors.length,
      warnings: warnings.length,
      drift: drift.map(({ message }) => message),
    };
    try {
      const { table, employees, active, years } = await registry.stats();
      shown.push({ ...found, table, employees, active, years });
    } catch (error) {
      if (!(error instanceof BailiwickError) || !error.code.startsWith("STATE_")) throw error;
      shown.push({ ...found, fault: messageOf(error) });
    }
  }
  return shown;
}

async function repair(
  database: DuckDb,
  scopes: readonly StateScope[],
  { json, dryRun = false }: StateOptions,
  io: Io,
): Promise<ExitCode> {
  const repaired = dryRun
    ? await onCopy(database, async (copy) => repairScopes(copy, scopes))
    : await repairScopes(database, scopes);
  io.stdout.write(
    json === true
      ? jsonText({ database: database.path, dryRun, scopes: repaired })
      : repairText(repaired, { dryRun }, styleOf(io.stdout, io.env)),
  );
  return exitCodes.ok;
}

async function repairScopes(
  database: DuckDb,
  scopes: readonly StateScope[],
): Promise<readonly RepairedScope[]> {
  const repaired: RepairedScope[] = [];
  for (const scope of scopes) {
    const manager = new StateRegistryManager(database, scope);
    const registries: RepairReport[] = [];
    for (const registry of [manager.getEnrollmentRegistry(), manager.getDeferralRegistry()]) {
      registries.push(await registry.repair());
    }
    repaired.push({ ...scope, registries });
  }
  return repaired;
}

/** What a repair would change is told exactly by doing it; the file itself is only read, and nobody writes it meanwhile. */
async function onCopy<T>({ path }: DuckDb, work: (copy: DuckDb) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "bailiwick-"));
  try {
    const copy = join(folder, basename(path));
    await copyFile(path, copy);
    const log = await stat(`${path}.wal`).catch(() => undefined);
    if (log !== undefined) await copyFile(`${path}.wal`, `${copy}.wal`);
    await using database = await openDuckDb(copy);
    return await work(database);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
