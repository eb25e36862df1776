import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDuckDb, type SqlRow } from "bailiwick/state";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeCensus, type CensusOptions } from "../../examples/retirement-plan/make-census.js";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "bailiwick-census-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function census(name: string, options: CensusOptions): Promise<string> {
  const file = join(folder, "it's new", `${name}.csv`);
  await makeCensus(file, options);
  return file;
}

async function onlyRow(file: string, select: string): Promise<SqlRow | undefined> {
  const database = await openDuckDb(":memory:");
  try {
    const from = `read_csv('${file.replaceAll("'", "''")}')`;
    const rows = await database.read((connection) =>
      connection.rows({ text: `SELECT ${select} FROM ${from}` }),
    );
    return rows[0];
  } finally {
    await database.close();
  }
}

test("a census is the same for the same seed, and another for another", async () => {
  const [one, same, other, longer] = await Promise.all([
    census("one", { employees: 500, seed: 7 }),
    census("same", { employees: 500, seed: 7 }),
    census("other", { employees: 500, seed: 8 }),
    census("longer", { employees: 600, seed: 7 }),
  ]);
  const text = await readFile(one, "utf8");
  expect(await readFile(same, "utf8")).toBe(text);
  expect(await readFile(other, "utf8")).not.toBe(text);
  expect((await readFile(longer, "utf8")).startsWith(text)).toBe(true);
  expect((await readdir(join(folder, "it's new"))).filter((name) => name.endsWith(".part"))).toEqual([]);
});

test("ages, service, pay and rates are those of people", async () => {
  const file = await census("people", { employees: 10_000, seed: 1, asOf: "2023-06-30" });
  const day = "DATE '2023-06-30'";
  expect(
    await onlyRow(
      file,
      `count(DISTINCT employee_id) AS employees,
       count(*) FILTER (WHERE date_sub('year', employee_birth_date, ${day}) NOT BETWEEN 21 AND 65) AS of_another_age,
       count(*) FILTER (WHERE employee_hire_date > ${day}) AS hired_later,
       count(*) FILTER (WHERE date_sub('year', employee_birth_date, employee_hire_date) < 20) AS hired_as_children,
       count(*) FILTER (WHERE employee_gross_compensation NOT BETWEEN 40000 AND 300000) AS of_other_pay,
       count(*) FILTER (WHERE (employee_deferral_rate > 0) <> (employee_enrollment_date IS NOT NULL)) AS half_enrolled,
       count(*) FILTER (WHERE employee_enrollment_date NOT BETWEEN employee_hire_date AND ${day}) AS enrolled_at_another_time,
       count(*) FILTER (WHERE employee_deferral_rate > 0) BETWEEN 5700 AND 6300 AS are_three_of_five_enrolled`,
    ),
  ).toEqual({
    employees: 10_000,
    of_another_age: 0,
    hired_later: 0,
    hired_as_children: 0,
    of_other_pay: 0,
    half_enrolled: 0,
    enrolled_at_another_time: 0,
    are_three_of_five_enrolled: true,
  });
});

test("a census may be empty", async () => {
  const file = await census("empty", { employees: 0, seed: 1 });
  expect(await readFile(file, "utf8")).toBe(
    "employee_id,employee_birth_date,employee_hire_date,employee_gross_compensation,employee_deferral_rate,employee_enrollment_date\n",
  );
});

describe("what is no census is refused", () => {
  test.each<[object, string]>([
    [
      { employees: -1, seed: 1 },
      "employees of makeCensus() must be a whole number from 0 to 10000000, but is -1",
    ],
    [{ employees: 1.5, seed: 1 }, "a whole number from 0 to 10000000, but is 1.5"],
    [{ employees: 1, seed: Number.NaN }, "seed of makeCensus() must be a whole number, but is NaN"],
    [{ employees: 1, seed: 1, asOf: "2023-02-30" }, 'must be a day like 2024-12-31, but is "2023-02-30"'],
    [{ employees: 1, seed: 1, asOf: "soon" }, 'but is "soon"'],
    [{ employees: 1, seed: 1, asOf: 2024 }, "but is 2024"],
    [{ employee: 1, seed: 1 }, '"employee" is not an option of makeCensus() (did you mean "employees"?)'],
  ])("%o", async (options, message) => {
    await expect(census("none", options as CensusOptions)).rejects.toThrow(message);
  });

  test("a path that is none, or that cannot be written", async () => {
    await expect(makeCensus("", { employees: 1, seed: 1 })).rejects.toMatchObject({ code: "OPTION_INVALID" });
    await writeFile(join(folder, "file"), "");
    await expect(
      makeCensus(join(folder, "file", "census.csv"), { employees: 1, seed: 1 }),
    ).rejects.toMatchObject({
      code: "OUTPUT_FILE_UNWRITABLE",
    });
  });
});
