import type { RegistryDefinition } from "../registry-definition.js";
import { eventStatements } from "./events.js";
import { foldStatements } from "./fold.js";
import { historyStatements } from "./history.js";
import { projectionStatements } from "./projection.js";

/** Everything that a registry says to the database. */
export interface RegistryStatements {
  readonly events: ReturnType<typeof eventStatements>;
  readonly history: ReturnType<typeof historyStatements>;
  readonly fold: ReturnType<typeof foldStatements>;
  readonly projection: ReturnType<typeof projectionStatements>;
}

const known = new WeakMap<RegistryDefinition, RegistryStatements>();

/** The statements of a registry, made when they are first needed. */
export function statementsOf(definition: RegistryDefinition): RegistryStatements {
  const found = known.get(definition);
  if (found !== undefined) return found;
  const statements = Object.freeze({
    events: eventStatements(definition),
    history: historyStatements(definition),
    fold: foldStatements(definition),
    projection: projectionStatements(definition),
  });
  known.set(definition, statements);
  return statements;
}
