import type { RouteMetadata, RouteMethod } from "../kinds/routes-metadata.js";

/** What a request may do when it is sent again: nothing at all, nothing more, or the same once more. */
export type Idempotency = "safe" | "idempotent" | "non-idempotent";

const idempotencies: Readonly<Record<RouteMethod, Idempotency>> = Object.freeze({
  GET: "safe",
  PUT: "idempotent",
  DELETE: "idempotent",
  POST: "non-idempotent",
  PATCH: "non-idempotent",
});

/**
 * What follows from the method of a route about sending a request again (RFC 9110).
 *
 * @example
 * ```ts
 * import { idempotencyOf } from "bailiwick/metadata";
 *
 * console.log(idempotencyOf("PUT")); // => idempotent
 * ```
 */
export function idempotencyOf(method: RouteMethod): Idempotency {
  return idempotencies[method];
}

/** The titles of the statuses that problems are answered with. */
const titles: Readonly<Record<number, string>> = Object.freeze({
  400: "Bad Request",
  401: "Unauthorized",
  402: "Payment Required",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  406: "Not Acceptable",
  409: "Conflict",
  410: "Gone",
  412: "Precondition Failed",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  422: "Unprocessable Content",
  423: "Locked",
  424: "Failed Dependency",
  428: "Precondition Required",
  429: "Too Many Requests",
  451: "Unavailable For Legal Reasons",
  500: "Internal Server Error",
  501: "Not Implemented",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
});

/** The name that HTTP gives to a status; `"Error"` for one that no route answers with. */
export function statusTitle(status: number): string {
  return titles[status] ?? "Error";
}

/** Whether a status is an error that a handler may answer with; `405` and `413` are the mounting's own. */
export function isErrorStatus(status: number): boolean {
  return status in titles && status !== 405 && status !== 413;
}

/** The parts of a request that an entry can declare a type of. */
export const requestParts = Object.freeze(["params", "query", "headers", "body"] as const);

/** One of {@link requestParts}. */
export type RequestPart = (typeof requestParts)[number];

/** The errors that follow from the policies and inputs of a route: nobody writes them down. */
export function derivedErrors(route: RouteMetadata): ReadonlyMap<number, string> {
  const errors = new Map<number, string>();
  if (requestParts.some((part) => route[part] !== undefined))
    errors.set(400, "The request is not as described");
  const { level } = route.auth;
  if (level === "authenticated" || level === "role") errors.set(401, "The request is not authenticated");
  if (level === "role") errors.set(403, "The user does not have the role");
  if (route.body !== undefined) {
    errors.set(413, "The body is too large");
    errors.set(415, "The body is not JSON");
  }
  errors.set(429, "There were too many requests");
  return errors;
}

/**
 * Every error that a route answers with, by status in order: what follows from its policies and inputs, and what its
 * entry says, which is more precise where both speak.
 */
export function routeErrors(route: RouteMetadata): ReadonlyMap<number, string> {
  const errors = new Map(derivedErrors(route));
  for (const [status, description] of Object.entries(route.errors ?? {}))
    errors.set(Number(status), description);
  return new Map([...errors].toSorted(([one], [other]) => one - other));
}
