import type { RouteEntry } from "../kinds/routes-metadata.js";
import { schemaOf, type SchemaIssue, type SchemaResult, type TypeToken } from "../type-token.js";
import { parsePath } from "./path-template.js";
import type { InputFault } from "./problem.js";
import type { RouteHttpRequest } from "./route-app.js";
import { readBody } from "./route-body.js";
import type { RequestPart } from "./route-policies.js";

/** What was read of a request; a part that the entry does not declare is absent, but for the path's parameters. */
export type RequestParts = { [Part in RequestPart]?: unknown };

/** What is wrong with a request. */
export interface RequestProblem {
  readonly status: 400 | 413 | 415;
  readonly detail: string;
  readonly errors?: readonly InputFault[];
}

/** Fills in what a request says; the problem, if there is one. */
export type RequestReader = (
  request: RouteHttpRequest,
  parts: RequestParts,
) => RequestProblem | undefined | Promise<RequestProblem | undefined>;

type Validate = (value: unknown) => SchemaResult<unknown> | Promise<SchemaResult<unknown>>;

/** A part of a request without its body: how it is found, and what checks it. */
interface PartReader {
  readonly part: RequestPart;
  readonly raw: (request: RouteHttpRequest) => unknown;
  readonly validate: Validate | undefined;
}

/** Makes what reads the requests of a route, once, so that a request only costs what the route needs. */
export function requestReader(route: RouteEntry, maxBodyBytes: number): RequestReader {
  const heads = headReaders(route);
  if (route.body === undefined) {
    return heads.some(({ validate }) => validate !== undefined)
      ? async (request, parts) => inputProblem(await readHeads(heads, request, parts))
      : (request, parts) => {
          for (const { part, raw } of heads) parts[part] = raw(request);
          return undefined;
        };
  }
  const validate = validatorOf(route.body);
  return async (request, parts) => {
    const faults = heads.length === 0 ? [] : await readHeads(heads, request, parts);
    const read = await readBody(request, maxBodyBytes);
    if ("status" in read) return read;
    faults.push(...(await check("body", read.value, validate, parts)));
    return inputProblem(faults);
  };
}

function headReaders(route: RouteEntry): PartReader[] {
  const { parameters } = parsePath(route.path);
  const readers: PartReader[] = [];
  if (parameters.length > 0 || route.params !== undefined)
    readers.push({ part: "params", raw: paramsReader(parameters), validate: validatorOf(route.params) });
  if (route.query !== undefined)
    readers.push({ part: "query", raw: queryOf, validate: validatorOf(route.query) });
  if (route.headers !== undefined)
    readers.push({
      part: "headers",
      raw: (request) => request.header(),
      validate: validatorOf(route.headers),
    });
  return readers;
}

function paramsReader(names: readonly string[]): (request: RouteHttpRequest) => unknown {
  return (request) => {
    const params: Record<string, string | undefined> = {};
    for (const name of names) params[name] = request.param(name);
    return params;
  };
}

/** A text for each name, and a list for one that is repeated. */
function queryOf(request: RouteHttpRequest): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = Object.create(null);
  for (const [name, values] of Object.entries(request.queries())) {
    const [first] = values;
    query[name] = values.length === 1 && first !== undefined ? first : values;
  }
  return query;
}

function validatorOf(token: TypeToken | undefined): Validate | undefined {
  const standard = token === undefined ? undefined : schemaOf(token)?.schema["~standard"];
  return standard === undefined ? undefined : (value) => standard.validate(value);
}

async function readHeads(
  heads: readonly PartReader[],
  request: RouteHttpRequest,
  parts: RequestParts,
): Promise<InputFault[]> {
  const faults: InputFault[] = [];
  for (const { part, raw, validate } of heads)
    faults.push(...(await check(part, raw(request), validate, parts)));
  return faults;
}

async function check(
  part: RequestPart,
  value: unknown,
  validate: Validate | undefined,
  parts: RequestParts,
): Promise<readonly InputFault[]> {
  if (validate === undefined) {
    parts[part] = value;
    return none;
  }
  const validated = validate(value);
  const result = validated instanceof Promise ? await validated : validated;
  if (result.issues === undefined) {
    parts[part] = result.value;
    return none;
  }
  return result.issues.map((issue) => ({ in: part, field: fieldOf(issue), message: issue.message }));
}

const none: readonly InputFault[] = Object.freeze([]);

function fieldOf({ path = [] }: SchemaIssue): string {
  return path.map((key) => String(typeof key === "object" ? key.key : key)).join(".");
}

function inputProblem(faults: readonly InputFault[]): RequestProblem | undefined {
  const [first] = faults;
  if (first === undefined) return undefined;
  const where = first.field === "" ? first.in : `${first.in}.${first.field}`;
  const more = faults.length === 1 ? "" : ` (and ${faults.length - 1} more)`;
  return { status: 400, detail: `${where}: ${first.message}${more}`, errors: faults };
}
