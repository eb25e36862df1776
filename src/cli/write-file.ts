import { putFiles } from "../store/index.js";
import { pathFrom } from "./io.js";

/**
 * Writes a file whole or not at all. What a link leads to is written, and the link stays.
 *
 * @throws BailiwickError `OUTPUT_FILE_UNWRITABLE`
 */
export async function writeFileAtomically(path: string, text: string, cwd: string): Promise<void> {
  await putFiles([{ path: pathFrom(cwd, path), shownPath: path, content: text }]);
}
