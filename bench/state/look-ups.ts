import { EnrollmentRegistry } from "bailiwick/state";
import type { Figures, Table } from "../harness/bench.js";
import { atMost } from "../harness/goals.js";
import { check, collectGarbage, pseudoRandom } from "../harness/measure.js";
import { median } from "../harness/statistics.js";
import { enrolledQuery } from "./document-sql.js";
import { openWorkload, scope, years, type Workload } from "./workload.js";

const floor = "a Set of the ids";
const ours = "snapshot.isEmployeeEnrolled";
const document = "the document's query";

/** Whether one of so many is enrolled, asked at random and with texts that were not seen before. */
export function lookUps(employees: number, quick: boolean): Table {
  return {
    title: `whether one of ${employees} employees is enrolled, asked in random order`,
    rounds: quick ? 1 : 3,
    figures: { time: "ns", again: "ns", bytes: "bytes", beside: "bytes", prepare: "ms" },
    floor,
    contenders: [
      { name: floor, measure: () => measure(employees, quick, setOfIds) },
      { name: ours, measure: () => measure(employees, quick, snapshot) },
      { name: document, measure: () => askDatabase(employees, quick) },
    ],
    goals: [
      atMost(150, "ns", { figure: "time", of: ours }),
      atMost(50, "bytes", { figure: "beside", of: ours }),
    ],
  };
}

type Ask = (employeeId: string) => boolean;

/** One year is enough: what asking takes does not depend on how many there were. */
const year = years[0];

async function applied({ database }: Workload): Promise<EnrollmentRegistry> {
  const registry = new EnrollmentRegistry(database, scope);
  await registry.createTable();
  await registry.createForYear(year);
  await registry.updatePostYear(year);
  return registry;
}

async function snapshot(registry: EnrollmentRegistry): Promise<{ ask: Ask; size: number }> {
  const taken = await registry.snapshot(year);
  return { ask: (employeeId) => taken.isEmployeeEnrolled(employeeId), size: taken.size };
}

async function setOfIds(registry: EnrollmentRegistry): Promise<{ ask: Ask; size: number }> {
  const ids = new Set(await registry.getEnrolledEmployees(year));
  return { ask: (employeeId) => ids.has(employeeId), size: ids.size };
}

async function measure(
  employees: number,
  quick: boolean,
  prepare: (registry: EnrollmentRegistry) => Promise<{ ask: Ask; size: number }>,
): Promise<Figures> {
  await using workload = await openWorkload(employees);
  const registry = await applied(workload);
  const enrolled = new Set(await registry.getEnrolledEmployees(year));
  const perId = bytesOfId(enrolled.size);
  const before = usedBytes();
  const start = performance.now();
  const { ask, size } = await prepare(registry);
  const prepareMs = performance.now() - start;
  const bytes = (usedBytes() - before) / size;
  check(size === enrolled.size, `${size} are enrolled, not ${enrolled.size}`);
  for (let number = 0; number < employees; number++) {
    const id = idOf(number);
    check(ask(id) === enrolled.has(id), `the answer for ${id} is wrong`);
  }
  return { ...askedAtRandom(ask, employees, quick), bytes, beside: bytes - perId, prepare: prepareMs };
}

/**
 * Asks of many fresh texts, so that none has been hashed before, and then of the same ones again, as a simulation does
 * that keeps its ids; making them is not timed.
 */
function askedAtRandom(ask: Ask, employees: number, quick: boolean): Pick<Figures, "time" | "again"> {
  const random = pseudoRandom(employees);
  const times: number[] = [];
  const timesAgain: number[] = [];
  const batch = quick ? 1_000 : 200_000;
  const timeOf = (ids: readonly string[]): number => {
    let found = 0;
    const start = performance.now();
    for (const id of ids) if (ask(id)) found++;
    const time = ((performance.now() - start) * 1e6) / batch;
    check(found > 0 && found < batch, "all or none are enrolled");
    return time;
  };
  for (let round = 0; round < 15; round++) {
    const ids = Array.from({ length: batch }, () => idOf(random.next().value));
    times.push(timeOf(ids));
    timesAgain.push(timeOf(ids));
  }
  return { time: median(times.slice(5)), again: median(timesAgain.slice(5)) };
}

async function askDatabase(employees: number, quick: boolean): Promise<Figures> {
  await using workload = await openWorkload(employees);
  const registry = await applied(workload);
  const random = pseudoRandom(employees);
  const snapshotOfYear = await registry.snapshot(year);
  const times: number[] = [];
  await workload.database.read(async (connection) => {
    for (let call = 0; call < (quick ? 10 : 200); call++) {
      const id = idOf(random.next().value);
      const start = performance.now();
      const [row] = await connection.rows({ text: enrolledQuery, values: { id, year } });
      times.push((performance.now() - start) * 1e6);
      check(
        (row?.["found"] === 1) === snapshotOfYear.isEmployeeEnrolled(id),
        `the answer for ${id} is wrong`,
      );
    }
  });
  return {
    time: median(times),
    again: Number.NaN,
    bytes: Number.NaN,
    beside: Number.NaN,
    prepare: Number.NaN,
  };
}

/** A text of its own each time, flat in memory. */
function idOf(number: number): string {
  return Buffer.from(`EMP_${String(number).padStart(7, "0")}`).toString("latin1");
}

/** What an id takes as a text, without its place in a list. */
function bytesOfId(count: number): number {
  const before = usedBytes();
  const ids = Array.from({ length: count }, (_, number) => idOf(number));
  return (usedBytes() - before) / ids.length - bytesOfPlace;
}

const bytesOfPlace = 8;

function usedBytes(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
