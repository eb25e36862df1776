import { readdir, stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { BailiwickError, describe, didYouMean } from "../../kernel/index.js";
import { openDuckDb, type DuckDb } from "../../state/index.js";
import type { Io } from "../io.js";

/**
 * Opens a DuckDB file that has to be there, to look at it or to change it.
 *
 * @throws BailiwickError `STORE_UNREADABLE`, `STORE_LOCKED`, `STORE_NEWER`, `STORE_READ_ONLY`
 */
export async function openDatabase(
  path: string,
  { cwd }: Io,
  { readOnly }: { readonly readOnly: boolean },
): Promise<DuckDb> {
  const file = resolve(cwd, path);
  if ((await stat(file).catch(() => undefined)) === undefined) {
    const names = await readdir(dirname(file)).catch(() => []);
    throw new BailiwickError("STORE_UNREADABLE", {
      message: `The database ${describe(path)} cannot be used: the file is not there${didYouMean(basename(file), names)}.`,
      hint: "name the file that duckdb_path of the configuration names; bailiwick simulate makes it.",
      details: { path: file, fault: "the file is not there" },
    });
  }
  return openDuckDb(file, { readOnly });
}
