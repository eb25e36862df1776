import { readFile } from "node:fs/promises";
import { BailiwickError, describe, didYouMean, messageOf } from "../kernel/index.js";
import { pathFrom, type Io } from "./io.js";

/** A file that an option names. */
export interface InputFile {
  /** The option, as in `--graph`. */
  readonly option: string;
  /** The path as it was given; `-` is standard input. */
  readonly path: string;
  /** Words that the option takes in place of a path. */
  readonly words?: readonly string[];
}

/**
 * The text of a file.
 *
 * @throws BailiwickError `INPUT_FILE_UNREADABLE`
 */
export async function readInput({ option, path, words = [] }: InputFile, io: Io): Promise<string> {
  try {
    const bytes = path === "-" ? await allOf(io.stdin) : await readFile(pathFrom(io.cwd, path));
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new BailiwickError("INPUT_FILE_UNREADABLE", {
      message: `${nameOf({ option, path })} cannot be read${didYouMean(path, words)}: ${messageOf(cause)}.`,
      details: { option, path },
      cause,
    });
  }
}

async function allOf(stdin: Io["stdin"]): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
}

/**
 * The value that a file holds as YAML or JSON.
 *
 * @throws BailiwickError `INPUT_FILE_UNREADABLE`, `INPUT_FILE_INVALID`
 */
export async function readInputData(file: InputFile, io: Io): Promise<unknown> {
  const text = await readInput(file, io);
  const { parseDocument } = await import("yaml");
  try {
    const document = parseDocument(text);
    const [fault] = document.errors;
    if (fault !== undefined) throw fault;
    return document.toJS() as unknown;
  } catch (cause) {
    const [fault = ""] = messageOf(cause).split("\n"); // a look at the text follows
    throw invalidInput(file, [fault.replace(/:$/u, "")]);
  }
}

/** The error for a file that holds something else than it should; each fault is a line of its own. */
export function invalidInput(file: InputFile, faults: readonly string[]): BailiwickError {
  const { option, path } = file;
  return new BailiwickError("INPUT_FILE_INVALID", {
    message: [`${nameOf(file)} cannot be used:`, ...faults.map((fault) => `  - ${fault}`)].join("\n"),
    details: { option, path, faults },
  });
}

function nameOf({ option, path }: InputFile): string {
  return `The file ${path === "-" ? "on standard input" : describe(path)} of ${option}`;
}
