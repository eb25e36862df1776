import { BailiwickError, counted, textFingerprint, throwIfAborted } from "../../kernel/index.js";
import type { ModelReport, ModelWork } from "../project/model-engine.js";
import { compileTest, countStatement, type CompiledTest } from "./compiled-tests.js";
import type { EngineSetting, PreparedProject } from "./prepared-project.js";
import { errorEnd, NodeRun, writeCompiled, type NodeEnd } from "./node-run.js";
import { sqlError } from "./sql-errors.js";

const what = "the testing of models";

/**
 * Runs data tests, as many at once as there are threads.
 *
 * @throws BailiwickError `OPERATION_ABORTED`; what the database itself fails with
 */
export async function runTests(
  prepared: PreparedProject,
  tests: readonly CompiledTest[],
  setting: EngineSetting & ModelWork,
): Promise<ModelReport> {
  throwIfAborted(setting.signal, what);
  const run = new NodeRun(tests.length, setting);
  const queue = tests.entries();
  const failures: unknown[] = [];
  const worker = async (): Promise<void> => {
    for (const [index, test] of queue) {
      if (failures.length > 0) return;
      throwIfAborted(setting.signal, what);
      await run.node(test, index + 1, () => testEnd(prepared, test, setting, run));
    }
  };
  const workers = Array.from({ length: setting.threads }, () =>
    worker().catch((error: unknown) => failures.push(error)),
  );
  await Promise.all(workers);
  if (failures.length > 0) throw failures[0];
  return run.report();
}

async function testEnd(
  { models, project }: PreparedProject,
  test: CompiledTest,
  { database, signal, compiledPath }: EngineSetting & ModelWork,
  { tell }: NodeRun,
): Promise<NodeEnd> {
  const render = { isIncremental: false, isFullRefresh: false, tell };
  try {
    const sql = compileTest(test, models, render);
    await writeCompiled(compiledPath, compiledFile(test), sql.text);
    const { before, after } = countStatement(test);
    const text = `${before}\n${sql.text}\n${after}`;
    const renderMarked = (file: string): string | undefined => {
      const source = project.tests.find(({ body }) => body.type === "singular" && file === test.file)?.body;
      return source?.type === "singular" && test.test.type === "singular"
        ? models.renderMarked(file, source.text, render, {})
        : undefined;
    };
    const origin = { name: test.name, sql, linesBefore: 1, renderMarked };
    const [row] = await database
      .read((connection) => connection.rows({ text, name: test.name }), { signal })
      .catch((error: unknown) => {
        throw sqlError(error, origin);
      });
    return verdict(test, row ?? {}, sql.text);
  } catch (error) {
    return errorEnd(error);
  }
}

/** Of a test that is a line of a file: its name, shortened as dbt does, since it may be too long for a file. */
function compiledFile({ test, file, name }: CompiledTest): string {
  if (test.type === "singular") return file;
  return `tests/${name.length < 64 ? name : `${name.slice(0, 30)}_${textFingerprint(name)}`}.sql`;
}

function verdict(test: CompiledTest, row: Readonly<Record<string, unknown>>, sql: string): NodeEnd {
  const rows = Number(row["failures"]);
  const { severity } = test.config;
  const isError = typeof severity !== "string" || severity.toLowerCase() === "error";
  if (isError && row["should_error"] === true) {
    return { status: "failed", rows, error: failedError(test, rows, sql) };
  }
  return { status: row["should_warn"] === true ? "warned" : "success", rows };
}

function failedError({ name, file, line }: CompiledTest, rows: number, sql: string): BailiwickError {
  return new BailiwickError("MODEL_TEST_FAILED", {
    message: `${file}:${line}: the data test ${JSON.stringify(name)} fails for ${counted(rows, "row")}.`,
    hint: "the statement in details.sql gives them.",
    details: { name, file, line, rows, sql },
  });
}
