import { expect, test } from "vitest";
import { validateRegistry } from "../../src/state/integrity.js";
import { repairRegistry } from "../../src/state/repair.js";
import { enrollmentDefinition } from "../../src/state/years/enrollment-definition.js";
import { deferralDefinition } from "../../src/state/years/deferral-definition.js";
import { ownTables, rows, run, scope, smallWorkforce } from "./state-database.js";

test.each([enrollmentDefinition, deferralDefinition])("x", async (definition) => {
  const database = await smallWorkforce();
  await run(
    database,
    ...ownTables,
    "INSERT INTO bailiwick.scopes VALUES (1,'base','standard','main')",
    "INSERT INTO bailiwick.ledger SELECT 1, r, y, 'events', 'x', 0, now()::timestamp from range(2025,2028) a(y), (values ('enrollment'),('deferral')) t(r)",
    "INSERT INTO bailiwick.ledger values (1, 'enrollment', 2025, 'baseline', 'x', 0, now()::timestamp)",
    "CREATE TABLE enrollment_registry(employee_id VARCHAR PRIMARY KEY, first_enrollment_date DATE, first_enrollment_year INTEGER, enrollment_source VARCHAR, is_enrolled BOOLEAN, last_updated TIMESTAMP)",
    "CREATE TABLE deferral_escalation_registry(employee_id VARCHAR PRIMARY KEY, escalation_count INTEGER, last_escalation_date DATE, is_participating BOOLEAN, last_updated TIMESTAMP)",
  );
  const access = { database, scope, definition, missingDates: "refuse" as const, clock: { now: () => 0 } };
  const v = await validateRegistry(access, {});
  console.log(JSON.stringify(v, null, 1));
  console.log(await repairRegistry(access, {}));
  console.log(
    await validateRegistry(access, {}),
    await rows(database, `from ${definition.table} order by all`),
    await rows(database, `from bailiwick.${definition.history} order by all`),
  );
  for (const f of [...v.errors, ...v.warnings])
    console.log(f.rule, (await database.read((c) => c.rows(f.query))).length);
});
