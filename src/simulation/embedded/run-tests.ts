import { BailiwickError, counted, textFingerprint, throwIfAborted } from "../../kernel/index.js";
import type { SqlRow } from "../../store/index.js";
import type { ModelReport, ModelWork } from "../project/model-engine.js";
import type { RenderSetting } from "./compiled-models.js";
import { compileTest, countStatement, isCountedPlainly, type CompiledTest } from "./compiled-tests.js";
import type { EngineSetting, PreparedProject } from "./prepared-project.js";
import { errorEnd, NodeRun, writeCompiled, type NodeEnd } from "./node-run.js";
import { sqlError } from "./sql-errors.js";
import type { CompiledSql } from "./sql-lines.js";

const what = "the testing of models";

/** How many tests one statement counts at most. Of a small table each costs less than to plan and start a statement. */
const mostTogether = 25;

/**
 * Runs data tests, as many statements at once as there are threads.
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
  const queue = batchesOf(tests).values();
  const failures: unknown[] = [];
  const worker = async (): Promise<void> => {
    for (const { first, tests: batch } of queue) {
      if (failures.length > 0) return;
      throwIfAborted(setting.signal, what);
      await run.nodes(batch, first, () => new TestBatch(prepared, batch, setting, run).ends());
    }
  };
  const workers = Array.from({ length: setting.threads }, () =>
    worker().catch((error: unknown) => failures.push(error)),
  );
  await Promise.all(workers);
  if (failures.length > 0) throw failures[0];
  return run.report();
}

/** Tests that are counted by one statement, and the place of the first among all, from 1. */
interface Batch {
  readonly first: number;
  readonly tests: readonly CompiledTest[];
}

/** Lines of properties are many and small; a file has a statement of its own, as has what is counted in its own way. */
function batchesOf(tests: readonly CompiledTest[]): readonly Batch[] {
  const batches: { first: number; tests: CompiledTest[]; takesMore: boolean }[] = [];
  for (const [index, test] of tests.entries()) {
    const takesMore = test.test.type === "generic" && isCountedPlainly(test);
    const last = batches.at(-1);
    if (takesMore && last?.takesMore === true && last.tests.length < mostTogether) last.tests.push(test);
    else batches.push({ first: index + 1, tests: [test], takesMore });
  }
  return batches;
}

/** A test with the statement that counts the rows that break it. */
interface Counting {
  readonly test: CompiledTest;
  readonly sql: CompiledSql;
  readonly text: string;
}

class TestBatch {
  readonly #prepared: PreparedProject;
  readonly #tests: readonly CompiledTest[];
  readonly #setting: EngineSetting & ModelWork;
  readonly #render: RenderSetting;

  constructor(
    prepared: PreparedProject,
    tests: readonly CompiledTest[],
    setting: EngineSetting & ModelWork,
    { tell }: NodeRun,
  ) {
    this.#prepared = prepared;
    this.#tests = tests;
    this.#setting = setting;
    this.#render = { isIncremental: false, isFullRefresh: false, tell };
  }

  /** What each comes to, in their order. */
  async ends(): Promise<readonly NodeEnd[]> {
    const compiled: (Counting | NodeEnd)[] = [];
    for (const test of this.#tests) compiled.push(await this.#compile(test));
    const countings = compiled.filter((one) => "sql" in one);
    const rows = countings.length < 2 ? undefined : await this.#countTogether(countings);
    const ends: NodeEnd[] = [];
    for (const one of compiled) {
      if ("sql" in one) ends.push(await this.#end(one, rows?.get(one)));
      else ends.push(one);
    }
    return ends;
  }

  async #compile(test: CompiledTest): Promise<Counting | NodeEnd> {
    try {
      const sql = compileTest(test, this.#prepared.models, this.#render);
      await writeCompiled(this.#setting.compiledPath, compiledFile(test), sql.text);
      const { before, after } = countStatement(test);
      return { test, sql, text: `${before}\n${sql.text}\n${after}` };
    } catch (error) {
      return errorEnd(error);
    }
  }

  /** The row of each; of none, if one of them makes their statement fail: which one, and why, only its own can tell. */
  async #countTogether(countings: readonly Counting[]): Promise<ReadonlyMap<Counting, SqlRow> | undefined> {
    const text = countings
      .map((counting, index) => `SELECT ${index} AS test, * FROM (\n${counting.text}\n)`)
      .join("\nUNION ALL ");
    const rows = await this.#read(text, `${countings.length} data tests`).catch(
      (error: unknown) => void errorEnd(error),
    );
    const found = new Map(
      rows?.flatMap((row) => {
        const counting = countings[Number(row["test"])];
        return counting === undefined ? [] : [[counting, row]];
      }),
    );
    return rows?.length === countings.length && found.size === countings.length ? found : undefined;
  }

  async #end(counting: Counting, known: SqlRow | undefined): Promise<NodeEnd> {
    try {
      const [row = {}] = known === undefined ? await this.#countAlone(counting) : [known];
      return verdict(counting.test, row, counting.sql.text);
    } catch (error) {
      return errorEnd(error);
    }
  }

  async #countAlone({ test, sql, text }: Counting): Promise<readonly SqlRow[]> {
    const { models, project } = this.#prepared;
    const renderMarked = (file: string): string | undefined => {
      const source = project.tests.find(({ body }) => body.type === "singular" && file === test.file)?.body;
      return source?.type === "singular" && test.test.type === "singular"
        ? models.renderMarked(file, source.text, this.#render, {})
        : undefined;
    };
    return this.#read(text, test.name).catch((error: unknown) => {
      throw sqlError(error, { name: test.name, sql, linesBefore: 1, renderMarked });
    });
  }

  async #read(text: string, name: string): Promise<readonly SqlRow[]> {
    const { database, signal } = this.#setting;
    return database.read((connection) => connection.rows({ text, name }), { signal });
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
