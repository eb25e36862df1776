import { BailiwickError, describe } from "../../kernel/index.js";
import { schemaOf, type SchemaIssue, type TypeToken } from "../type-token.js";

/**
 * What the schema of a token makes of a value; the value itself if the token has none.
 *
 * @throws BailiwickError `OPERATION_INPUT_INVALID`, naming everything that is wrong with it
 */
export async function readInput(operation: string, token: TypeToken, value: unknown): Promise<unknown> {
  const read = await schemaOf(token)?.schema["~standard"].validate(value);
  if (read === undefined) return value;
  if (read.issues === undefined) return read.value;
  const issues = read.issues.map((issue) => ({ path: pathOf(issue), message: issue.message }));
  const lines = issues.map(({ path, message }) => `  - ${path}: ${message}`);
  throw new BailiwickError("OPERATION_INPUT_INVALID", {
    message: `The input of ${describe(operation)} is not what its schema takes:\n${lines.join("\n")}`,
    details: { operation, issues },
  });
}

function pathOf({ path = [] }: SchemaIssue): string {
  return path.reduce<string>((before, segment) => {
    const key = typeof segment === "object" ? segment.key : segment;
    return typeof key === "number" ? `${before}[${key}]` : `${before}.${String(key)}`;
  }, "input");
}
