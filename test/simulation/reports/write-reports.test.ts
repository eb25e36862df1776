import { mkdtemp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import {
  formatReport,
  MultiYearReporter,
  reportCsv,
  reportHtml,
  reportJson,
  writeReports,
  type MultiYearReport,
} from "../../../src/simulation/index.js";
import { hasMount, smallDisk } from "../../support/small-disk.js";
import { scope, simulatedYears } from "./simulated-years.js";

let report: MultiYearReport;
beforeAll(async () => {
  report = await new MultiYearReporter(await simulatedYears({ years: 2, employees: 40 }), scope).report();
});

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "bailiwick-reports-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

describe("writing reports", () => {
  test("makes the folder, writes every format, and says what it wrote", async () => {
    const folder = join(await newFolder(), "a/b");
    const written = await writeReports(report, folder);
    const names = written.map(({ path }) => relative(folder, path));
    expect(names.slice(0, 3)).toEqual(["report.html", "report.json", "report-growth.csv"]);
    expect(names.at(-1)).toBe("report.txt");
    expect((await readdir(folder)).toSorted()).toEqual(names.toSorted());
    for (const { path, bytes } of written) expect((await readFile(path)).length).toBe(bytes);
    const text = (name: string): Promise<string> => readFile(join(folder, name), "utf8");
    expect(await text("report.html")).toBe(reportHtml(report));
    expect(await text("report.json")).toBe(reportJson(report));
    expect(await text("report.txt")).toBe(formatReport(report));
    expect(await text("report-workforce.csv")).toBe(reportCsv(report)["workforce"]);
    expect(Object.isFrozen(written) && written.every(Object.isFrozen)).toBe(true);
  });

  test("writes the formats and sections that are asked for, each once, and replaces what was there", async () => {
    const folder = await newFolder();
    await writeFile(join(folder, "report.txt"), "old");
    await writeFile(join(folder, "other.txt"), "stays");
    const written = await writeReports(report, folder, {
      formats: ["text", "csv", "text"],
      sections: ["contributions"],
    });
    expect(written.map(({ format, path }) => [format, relative(folder, path)])).toEqual([
      ["text", "report.txt"],
      ["csv", "report-contributions.csv"],
    ]);
    expect(await readFile(join(folder, "report.txt"), "utf8")).toBe(
      formatReport(report, { sections: ["contributions"] }),
    );
    expect((await readdir(folder)).toSorted()).toEqual([
      "other.txt",
      "report-contributions.csv",
      "report.txt",
    ]);
  });
});

describe("what cannot be written", () => {
  test("into a folder that is a file is refused", async () => {
    const folder = await newFolder();
    await writeFile(join(folder, "file"), "");
    await expect(writeReports(report, join(folder, "file"))).rejects.toMatchObject({
      code: "OUTPUT_FILE_UNWRITABLE",
      details: { path: join(folder, "file") },
    });
  });

  test("in the place of a folder leaves no draft behind", async () => {
    const folder = await newFolder();
    await mkdir(join(folder, "report.json"));
    await expect(writeReports(report, folder, { formats: ["json"] })).rejects.toMatchObject({
      code: "OUTPUT_FILE_UNWRITABLE",
    });
    expect(await readdir(folder)).toEqual(["report.json"]);
  });

  test.runIf(hasMount)("on a full disk leaves what was there, and no part of a file", async () => {
    const disk = smallDisk(await newFolder());
    await writeReports(report, disk, { formats: ["json", "text"] });
    const before = await readFile(join(disk, "report.json"), "utf8");
    await writeFile(join(disk, "fill"), Buffer.alloc(1_900_000));
    const long = "x".repeat(300_000);
    const larger = { ...report, scenarioId: long };
    await expect(writeReports(larger, disk, { formats: ["text", "json"] })).rejects.toMatchObject({
      code: "OUTPUT_FILE_UNWRITABLE",
      message: expect.stringContaining("ENOSPC") as string,
    });
    expect((await readdir(disk)).toSorted()).toEqual(["fill", "report.json", "report.txt"]);
    expect(await readFile(join(disk, "report.json"), "utf8")).toBe(before);
  });

  test("after the signal is aborted is nothing", async () => {
    const folder = await newFolder();
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(writeReports(report, folder, { signal })).rejects.toMatchObject({
      code: "OPERATION_ABORTED",
    });
    expect(await readdir(folder)).toEqual([]);
  });

  test.each<[string, unknown, unknown]>([
    ["no folder", "", {}],
    ["a folder that is no text", 1, {}],
    ["a folder with a NUL", "a\0", {}],
    ["no format", "x", { formats: [] }],
    ["formats that are no list", "x", { formats: "html" }],
    ["a format that is none", "x", { formats: ["htm"] }],
    ["a format that is no text", "x", { formats: [1] }],
    ["an unknown option", "x", { format: "html" }],
    ["a signal that is none", "x", { signal: 1 }],
  ])("is refused: %s", async (_, folder, options) => {
    await expect(writeReports(report, folder as never, options as never)).rejects.toMatchObject({
      code: "OPTION_INVALID",
    });
  });

  test("is a template that does not exist", async () => {
    const folder = join(await newFolder(), "new");
    await expect(writeReports(report, folder, { template: "short" as never })).rejects.toMatchObject({
      code: "REPORT_TEMPLATE_INVALID",
    });
    await expect(readdir(folder)).rejects.toMatchObject({ code: "ENOENT" });
  });
});
