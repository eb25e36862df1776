import { argumentInvalid } from "../../kernel/index.js";
import type { RouteEntry } from "../kinds/routes-metadata.js";
import type { RateLimiterPort, RouteGuards } from "./mount-options.js";
import { answerProblem } from "./problem.js";
import type { IncomingCall } from "./route-call.js";

/** Lets a call in, or answers it. */
export type Admission = (call: IncomingCall) => Promise<Response | undefined>;

/**
 * What stands before the handler of a route, in this order: the rate limit, if its subject is known without the user;
 * authentication; the rate limit, if it is the user's; the role. `undefined` if nothing does.
 */
export function admissionOf(route: RouteEntry, guards: RouteGuards): Admission | undefined {
  const { level } = route.auth;
  const identify = level === "authenticated" || level === "role" ? identification(guards) : undefined;
  const limit =
    guards.rateLimiter === "elsewhere" ? undefined : limitation(route, guards, guards.rateLimiter);
  const permit = level === "role" ? permission(route.auth.role, guards) : undefined;
  if (limit === undefined) {
    if (identify === undefined) return undefined;
    return async (call) => (await identify(call)) ?? (await permit?.(call));
  }
  return async (call) => {
    const early = limit.subjectOf(call);
    if (early !== undefined) {
      const refused = await limit.take(call, early);
      if (refused !== undefined) return refused;
    }
    const stranger = await identify?.(call);
    if (stranger !== undefined) return stranger;
    if (early === undefined) {
      const refused = await limit.take(call, limit.subjectOf(call));
      if (refused !== undefined) return refused;
    }
    return permit?.(call);
  };
}

function identification({ authenticate, challenge }: RouteGuards): Admission {
  return async (call) => {
    const user = await authenticate?.(call);
    if (user === undefined || user === null) {
      call.context.header("WWW-Authenticate", challenge);
      return answerProblem(call.context, 401, "The request is not authenticated.");
    }
    call.user = user;
    return undefined;
  };
}

function permission(role: string, { authorize }: RouteGuards): Admission {
  return async (call) =>
    (await authorize?.(call.user, role, call)) === true
      ? undefined
      : answerProblem(call.context, 403, `The role ${role} is needed.`);
}

function limitation(route: RouteEntry, { subjectOf }: RouteGuards, limiter: RateLimiterPort) {
  const policy = route.rateLimit;
  return {
    subjectOf: (call: IncomingCall) => subjectOf?.({ policy, call, user: call.user }),
    take: async (call: IncomingCall, subject: string | undefined): Promise<Response | undefined> => {
      if (subject === undefined)
        throw argumentInvalid(
          "subjectOf",
          "mountRoutes()",
          `the subject of ${policy} for ${route.id}`,
          subject,
        );
      const taken = limiter.take(policy, subject);
      const { allowed, retryAfterMs } = taken instanceof Promise ? await taken : taken;
      if (allowed) return undefined;
      call.context.header("Retry-After", String(Math.max(1, Math.ceil(retryAfterMs / 1_000))));
      return answerProblem(call.context, 429, "There were too many requests.");
    },
  };
}
