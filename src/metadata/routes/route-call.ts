import { BailiwickError, describe, quoteList } from "../../kernel/index.js";
import type { RouteEntry } from "../kinds/routes-metadata.js";
import type { RouteContext } from "./route-app.js";
import type { RouteRequest } from "./route-handler.js";
import type { RouteInputFault } from "./problem.js";
import type { RequestPart } from "./route-policies.js";

/** Throws what a handler fails with. */
export type Fail = (status: number, detail?: string) => never;

/** The `fail` of a route, which refuses statuses that its entry does not name. */
export function failOf(route: RouteEntry): Fail {
  const errors = new Map(
    Object.entries(route.errors ?? {}).map(([status, description]) => [Number(status), description]),
  );
  return (status, detail = errors.get(status)) => {
    if (!errors.has(status)) {
      throw new BailiwickError("ROUTE_ANSWER_INVALID", {
        message: `The handler of ${route.id} failed with ${describe(status)}, which its entry does not name; known are ${quoteList([...errors.keys()].map(String))}.`,
        details: { route: route.id, status: describe(status) },
      });
    }
    throw new BailiwickError("ROUTE_FAILED", {
      message: `${route.id} failed with ${status}: ${detail}`,
      details: { route: route.id, status, detail },
    });
  };
}

/** What a handler has failed with by `fail`; `undefined` for anything else that was thrown. */
export function failureOf(
  thrown: unknown,
  route: RouteEntry,
): { status: number; detail: string } | undefined {
  if (!(thrown instanceof BailiwickError) || thrown.code !== "ROUTE_FAILED") return undefined;
  const { route: id, status, detail } = thrown.details;
  return id === route.id ? { status: status as number, detail: String(detail) } : undefined;
}

/** A request on its way to the handler. What costs is a getter, so that only who asks for it pays. */
export class IncomingCall implements Record<RequestPart, unknown> {
  readonly entry: RouteEntry;
  readonly context: RouteContext;
  readonly fail: Fail;
  params: unknown;
  query: unknown;
  headers: unknown;
  body: unknown;
  user: unknown;
  /** What is wrong with the request, as far as it was read. */
  faults: readonly RouteInputFault[] | undefined;
  /** Whether a policy has counted it. */
  isCounted = false;
  /** The names of the headers that the handler has set. */
  headersSet: readonly string[] | undefined;

  constructor(entry: RouteEntry, context: RouteContext, fail: Fail) {
    this.entry = entry;
    this.context = context;
    this.fail = fail;
  }

  get request(): Request {
    return this.context.req.raw;
  }

  get signal(): AbortSignal {
    return this.context.req.raw.signal;
  }

  get header(): (name: string) => string | undefined {
    return (name) => this.context.req.header(name);
  }

  get setHeader(): (name: string, value: string) => void {
    return (name, value) => {
      this.context.header(name, value);
      this.headersSet = [...(this.headersSet ?? []), name];
    };
  }

  /** Takes back the headers of an answer that there will not be. */
  unsetHeaders(): void {
    for (const name of this.headersSet ?? []) this.context.header(name);
  }
}

/** The call as a handler sees it; which parts there are depends on the entry, which the types of the wiring know. */
export function asRequest(call: IncomingCall): RouteRequest<RouteEntry> {
  return call as unknown as RouteRequest<RouteEntry>;
}
