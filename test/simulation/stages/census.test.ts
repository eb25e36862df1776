import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BailiwickError } from "../../../src/kernel/index.js";
import { checkCensus, loadCensus, type CensusFault } from "../../../src/simulation/stages/census.js";
import { openDuckDb } from "../../../src/store/index.js";

let folder: string;
let count = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "bailiwick-census-"));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const header =
  "employee_id,employee_birth_date,employee_hire_date,employee_gross_compensation,employee_deferral_rate";

async function file(text: string, ending = "csv"): Promise<string> {
  const path = join(folder, `census [${count++}] *.${ending}`);
  await writeFile(path, text);
  return path;
}

async function refusal(path: string): Promise<BailiwickError> {
  const outcome = await checkCensus(path, 2025).then(
    () => undefined,
    (error: unknown) => error as BailiwickError,
  );
  expect(outcome?.code).toBe("SIMULATION_CENSUS_INVALID");
  return outcome!;
}

async function faults(...rows: readonly string[]): Promise<readonly CensusFault[]> {
  const error = await refusal(await file([header, ...rows, ""].join("\n")));
  return (error.details as { faults: readonly CensusFault[] }).faults;
}

const sound = "E1,1980-05-05,2010-01-31,50000,0.05";

test("a sound census has so many employees, and is loaded with what is usual", async () => {
  const path = await file(
    [
      `\uFEFF${header},Active,employee_enrollment_date,nickname`,
      " E1 , 1980-05-05 ,2010-01-31,50000.129,0.05,,,x",
      'E2,1990-01-01,2020-02-29,0,0,no,,"a, ""b"""',
      "E3,1991-01-01,2021-01-01,7.5e4,1,true,2022-01-01,",
    ].join("\r\n"),
  );
  expect(await checkCensus(path, 2025)).toBe(3);
  await using database = await openDuckDb(":memory:");
  // What is there is replaced.
  for (let time = 0; time < 2; time++) await loadCensus(database, path);
  const rows = await database.read((connection) =>
    connection.rows({ text: "FROM raw_census ORDER BY employee_id" }),
  );
  expect(rows).toEqual([
    {
      employee_id: "E1",
      employee_birth_date: "1980-05-05",
      employee_hire_date: "2010-01-31",
      employee_gross_compensation: 50000.13,
      employee_deferral_rate: 0.05,
      employee_enrollment_date: "2010-01-31",
      active: true,
    },
    expect.objectContaining({ employee_id: "E2", employee_enrollment_date: null, active: false }),
    expect.objectContaining({
      employee_gross_compensation: 75_000,
      employee_enrollment_date: "2022-01-01",
      active: true,
    }),
  ]);
});

test.each([";", "\t", "|"])("columns may be apart by %j", async (delimiter) => {
  const path = await file([header, sound].join("\n").replaceAll(",", delimiter), "txt");
  expect(await checkCensus(path, 2025)).toBe(1);
});

test.each([
  ["the same name twice, but for its case", `${header},notes,Notes`, ",a,b"],
  ["no name", `${header},,`, ",,"],
  ["a delimiter in the name", `${header},"a, ""b"""`, ",1"],
  ["a quote in the name", `${header},it's`, ",1"],
])("a column that is not needed may have %s", async (_, names, values) => {
  expect(await checkCensus(await file(`${names}\n${sound}${values}\n`), 2025)).toBe(1);
});

test("names in quotes are names", async () => {
  const quoted = header.replaceAll(/\w+/g, '"$&"');
  expect(await checkCensus(await file(`${quoted}\n${sound}\n`), 2025)).toBe(1);
});

test("a census may be a Parquet file, with types of its own", async () => {
  const path = join(folder, "census.parquet");
  await using database = await openDuckDb(":memory:");
  await database.transaction((connection) =>
    connection.run({
      text: `COPY (SELECT 7 AS employee_id, DATE '1980-01-01' AS employee_birth_date,
        TIMESTAMP '2010-01-01' AS employee_hire_date, 50000.5::DOUBLE AS employee_gross_compensation,
        0.06::FLOAT AS employee_deferral_rate, true AS active) TO '${path}' (FORMAT parquet)`,
    }),
  );
  expect(await checkCensus(path, 2025)).toBe(1);
  await loadCensus(database, path);
  const [row] = await database.read((connection) => connection.rows({ text: "FROM raw_census" }));
  expect(row).toMatchObject({ employee_id: "7", employee_deferral_rate: 0.06, active: true });
});

describe("every fault of the rows is told with the rows", () => {
  test.each([
    ["empty-id", "employee_id", [" ,1980-01-01,2010-01-01,1,0"]],
    ["no-date", "employee_birth_date", ["E2,1980-02-30,2010-01-01,1,0"]],
    ["no-date", "employee_birth_date", ["E2,infinity,2010-01-01,1,0"]],
    ["no-date", "employee_hire_date", ["E2,1980-01-01,,1,0"]],
    ["impossible-date", "employee_birth_date", ["E2,1880-01-01,2010-01-01,1,0"]],
    ["birth-after-hire", "employee_birth_date", ["E2,2011-01-01,2010-01-01,1,0"]],
    ["future-date", "employee_hire_date", ["E2,1980-01-01,2025-01-01,1,0"]],
    ["no-number", "employee_gross_compensation", ["E2,1980-01-01,2010-01-01,much,0"]],
    ["no-number", "employee_gross_compensation", ["E2,1980-01-01,2010-01-01,NaN,0"]],
    ["negative-pay", "employee_gross_compensation", ["E2,1980-01-01,2010-01-01,-1,0"]],
    ["no-number", "employee_deferral_rate", ["E2,1980-01-01,2010-01-01,1,"]],
    ["rate-out-of-range", "employee_deferral_rate", ["E2,1980-01-01,2010-01-01,1,5"]],
    ["rate-out-of-range", "employee_deferral_rate", ["E2,1980-01-01,2010-01-01,1,-0.01"]],
  ])("%s of %s", async (rule, column, rows) => {
    const [fault, ...others] = await faults(sound, ...rows);
    expect(others).toEqual([]);
    expect(fault).toMatchObject({ rule, column, count: 1, samples: [{ row: 2 }] });
    expect(fault!.message).toContain(`${column} `);
    expect(fault!.message).toContain("row 2");
  });

  test("ids that come more than once, each time", async () => {
    const [fault] = await faults(sound, "E2,1980-01-01,2010-01-01,1,0", sound);
    expect(fault).toMatchObject({ rule: "duplicate-id", count: 2 });
    expect(fault!.samples.map(({ row }) => row)).toEqual([1, 3]);
  });

  test("those of optional columns too", async () => {
    const rows = [
      `${header},active,employee_enrollment_date`,
      `${sound},perhaps,`,
      "E2,1980-01-01,2010-01-01,1,0,,2009-12-31",
      "E3,1980-01-01,2010-01-01,1,0,,soon",
      "E4,1980-01-01,2010-01-01,1,0,,2030-01-01",
    ];
    const { details } = await refusal(await file(rows.join("\n")));
    expect(
      (details as { faults: CensusFault[] }).faults.map(({ rule, samples }) => [rule, samples[0]?.row]),
    ).toEqual([
      ["no-date", 3],
      ["future-date", 4],
      ["enrollment-before-hire", 2],
      ["no-flag", 1],
    ]);
  });

  test("twenty rows of each, with how many there are, and all faults in one error", async () => {
    const rows = Array.from({ length: 25 }, (_, at) => `E${at},1980-01-01,2010-01-01,-${at + 1},2`);
    const error = await refusal(await file([header, ...rows].join("\n")));
    const { faults: found } = error.details as { faults: readonly CensusFault[] };
    expect(found.map(({ rule, count: all, samples }) => [rule, all, samples.length])).toEqual([
      ["negative-pay", 25, 20],
      ["rate-out-of-range", 25, 20],
    ]);
    expect(found[0]!.samples[1]).toEqual({ row: 2, employeeId: "E1", value: "-2" });
    expect(error.message).toContain(
      'employee_gross_compensation is negative: row 1 of E0 ("-1"), row 2 of E1 ("-2"), row 3 of E2 ("-3") and 22 more rows',
    );
    expect(error.message).toContain("nothing was written");
    expect(Object.isFrozen(found[0])).toBe(true);
  });
});

describe("columns", () => {
  test("that are missing are named, with what may have been meant", async () => {
    const error = await refusal(
      await file("employee_id,employee_brith_date,employee_hire_date,employee_deferral_rate\n"),
    );
    expect(error.message).toContain(
      'the column employee_birth_date is missing (did you mean "employee_brith_date"?)',
    );
    expect(error.message).toContain("the column employee_gross_compensation is missing\n");
    expect(error.hint).toContain(
      "employee_gross_compensation, employee_deferral_rate and an employee in each row",
    );
  });

  test("that are nearly optional ones are not left out in silence", async () => {
    const error = await refusal(await file(`${header},employee_enrolment_date\n${sound},2011-01-01\n`));
    expect(error.message).toContain(
      'the column "employee_enrolment_date" is not known (did you mean "employee_enrollment_date"?)',
    );
  });

  test("that come twice are refused", async () => {
    const error = await refusal(await file(`${header},employee_id\n${sound},E1\n`));
    expect(error.message).toContain("there are several columns employee_id");
  });

  test("have to be there: a file without a header shows its first line", async () => {
    const error = await refusal(await file(`${sound}\n`));
    expect(error.message).toContain('the first line is taken for the header: "E1", "1980-05-05"');
  });
});

test("a census without employees is refused", async () => {
  const [fault] = await faults();
  expect(fault).toMatchObject({ rule: "no-employees" });
  expect((await refusal(await file(""))).message).toContain("the column employee_id is missing");
});

test("a census of employees who have all left is refused", async () => {
  const error = await refusal(await file(`${header},active\n${sound},false\n`));
  expect(error.message).toContain("it has no employees who are active");
});

test("a census that is no text in UTF-8 is refused as that", async () => {
  const path = await file("");
  await writeFile(path, `\uFEFF${header}\n${sound}\n`, "utf16le");
  const error = await refusal(path);
  expect(error.message).toContain("it is not a text in UTF-8");
  expect(error.hint).toContain("it has to be a CSV file in UTF-8");
});

test.each([
  ["too many values", `${header}\n${sound}\n${sound},1\n`],
  ["too few values", `${header}\n${sound}\nE2,1980-01-01\n`],
])("a row with %s is named by its line", async (_, text) => {
  const error = await refusal(await file(text));
  expect(error.message).toContain("cannot be read");
  expect(error.message).toContain("Line: 3");
});

test("a file that is not there, and one that is no Parquet file", async () => {
  const missing = await refusal(join(folder, "nowhere.csv"));
  expect(missing.message).toContain("it is not there");
  expect(missing.hint).toContain("simulation.census.path");
  expect(await refusal(join(folder, "nowhere.parquet"))).toMatchObject({ code: "SIMULATION_CENSUS_INVALID" });
  expect((await refusal(await file("no parquet", "parquet"))).message).toContain("cannot be read");
});
