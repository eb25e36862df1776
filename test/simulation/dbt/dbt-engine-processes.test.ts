import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  openDbtEngine,
  type DbtEngineOptions,
  type ModelEngine,
  type ModelEvent,
} from "../../../src/simulation/index.js";
import { openDuckDb } from "../../../src/store/index.js";
import { folderOfTest, projectFiles, writeFiles, writeScript } from "../../support/dbt.js";
import { writeFakeDbt } from "../../support/fake-dbt.js";
import { rejected } from "../../support/rejected.js";

/** Programs in the place of dbt: what they do, dbt has been seen to do, or any program may. */
interface Scene {
  readonly folder: string;
  readonly engine: ModelEngine;
  readonly calls: () => number;
}

const request = { variables: { simulation_year: 2025 } };

async function scene(
  write: (folder: string) => string,
  options: Partial<DbtEngineOptions> = {},
  play: (scene: Scene) => Promise<void> = async () => undefined,
): Promise<void> {
  const folder = await folderOfTest();
  writeFiles(folder, projectFiles);
  await using database = await openDuckDb(join(folder, "x.duckdb"));
  const executable = write(folder);
  const retry = { maxRetries: 2, delayMs: 0 };
  await using engine = await openDbtEngine({ project: folder, database, executable, retry, ...options });
  const calls = (): number => readFileSync(join(folder, "calls"), "utf8").length;
  await play({ folder, engine, calls });
  // Whatever has happened, the file is open again.
  expect(await database.read((connection) => connection.rows({ text: "SELECT 1 AS one" }))).toEqual([
    { one: 1 },
  ]);
}

/** dbt with a body of its own; see writeFakeDbt. */
const dbt =
  (body: string) =>
  (folder: string): string =>
    writeFakeDbt(folder, body);
/** A program that says nothing of what dbt says. */
const program =
  (body: string) =>
  (folder: string): string =>
    writeScript(folder, body);

const success = `give run_results.json '"results":['"$(result model.tiny.first success OK)"','"$(result model.tiny.second success OK)"']'`;
const locked = "IO Error: Could not set lock on file x: Conflicting lock is held in /bin/other (PID 42)";

test("success is success, with a result for each node", async () => {
  await scene(dbt(success), {}, async ({ engine }) => {
    const report = await engine.run(request);
    expect(report.succeeded).toBe(true);
    expect(
      report.results.map(({ name, status, durationMs, file }) => [name, status, durationMs, file]),
    ).toEqual([
      ["first", "success", 250, "models/first.sql"],
      ["second", "success", 250, "models/second.sql"],
    ]);
    expect(
      Object.isFrozen(report) && Object.isFrozen(report.results) && Object.isFrozen(report.results[0]),
    ).toBe(true);
  });
});

test("torn lines and lines of others are told as text, and disturb nothing", async () => {
  const body = `printf '{"info":{"name":"Log'; echo; echo '{"info":7}'; echo '[1]'; echo 'plain words' >&2; printf '\\n\\n'; ${success}`;
  const told: ModelEvent[] = [];
  await scene(dbt(body), {}, async ({ engine }) => {
    const report = await engine.run(request, { onEvent: (event) => told.push(event) });
    expect(report.succeeded).toBe(true);
  });
  const texts = told.flatMap((event) => (event.type === "log" ? [event.message] : []));
  expect(texts).toEqual(expect.arrayContaining(['{"info":{"name":"Log', '{"info":7}', "[1]", "plain words"]));
  expect(texts).not.toContain("");
});

test("nodes are told as they start and end, while dbt is at work", async () => {
  const body = `started model.tiny.first; ended model.tiny.first success; ended operation.gone success; touch "$target/told"; started model.tiny.second; ${success}`;
  const told: unknown[] = [];
  await scene(dbt(body), {}, async ({ engine }) => {
    await engine.run(request, {
      onEvent: (event) => {
        if (event.type === "node-started") told.push(["started", event.uniqueId, event.index, event.total]);
        if (event.type === "node-ended") told.push(["ended", event.result.name, event.index, event.total]);
      },
    });
  });
  expect(told).toEqual([
    ["started", "model.tiny.first", 1, 2],
    ["ended", "first", 1, 2],
    ["started", "model.tiny.second", 2, 2],
    ["ended", "second", 2, 2],
  ]);
});

test("only what has failed, and what was skipped behind it, is tried again, as often as was said", async () => {
  const again = `
if [ "$call" = 1 ]; then
  ended model.tiny.first success
  give run_results.json '"results":['"$(result model.tiny.first success OK)"','"$(result model.tiny.second error 'Runtime Error in model second\\n  Connection Error: reset')"']'
  exit 1
fi
echo "$selected" > "$target/selected"
give run_results.json '"results":['"$(result model.tiny.second success OK)"']'`;
  const warnings: string[] = [];
  await scene(dbt(again), { random: () => 0 }, async ({ folder, engine, calls }) => {
    const report = await engine.run(
      { ...request, select: ["tag:a"], exclude: ["tag:b"] },
      {
        onEvent: (event) => {
          if (event.type === "log" && event.level === "warn") warnings.push(event.message);
        },
      },
    );
    expect(report.succeeded).toBe(true);
    expect(report.results.map(({ name }) => name)).toEqual(["first", "second"]);
    expect(calls()).toBe(2);
    expect(readFileSync(join(folder, "x.duckdb.dbt/target/selected"), "utf8")).toBe(" second\n");
  });
  expect(warnings).toEqual([
    'attempt 1 of 3 failed and may not the next time: The model "second" (models/second.sql) was refused by the database:' +
      ' Connection Error: reset. Trying again in 0 ms for "second".',
  ]);
});

test("a fault that stays is reported when the attempts are used up", async () => {
  const body = `give run_results.json '"results":['"$(result model.tiny.first error '${locked}')"','"$(result model.tiny.second skipped '')"']'; exit 1`;
  await scene(dbt(body), {}, async ({ engine, calls }) => {
    const report = await engine.run(request);
    expect(calls()).toBe(3);
    expect(report.results.map(({ status, error }) => [status, error?.code])).toEqual([
      ["error", "STORE_LOCKED"],
      ["skipped", undefined],
    ]);
    expect(report.results[0]?.error?.message).toContain("the process 42 (/bin/other) has it open");
  });
});

test("what gave up before its nodes is tried again too, and says how often", async () => {
  const body = `say MainEncounteredError '{"exc":"${locked}"}'; exit 2`;
  await scene(dbt(body), { retry: { maxRetries: 1, delayMs: 1 } }, async ({ engine, calls }) => {
    const error = await rejected(engine.run(request));
    expect(error.code).toBe("STORE_LOCKED");
    expect(error.message).toContain("the process 42 (/bin/other)");
    expect(error.message).toContain("It was tried 2 times.");
    expect(error.details["attempts"]).toBe(2);
    expect(calls()).toBe(2);
  });
});

test("without retries it is tried once", async () => {
  const body = `say MainEncounteredError '{"exc":"${locked}"}'; exit 2`;
  await scene(dbt(body), { retry: { maxRetries: 0 } }, async ({ engine, calls }) => {
    expect((await rejected(engine.run(request))).message).not.toContain("It was tried");
    expect(calls()).toBe(1);
  });
});

test.each([
  [
    "a model that cannot be compiled",
    "Compilation Error in model first (models/first.sql)\\n  bad",
    "MODEL_RENDER_FAILED",
  ],
  ["a statement that is refused", "Runtime Error in model first\\n  Binder Error: no", "MODEL_SQL_FAILED"],
])("%s is not tried again, even where another node might be", async (_, message, code) => {
  const body = `give run_results.json '"results":['"$(result model.tiny.first error '${message}')"','"$(result model.tiny.second error 'Connection Error: reset')"']'; exit 1`;
  await scene(dbt(body), {}, async ({ engine, calls }) => {
    const report = await engine.run(request);
    expect(report.results[0]?.error?.code).toBe(code);
    expect(calls()).toBe(1);
  });
});

test("an abort in the pause before a retry ends the work", async () => {
  const body = `say MainEncounteredError '{"exc":"${locked}"}'; exit 2`;
  const controller = new AbortController();
  await scene(dbt(body), { retry: { maxRetries: 1, delayMs: 60_000 } }, async ({ engine, calls }) => {
    const running = engine.run(request, {
      signal: controller.signal,
      onEvent: (event) => {
        if (event.type === "log" && event.level === "warn") setTimeout(() => controller.abort(), 5);
      },
    });
    expect((await rejected(running)).code).toBe("OPERATION_ABORTED");
    expect(calls()).toBe(1);
  });
});

test.each([
  ["writes no results", "exit 0", "dbt has not written it"],
  ["tears its results", `printf '{"metadata":' > "$target/run_results.json"`, "it is torn"],
  [
    "leaves the results of another run",
    `id=other; ${success}`,
    'it is of another run of dbt, "other" in place of call-1',
  ],
  ["writes no metadata", `echo '{}' > "$target/run_results.json"`, "it has no metadata"],
  ["writes no list of results", `give run_results.json '"results":7'`, 'it has no list "results"'],
  [
    "writes a result that is none",
    `give run_results.json '"results":[7]'`,
    "one of its results is no object",
  ],
  [
    "writes a result without a status",
    `give run_results.json '"results":[{"unique_id":"x"}]'`,
    "no unique_id or no status",
  ],
  [
    "loses the manifest",
    `rm "$target/manifest.json"; ended model.tiny.first success; ${success}`,
    "dbt has not written it",
  ],
  [
    "writes a manifest without nodes",
    `give manifest.json '"nodes":7'; ${success}`,
    'it has no object "nodes"',
  ],
  [
    "writes a node that is none",
    `give manifest.json '"nodes":{"a":7}'; ${success}`,
    'its node "a" is no object',
  ],
])("a dbt that %s is not believed", async (_, body, text) => {
  await scene(dbt(body), {}, async ({ engine }) => {
    const error = await rejected(engine.run(request));
    expect(error.code).toBe("MODEL_ENGINE_FAILED");
    expect(error.message).toContain(text);
  });
});

test("results of an earlier call are not taken for those of one that wrote none", async () => {
  await scene(dbt(`if [ "$call" = 1 ]; then ${success}; fi`), {}, async ({ engine }) => {
    expect((await engine.run(request)).succeeded).toBe(true);
    expect((await rejected(engine.run(request))).message).toContain("dbt has not written it");
  });
});

test.each([
  [
    "ends with a code that it does not have",
    "echo oh >&2; exit 9",
    'with the exit code 9, and said last: "oh"',
  ],
  [
    "ends with 1 and a word of no log",
    "echo 'Usage: dbt'; exit 1",
    'with the exit code 1, and said last: "Usage: dbt"',
  ],
  ["ends with 2 and nothing", "exit 2", "with the exit code 2, and said nothing."],
  ["is killed", "kill -9 $$", "by SIGKILL, and said nothing."],
])("a program that %s has failed", async (_, body, text) => {
  await scene(program(body), {}, async ({ engine }) => {
    const error = await rejected(engine.run(request));
    expect(error.code).toBe("MODEL_ENGINE_FAILED");
    expect(error.message).toContain(text);
  });
});

test("an exit code of 1 without a node that failed is no success", async () => {
  await scene(dbt(`${success}; exit 1`), {}, async ({ engine }) => {
    const error = await rejected(engine.run(request));
    expect(error.code).toBe("MODEL_ENGINE_FAILED");
    expect(error.message).toContain("although none of its nodes has failed");
  });
});

test("a hook that fails is an error, and one that succeeds is in no report", async () => {
  const hook = (status: string): string =>
    `give run_results.json '"results":['"$(result operation.tiny.hook ${status} 'Binder Error: no hook')"','"$(result model.tiny.first success OK)"']'`;
  await scene(
    dbt(`if [ "$call" = 1 ]; then ${hook("success")}; else ${hook("error")}; exit 1; fi`),
    {},
    async ({ engine }) => {
      expect((await engine.run(request)).results.map(({ name }) => name)).toEqual(["first"]);
      const error = await rejected(engine.run(request));
      expect(error.code).toBe("MODEL_SQL_FAILED");
      expect(error.message).toContain("no hook");
    },
  );
});

test("a status that nobody knows is an error of its node", async () => {
  const body = `give run_results.json '"results":['"$(result model.tiny.first puzzled '')"']'; exit 1`;
  await scene(dbt(body), {}, async ({ engine }) => {
    const report = await engine.run(request);
    expect(report.results.map(({ status }) => status)).toEqual(["error"]);
  });
});

test("a dbt of another line is ended before it does anything", async () => {
  await scene(dbt(`say MainReportVersion '{"version":"=2.0.1"}'; sleep 30`), {}, async ({ engine }) => {
    const error = await rejected(engine.run(request));
    expect(error.code).toBe("MODEL_ENGINE_VERSION");
    expect(error.message).toContain("has dbt-core 2.0.1, but 1.11 is needed");
  });
});

test("a dbt that takes too long is ended, also if it does not listen", async () => {
  const deaf = `trap '' TERM INT HUP; echo "at work"; while :; do sleep 1; done`;
  await scene(program(deaf), { timeoutMs: 300 }, async ({ engine }) => {
    const error = await rejected(engine.run(request));
    expect(error.code).toBe("MODEL_ENGINE_TIMED_OUT");
    expect(error.message).toContain("took longer than 300 ms");
    expect(error.details["output"]).toContain("at work");
  });
});

test("a listener that throws ends dbt, and what it has thrown is thrown", async () => {
  await scene(dbt("sleep 30"), {}, async ({ engine }) => {
    const running = engine.run(request, {
      onEvent: () => {
        throw new RangeError("mine");
      },
    });
    await expect(running).rejects.toThrow(new RangeError("mine"));
  });
});

test("100 MB of output are read to the end in little memory", async () => {
  const flood = `yes 'a line that says nothing at all, and says it again and again' | head -c 100000000; ${success}`;
  let lines = 0;
  await scene(dbt(flood), {}, async ({ engine }) => {
    const before = process.memoryUsage().rss;
    const report = await engine.run(request, { onEvent: () => lines++ });
    expect(report.succeeded).toBe(true);
    expect(lines).toBeGreaterThan(1_500_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(300e6);
  });
});

test("an engine that is closed refuses work, and closing waits for what runs", async () => {
  await scene(dbt(`sleep 0.2; ${success}`), {}, async ({ engine }) => {
    const running = engine.run(request);
    await engine.close();
    expect((await running).succeeded).toBe(true);
    expect((await rejected(engine.models())).code).toBe("STORE_CLOSED");
    await engine.close();
  });
});

test("two calls on one database take turns", async () => {
  const body = `mkdir "$target/busy" || exit 9; sleep 0.1; rmdir "$target/busy"; ${success}`;
  await scene(dbt(body), {}, async ({ engine, calls }) => {
    const reports = await Promise.all([engine.run(request), engine.test(request)]);
    expect(reports.map(({ succeeded }) => succeeded)).toEqual([true, true]);
    expect(calls()).toBe(2);
  });
});

test("an abort before its turn calls nothing", async () => {
  await scene(dbt(success), {}, async ({ engine }) => {
    const error = await rejected(engine.run(request, { signal: AbortSignal.abort(new Error("never mind")) }));
    expect(error.code).toBe("OPERATION_ABORTED");
  });
});

test("a program that is gone when it is called is missing", async () => {
  await scene(dbt(success), {}, async ({ folder, engine }) => {
    rmSync(join(folder, "dbt"));
    const error = await rejected(engine.run(request));
    expect(error.code).toBe("MODEL_ENGINE_MISSING");
    expect(error.message).toContain("npm run setup:dbt");
  });
});

test("a program that needs another one that is not there is missing too", async () => {
  await scene(program(""), {}, async ({ folder, engine }) => {
    writeFiles(folder, { dbt: "#!/nowhere/python\nprint()\n" });
    expect((await rejected(engine.run(request))).code).toBe("MODEL_ENGINE_MISSING");
  });
});

test.each([
  ["a selection that is no list", { select: "tag:a" }, "select"],
  ["an option among the selections", { select: ["--full-refresh"] }, "begins with a hyphen"],
  ["an option behind a blank", { exclude: ["a --full-refresh"] }, "begins with a hyphen"],
  ["an empty selection", { select: [" "] }, "select"],
  ["variables that are no object", { variables: [] }, "variables"],
  ["a variable that JSON has no word for", { variables: { rate: Number.NaN } }, "variables.rate"],
  ["a variable deep inside", { variables: { tiers: [{ rate: undefined }] } }, "variables.tiers[0].rate"],
  ["variables that are too long for an argument", { variables: { text: "x".repeat(200_000) } }, "variables"],
  ["a full refresh that is no boolean", { fullRefresh: "yes" }, "fullRefresh"],
  ["an option that there is not", { selekt: [] }, 'did you mean "select"'],
])("%s is refused", async (_, wrong, text) => {
  await scene(dbt(success), {}, async ({ engine }) => {
    const error = await rejected(engine.run({ ...request, ...(wrong as object) }));
    expect(error.code).toBe("OPTION_INVALID");
    expect(error.message).toContain(text);
  });
});

test.each([
  ["a signal that is none", { signal: 7 }],
  ["a listener that is none", { onEvent: 7 }],
  ["something else", { onevent: () => undefined }],
])("%s beside a request is refused", async (_, work) => {
  await scene(dbt(success), {}, async ({ engine }) => {
    expect((await rejected(engine.test(request, work as object))).code).toBe("OPTION_INVALID");
    expect((await rejected(engine.models(work as object))).code).toBe("OPTION_INVALID");
  });
});
