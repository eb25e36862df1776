import { access, constants, lstat, readlink, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { describe } from "../../kernel/index.js";
import { unreadable, unwritable } from "./opening-errors.js";

const mostLinks = 40;

/**
 * The path of a database with links followed, as far as the system lets it be opened: what DuckDB says does not tell the
 * cases apart.
 *
 * @throws BailiwickError `STORE_UNREADABLE`, `STORE_READ_ONLY`
 */
export async function locateDatabase(path: string, readOnly: boolean): Promise<string> {
  const real = await followLinks(resolve(path), path);
  const file = await stat(real).catch(() => undefined);
  if (file === undefined && readOnly) throw unreadable(real, "the file is not there");
  if (file !== undefined && !file.isFile()) throw unreadable(real, "it is not a file");
  if (file?.size === 0) throw unreadable(real, "the file is empty");
  if (!readOnly) {
    const places = file === undefined ? [dirname(real)] : [dirname(real), real];
    for (const place of places) {
      await access(place, constants.W_OK).catch((cause: unknown) => {
        throw unwritable(real, cause);
      });
    }
  }
  return real;
}

/** Also of a file that is still to be made, at the end of links too. */
async function followLinks(start: string, asked: string): Promise<string> {
  let path = start;
  for (let links = 0; links < mostLinks; links++) {
    const folder = await realpath(dirname(path)).catch((cause: unknown) => {
      throw unreadable(asked, `the folder ${describe(dirname(path))} is not there`, cause);
    });
    if (!(await stat(folder)).isDirectory()) throw unreadable(asked, `${describe(folder)} is not a folder`);
    path = join(folder, basename(path));
    const found = await lstat(path).catch(() => undefined);
    if (found?.isSymbolicLink() !== true) return path;
    path = resolve(folder, await readlink(path));
  }
  throw unreadable(asked, "its links lead around in a circle");
}
