import { expect, test } from "vitest";
import { EnrollmentRegistry, listStateScopes } from "../../../src/state/index.js";
import { openDuckDb } from "../../../src/store/index.js";
import { databasePath } from "../../support/database-path.js";

const [first, second] = [
  { scenarioId: "b", planDesignId: "standard" },
  { scenarioId: "a", planDesignId: "standard" },
];

test("the scopes of a database, in the order in which they were made, also where it is only read", async () => {
  const path = await databasePath();
  const database = await openDuckDb(path);
  for (const scope of [first, second, first]) await new EnrollmentRegistry(database, scope).createTable();
  expect(await listStateScopes(database)).toEqual([first, second]);
  await database.close();
  await using again = await openDuckDb(path, { readOnly: true });
  const scopes = await listStateScopes(again);
  expect(scopes).toEqual([first, second]);
  expect([scopes, ...scopes].every(Object.isFrozen)).toBe(true);
});

test("a scope that is recorded twice is one", async () => {
  await using database = await openDuckDb(":memory:");
  await new EnrollmentRegistry(database, first).createTable();
  await database.transaction(async (connection) =>
    connection.run({
      text: "INSERT INTO bailiwick.scopes SELECT 7, scenario_id, plan_design_id, 'x' FROM bailiwick.scopes",
    }),
  );
  expect(await listStateScopes(database)).toEqual([first]);
});

test("a database that nobody has written state to has none", async () => {
  await using database = await openDuckDb(":memory:");
  expect(await listStateScopes(database)).toEqual([]);
});

test.each([
  ["no database", [undefined]],
  ["no option", [{ read() {}, transaction() {} }, { signals: 1 }]],
])("%s is refused", async (_, given) => {
  await expect(
    listStateScopes(...(given as unknown as Parameters<typeof listStateScopes>)),
  ).rejects.toMatchObject({
    code: "OPTION_INVALID",
  });
});

test("a signal that is aborted ends it", async () => {
  await using database = await openDuckDb(":memory:");
  await expect(listStateScopes(database, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: "OPERATION_ABORTED",
  });
});
