import fc from "fast-check";
import { expect, test } from "vitest";
import { days, parsePartitions, partitions, years, type Partitions } from "../../../src/pipeline/index.js";
import { checkPartitions } from "../../../src/pipeline/plan/partitions.js";
import { caught } from "../../support/caught.js";

const keysOf = (list: Partitions): string[] => list.map(({ key }) => key);
const messageOf = (work: () => unknown): string => caught(work).message;

test("years go on from each other, the first one from the year before", () => {
  expect(years(2025, 2027)).toEqual([
    { key: "2025", index: 0, previousKey: "2024" },
    { key: "2026", index: 1, previousKey: "2025" },
    { key: "2027", index: 2, previousKey: "2026" },
  ]);
  expect(keysOf(years(2025, 2025))).toEqual(["2025"]);
  expect(years(1, 1)).toEqual([{ key: "0001", index: 0 }]);
});

test("days are those of the calendar", () => {
  expect(keysOf(days("2024-02-27", "2024-03-01"))).toEqual([
    "2024-02-27",
    "2024-02-28",
    "2024-02-29",
    "2024-03-01",
  ]);
  expect(days("2025-01-01", "2025-01-01")).toEqual([
    { key: "2025-01-01", index: 0, previousKey: "2024-12-31" },
  ]);
  expect(days("2025-01-01", "2025-12-31")).toHaveLength(365);
  expect(days("0001-01-01", "0001-01-01")).toEqual([{ key: "0001-01-01", index: 0 }]);
});

test("the partitions of a list have nothing to do with each other, unless they are ordered", () => {
  expect(partitions(["eu", "us"])).toEqual([
    { key: "eu", index: 0 },
    { key: "us", index: 1 },
  ]);
  expect(partitions(new Set([" eu ", "us"]), { ordered: true })).toEqual([
    { key: "eu", index: 0 },
    { key: "us", index: 1, previousKey: "eu" },
  ]);
});

test("partitions are frozen", () => {
  for (const list of [years(2025, 2026), days("2025-01-01", "2025-01-02"), partitions(["eu"])])
    for (const value of [list, ...list]) expect(Object.isFrozen(value)).toBe(true);
});

test("for any range of years: each once, in order, each going on from the one before", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9999 }), fc.integer({ min: 0, max: 60 }), (from, more) => {
      fc.pre(from + more <= 9999);
      const list = years(from, from + more);
      expect(list.map(({ key }) => Number(key))).toEqual(
        Array.from({ length: more + 1 }, (_, at) => from + at),
      );
      for (const { index, previousKey } of list.slice(1)) expect(previousKey).toBe(list[index - 1]!.key);
    }),
  );
});

test("for any range of days: as many as the time between, sorted by key, no hour of a clock change lost", () => {
  const instant = fc.date({ min: new Date("0001-01-02"), max: new Date("9997-01-01"), noInvalidDate: true });
  fc.assert(
    fc.property(instant, fc.integer({ min: 0, max: 800 }), (first, more) => {
      const from = first.toISOString().slice(0, 10);
      const to = new Date(Date.parse(from) + more * 86_400_000).toISOString().slice(0, 10);
      const keys = keysOf(days(from, to));
      expect(keys).toHaveLength(more + 1);
      expect([keys[0], keys.at(-1)]).toEqual([from, to]);
      expect(keys).toEqual([...new Set(keys)].toSorted());
    }),
  );
});

test("what a command line says reads as the functions have it", () => {
  expect(parsePartitions("2025..2029")).toEqual(years(2025, 2029));
  expect(parsePartitions(" 2025 .. 2029 ")).toEqual(years(2025, 2029));
  expect(parsePartitions("2025")).toEqual(years(2025, 2025));
  expect(parsePartitions("2025-01-01..2025-01-31")).toEqual(days("2025-01-01", "2025-01-31"));
  expect(parsePartitions("2025-01-31")).toEqual(days("2025-01-31", "2025-01-31"));
  expect(parsePartitions("eu,us")).toEqual(partitions(["eu", "us"]));
  expect(parsePartitions("eu")).toEqual(partitions(["eu"]));
});

test.each([
  [() => years(2029, 2025), "the range ends before it begins, from 2029 to 2025."],
  [() => years(2025.5, 2026), "years() needs whole numbers from 1 to 9999, but was given 2025.5."],
  [() => years(NaN, 2026), "years() needs whole numbers from 1 to 9999, but was given NaN."],
  [() => years(2025, 10_000), "years() needs whole numbers from 1 to 9999, but was given 10000."],
  [() => years("2025" as never, 2026), 'years() needs whole numbers from 1 to 9999, but was given "2025".'],
  [() => days("2025-02-30", "2025-03-01"), "days() needs dates of the calendar"],
  [() => days("2025-1-1", "2025-03-01"), "days() needs dates of the calendar"],
  [() => days(20250101 as never, "2025-03-01"), "but was given 20250101."],
  [() => days("2025-03-01", "2025-02-28"), "the range ends before it begins"],
  [() => days("1000-01-01", "2025-01-01"), "there are 374375, and 100000 are the most."],
  [() => partitions([]), "the list is empty."],
  [() => partitions("eu" as never), 'partitions() needs a list of keys, but was given "eu".'],
  [() => partitions(["eu", " eu"]), '"eu" is there twice.'],
  [() => partitions(["eu", ""]), 'the key of partition 1 must not be blank, but is "".'],
  [() => partitions(["eu", 7 as never]), "the key of partition 1 must be a string, but is 7."],
  [() => partitions(naturals()), "there are more than 100000."],
  [() => parsePartitions(""), "must not be blank"],
  [() => parsePartitions("2025..2024"), "the range ends before it begins"],
  [() => parsePartitions("2025..eu"), '"2025..eu" is no range of years or days.'],
  [() => parsePartitions("2025..2026..2027"), "is no range of years or days."],
  [() => parsePartitions("2025..2025-01-31"), "is no range of years or days."],
  [() => parsePartitions("eu,,us"), "the key of partition 1 must not be blank"],
  [() => parsePartitions(7 as never), "they must be a text, but are 7."],
  [() => checkPartitions("eu"), 'they must be a list, but are "eu".'],
  [() => checkPartitions([]), "the list is empty."],
  [() => checkPartitions(["eu"]), 'partition 0 must be an object with a key, but is "eu".'],
  [() => checkPartitions([{ key: "eu", index: 1 }]), "partition 0 must have the index 0, but has 1."],
  [() => checkPartitions([{ key: "", index: 0 }]), "a key of partition 0 must not be blank"],
  [() => checkPartitions([{ key: "eu", index: 0, previousKey: 3 }]), "a key of partition 0 must be a string"],
  [
    () => checkPartitions(Array.from({ length: 100_001 }, () => ({}))),
    "there are 100001, and 100000 are the most.",
  ],
])("partitions that cannot be used are refused: %s", (work, fault) => {
  const error = caught(work);
  expect(error.code).toBe("PARTITIONS_INVALID");
  expect(error.message).toContain("The partitions cannot be used: ");
  expect(error.message).toContain(fault);
});

test("an option that partitions() does not have is refused", () => {
  expect(messageOf(() => partitions(["eu"], { sorted: true } as never))).toContain(
    '"sorted" is not an option of partitions()',
  );
});

test("partitions that a caller made are taken as they are, if they go on from the one right before", () => {
  const list = [
    { key: "a", index: 0, previousKey: "z" },
    { key: "b", index: 1, previousKey: "a" },
  ];
  expect(checkPartitions(list)).toEqual(list);
  const crossed = [
    { key: "a", index: 0, previousKey: "b" },
    { key: "b", index: 1 },
  ];
  expect(messageOf(() => checkPartitions(crossed))).toContain(
    '"a" goes on from "b", which does not stand right before it.',
  );
});

function* naturals(): Generator<string> {
  for (let n = 0; ; n++) yield String(n);
}
