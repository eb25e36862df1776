import type { RouteContext } from "./route-app.js";
import { statusTitle } from "./route-policies.js";

/** What is wrong with one value of a request. */
export interface RouteInputFault {
  /** Which part of the request it lies in. */
  readonly in: "params" | "query" | "headers" | "body";
  /** Its path within that part, with dots; `""` for the whole part. */
  readonly field: string;
  readonly message: string;
}

/** A problem document (RFC 9457), which is what every error is answered with. */
export interface RouteProblem {
  readonly type: "about:blank";
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** What is wrong with the input, where that is the problem. */
  readonly errors?: readonly RouteInputFault[];
}

const mediaType = Object.freeze({ "content-type": "application/problem+json" });

/** Answers with a problem. */
export function answerProblem(
  context: RouteContext,
  status: number,
  detail: string,
  errors?: readonly RouteInputFault[],
): Response {
  const problem: RouteProblem = {
    type: "about:blank",
    title: statusTitle(status),
    status,
    detail,
    ...(errors === undefined ? {} : { errors }),
  };
  return context.body(JSON.stringify(problem), status, mediaType);
}
