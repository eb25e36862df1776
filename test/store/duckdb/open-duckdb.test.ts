import { expect, test } from "vitest";
import { defineSql, openDuckDb } from "../../../src/store/index.js";

test("what a transaction writes is read, with its values as they were given", async () => {
  await using database = await openDuckDb(":memory:");
  await database.transaction((connection) =>
    connection.run({
      text: "CREATE TABLE items (id INTEGER, day DATE, moment TIMESTAMP, price DECIMAL(12, 2), count BIGINT)",
    }),
  );
  const insert = defineSql({
    name: "insert an item",
    text: "INSERT INTO {items} VALUES ($id, $day, $moment, $price, $count)",
    parameters: { id: "INTEGER", day: "DATE", moment: "TIMESTAMP", price: "DECIMAL(12,2)", count: "BIGINT" },
    identifiers: ["items"],
  });
  const item = {
    id: 1,
    day: "2025-12-31",
    moment: "2025-12-31T23:59:59.123456",
    price: 12.5,
    count: 9007199254740993n,
  };
  const inserted = await database.transaction((connection) =>
    connection.run(insert.bind(item, { items: { table: "items" } })),
  );
  expect(inserted).toBe(1);
  const rows = await database.read((connection) => connection.rows({ text: "FROM items" }));
  expect(rows).toEqual([item]);
  const byIds = defineSql({
    name: "items by ids",
    text: "SELECT id FROM items WHERE id IN (SELECT unnest($ids))",
    parameters: { ids: "INTEGER[]" },
  });
  expect(await database.read((connection) => connection.rows(byIds.bind({ ids: [1, 2] })))).toEqual([
    { id: 1 },
  ]);
});
