import { BailiwickError, describe } from "../../kernel/index.js";
import { readBy, schemaOf, type TypeToken } from "../type-token.js";

/**
 * What the schema of a token makes of a value; the value itself if the token has none.
 *
 * @throws BailiwickError `OPERATION_INPUT_INVALID`, naming everything that is wrong with it
 */
export async function readInput(operation: string, token: TypeToken, value: unknown): Promise<unknown> {
  const known = schemaOf(token);
  if (known === undefined) return value;
  const read = await readBy(known.schema, value);
  if (read.issues === undefined) return read.value;
  const { issues } = read;
  const lines = issues.map(({ path, message }) => `  - ${path === "" ? "" : `${path}: `}${message}`);
  throw new BailiwickError("OPERATION_INPUT_INVALID", {
    message: `The input of ${describe(operation)} is not what its schema takes:\n${lines.join("\n")}`,
    details: { operation, issues },
  });
}
