import { describe, didYouMean, quoteList } from "../../kernel/index.js";
import { listStateScopes, type DuckDb, type StateScope } from "../../state/index.js";
import { invalidCommand } from "../command-error.js";

/** Which scopes of a database a command is about; all of them if neither is given. */
export interface ScopeOptions {
  readonly scenario?: string;
  readonly plan?: string;
}

/**
 * The scopes that a database has state of, as far as they are asked for; none for a database without state.
 *
 * @param path the database as it was named
 * @throws BailiwickError `COMMAND_INVALID` if it has others only
 */
export async function chooseScopes(
  database: DuckDb,
  path: string,
  { scenario, plan }: ScopeOptions,
): Promise<readonly StateScope[]> {
  const known = await listStateScopes(database);
  const chosen = known.filter(
    ({ scenarioId, planDesignId }) =>
      (scenario === undefined || scenario === scenarioId) && (plan === undefined || plan === planDesignId),
  );
  if (chosen.length > 0 || known.length === 0) return chosen;
  const asked = `${scenario ?? "any scenario"}/${plan ?? "any plan design"}`;
  const names = namesOf(known);
  throw invalidCommand(
    `${describe(path)} has no state of ${asked}, but of ${quoteList(names)}${didYouMean(asked, names)}`,
    "choose one with --scenario and --plan.",
  );
}

/** The only scope of a database, or the one that is chosen. @throws BailiwickError `COMMAND_INVALID` */
export async function chooseScope(
  database: DuckDb,
  path: string,
  options: ScopeOptions,
): Promise<StateScope> {
  const { scenario, plan } = options;
  if (scenario !== undefined && plan !== undefined) return { scenarioId: scenario, planDesignId: plan };
  const chosen = await chooseScopes(database, path, options);
  const [only, another] = chosen;
  if (only !== undefined && another === undefined) return only;
  throw invalidCommand(
    only === undefined
      ? `${describe(path)} does not tell whose simulation it has`
      : `${describe(path)} has the simulations of ${quoteList(namesOf(chosen))}`,
    "choose one with --scenario and --plan.",
  );
}

function namesOf(scopes: readonly StateScope[]): readonly string[] {
  return scopes.map(({ scenarioId, planDesignId }) => `${scenarioId}/${planDesignId}`);
}
