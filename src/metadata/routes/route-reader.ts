import { describe, messageOf } from "../../kernel/index.js";
import type { RouteEntry } from "../kinds/routes-metadata.js";
import { readBy, schemaOf, type Reading, type TypeToken } from "../type-token.js";
import { parsePath } from "./path-template.js";
import { answerProblem, type RouteInputFault } from "./problem.js";
import type { RouteHttpRequest } from "./route-app.js";
import type { IncomingCall } from "./route-call.js";
import type { RequestPart } from "./route-policies.js";
import { whenThere, type Eventual, type RouteStep } from "./route-steps.js";

/**
 * What reads the requests of a route as its entry says. What is wrong is gathered, and answered when everything was
 * looked at.
 */
export function readingSteps(route: RouteEntry, maxBodyBytes: number): readonly RouteStep[] {
  const steps: RouteStep[] = [];
  const { parameters } = parsePath(route.path);
  if (parameters.length > 0 || route.params !== undefined)
    steps.push(reading("params", paramsReader(parameters), route.params));
  if (route.query !== undefined) steps.push(reading("query", queryOf, route.query));
  if (route.headers !== undefined)
    steps.push(reading("headers", (request) => request.header(), route.headers));
  if (route.body !== undefined) steps.push(bodyReading(route.body, maxBodyBytes));
  return steps.length === 0 ? steps : [...steps, refusal];
}

function reading(
  part: RequestPart,
  raw: (request: RouteHttpRequest) => unknown,
  token: TypeToken | undefined,
): RouteStep {
  const take = taking(part, token);
  return (call) => take(call, raw(call.context.req));
}

function bodyReading(token: TypeToken, maxBytes: number): RouteStep {
  const take = taking("body", token);
  return (call) =>
    whenThere(readBody(call.context.req, maxBytes), (read) =>
      "status" in read ? answerProblem(call.context, read.status, read.detail) : take(call, read.value),
    );
}

/** Takes a value as a part of the request, if it is what its type says. */
function taking(
  part: RequestPart,
  token: TypeToken | undefined,
): (call: IncomingCall, value: unknown) => Eventual<undefined> {
  const known = token === undefined ? undefined : schemaOf(token);
  if (known === undefined) {
    return (call, value) => {
      call[part] = value;
      return undefined;
    };
  }
  const keep = (call: IncomingCall, read: Reading): undefined => {
    if (read.issues === undefined) call[part] = read.value;
    else {
      const faults = read.issues.map(({ path, message }) => ({ in: part, field: path, message }));
      call.faults = [...(call.faults ?? []), ...faults];
    }
  };
  return (call, value) => whenThere(readBy(known.schema, value), (read) => keep(call, read));
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

/** Answers what was found wrong. */
function refusal({ context, faults = [] }: IncomingCall): Response | undefined {
  const [first] = faults;
  return first === undefined
    ? undefined
    : answerProblem(context, 400, sentence(first, faults.length - 1), faults);
}

function sentence({ in: part, field, message }: RouteInputFault, others: number): string {
  const where = field === "" ? part : `${part}.${field}`;
  return `${where}: ${message}${others === 0 ? "" : ` (and ${others} more)`}`;
}

/** The JSON value of a body, or the problem with it. */
type ReadBody = { readonly value: unknown } | { readonly status: 400 | 413 | 415; readonly detail: string };

const jsonType = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i;
const otherCharset = /;\s*charset\s*=(?!\s*"?utf-?8"?\s*(?:;|$))/i;

/** Reads the JSON body of a request, of at most so many bytes, however it is sent. */
async function readBody(request: RouteHttpRequest, maxBytes: number): Promise<ReadBody> {
  const type = request.header("content-type");
  if (type === undefined || !jsonType.test(type))
    return { status: 415, detail: "The body has to be JSON, with the content type application/json." };
  if (otherCharset.test(type)) return { status: 415, detail: "The body has to be JSON in UTF-8." };
  const coding = request.header("content-encoding");
  if (coding !== undefined && coding.toLowerCase() !== "identity")
    return { status: 415, detail: `The body must not be packed, but has the encoding ${describe(coding)}.` };
  const text = await readText(request, maxBytes);
  if (text === undefined) return { status: 413, detail: `The body has more than ${maxBytes} bytes.` };
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    return { status: 400, detail: `The body is not valid JSON: ${messageOf(error)}.` };
  }
}

/** The text of a body; `undefined` if it is too long. A length that is announced is the server's to hold it to. */
async function readText(request: RouteHttpRequest, maxBytes: number): Promise<string | undefined> {
  const length = request.header("content-length");
  if (length !== undefined) return Number(length) <= maxBytes ? request.text() : undefined;
  if (request.raw.bodyUsed || request.raw.body === null) return request.text();
  const decoder = new TextDecoder();
  let [text, bytes] = ["", 0];
  for await (const chunk of request.raw.body as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) return undefined;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
