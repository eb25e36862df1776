import type { TableShape } from "../drift.js";
import { tableShapes, type OwnTable } from "../statements/table-registry.js";

const { scopes, ledger, enrollment_history, escalation_history } = tableShapes;

/** The own tables as the newest migration leaves them; a test compares them with a database that was just made. */
export const ownTableShapes: Readonly<Record<OwnTable, TableShape>> = Object.freeze({
  scopes,
  ledger,
  enrollment_history,
  escalation_history,
});
