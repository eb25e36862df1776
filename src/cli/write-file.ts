import { randomUUID } from "node:crypto";
import { realpath, rename, rm, writeFile } from "node:fs/promises";
import { BailiwickError, describe, messageOf } from "../kernel/index.js";
import { pathFrom } from "./io.js";

/**
 * Writes a file whole or not at all: beside it first, and then in its place. What a link leads to is written,
 * and the link stays.
 *
 * @throws BailiwickError `OUTPUT_FILE_UNWRITABLE`
 */
export async function writeFileAtomically(path: string, text: string, cwd: string): Promise<void> {
  const target = await realpath(pathFrom(cwd, path)).catch(() => pathFrom(cwd, path));
  const draft = `${target}.${randomUUID()}.tmp`;
  try {
    await writeFile(draft, text, { flag: "wx" });
    await rename(draft, target);
  } catch (cause) {
    await rm(draft, { force: true });
    throw new BailiwickError("OUTPUT_FILE_UNWRITABLE", {
      message: `The file ${describe(path)} cannot be written: ${messageOf(cause)}.`,
      details: { path },
      cause,
    });
  }
}
