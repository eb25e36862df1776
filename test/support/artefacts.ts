import { readdir } from "node:fs/promises";

/** The artefacts in a folder of the weather example, without the files by which an interrupted training goes on. */
export async function artefactsIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder);
  return names.filter((name) => !/^(?:runs\.db|training\.duckdb)/.test(name)).toSorted();
}
