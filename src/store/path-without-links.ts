import { readlinkSync, realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

const maxLinks = 40;

/** An absolute path without symbolic links, also where what it leads to is not there yet. */
export function pathWithoutLinks(path: string): string {
  return follow(resolve(path), 0);
}

function follow(path: string, links: number): string {
  try {
    return realpathSync.native(path);
  } catch {
    const folder = dirname(path);
    if (folder === path) return path;
    const place = join(follow(folder, links), basename(path));
    const target = links < maxLinks ? readLink(place) : undefined;
    return target === undefined ? place : follow(resolve(dirname(place), target), links + 1);
  }
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
