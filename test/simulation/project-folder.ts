import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { BailiwickError } from "../../src/kernel/index.js";
import { openEmbeddedEngine } from "../../src/simulation/embedded/open-embedded-engine.js";
import type { ModelEngine, ModelReport, ModelRequest } from "../../src/simulation/index.js";
import { openDuckDb, type DuckDb, type SqlRow } from "../../src/store/index.js";

/** The files of a project by their paths. Without `dbt_project.yml` it is called shop. */
export type ProjectTexts = Readonly<Record<string, string>>;

/** Writes a project into a folder that is gone after the test. */
export async function projectFolder(texts: ProjectTexts): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "bailiwick-project-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries({ "dbt_project.yml": "name: shop\n", ...texts })) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

/** An embedded engine on a project, with a database in memory. */
export interface Shop {
  readonly engine: ModelEngine;
  readonly database: DuckDb;
  readonly folder: string;
  /** Runs and expects that everything succeeds. */
  readonly run: (request?: Partial<ModelRequest>) => Promise<ModelReport>;
  readonly rows: (text: string) => Promise<readonly SqlRow[]>;
  readonly execute: (...texts: readonly string[]) => Promise<void>;
}

export async function openShop(
  texts: ProjectTexts,
  options: { readonly compiledPath?: string; readonly threads?: number; readonly schema?: string } = {},
): Promise<Shop> {
  const database = await openDuckDb(":memory:");
  onTestFinished(() => database.close());
  const folder = await projectFolder(texts);
  const engine = await openEmbeddedEngine({ project: folder, database, ...options });
  onTestFinished(() => engine.close());
  return {
    engine,
    database,
    folder,
    run: async (request = {}) => {
      const report = await engine.run({ variables: {}, ...request });
      expect(report.results.flatMap(({ error }) => error ?? [])).toEqual([]);
      return report;
    },
    rows: (text) => database.read((connection) => connection.rows({ text })),
    execute: (...statements) =>
      database.transaction(async (connection) => {
        for (const text of statements) await connection.run({ text });
      }),
  };
}

/** The error of the package with which work ends. */
export async function refusal(work: Promise<unknown>): Promise<BailiwickError> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof BailiwickError) return error;
  throw new Error("no error of the package was thrown", { cause: error });
}

/** The error with which a project cannot be opened, or a run of it begins. */
export async function faultOf(
  texts: ProjectTexts,
  request: Partial<ModelRequest> = {},
): Promise<BailiwickError> {
  return refusal(openShop(texts).then(({ engine }) => engine.run({ variables: {}, ...request })));
}

/** The error of the only model that fails. */
export async function modelError(
  texts: ProjectTexts,
  request: Partial<ModelRequest> = {},
): Promise<BailiwickError> {
  const { engine } = await openShop(texts);
  const { results } = await engine.run({ variables: {}, ...request });
  const errors = results.flatMap(({ error }) => error ?? []);
  expect(errors).toHaveLength(1);
  return errors[0] ?? (await Promise.reject(new Error("no model has failed")));
}
