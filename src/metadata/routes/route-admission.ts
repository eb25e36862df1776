import { argumentInvalid } from "../../kernel/index.js";
import type { RouteEntry } from "../kinds/routes-metadata.js";
import type { RouteGuards, RouteLimitAnswer, RouteRateLimiter, RouteSubject } from "./mount-options.js";
import { answerProblem } from "./problem.js";
import type { IncomingCall } from "./route-call.js";
import { whenThere, type Eventual, type RouteStep } from "./route-steps.js";

/**
 * What stands before the handler of a route, in this order: the rate limit, if its subject is known without the user;
 * authentication; the rate limit, if it is the user's; the role.
 */
export function admissionSteps(route: RouteEntry, guards: RouteGuards): readonly RouteStep[] {
  const { auth } = route;
  const identify = auth.level === "authenticated" || auth.level === "role" ? [identification(guards)] : [];
  const permit = auth.level === "role" ? [permission(auth.role, guards)] : [];
  if (guards.rateLimiter === "elsewhere") return [...identify, ...permit];
  const { early, late } = limitation(route, guards, guards.rateLimiter);
  return [early, ...identify, late, ...permit];
}

function identification({ authenticate, challenge }: RouteGuards): RouteStep {
  const decide = (call: IncomingCall, user: unknown) => {
    // What JavaScript callers mean by nobody must not be taken for somebody.
    if (user === undefined || user === null || user === false || user === "") {
      call.context.header("WWW-Authenticate", challenge);
      return answerProblem(call.context, 401, "The request is not authenticated.");
    }
    call.user = user;
    return undefined;
  };
  return (call) => whenThere(authenticate?.(call), (user) => decide(call, user));
}

function permission(role: string, { authorize }: RouteGuards): RouteStep {
  return (call) =>
    whenThere(authorize?.(call.user, role, call), (isPermitted) =>
      isPermitted === true ? undefined : answerProblem(call.context, 403, `The role ${role} is needed.`),
    );
}

function limitation(
  route: RouteEntry,
  { subjectOf, limitHeaders }: RouteGuards,
  limiter: RouteRateLimiter,
): { readonly early: RouteStep; readonly late: RouteStep } {
  const policy = route.rateLimit;
  const headersOf = limitHeaders ?? retryAfter;
  const decide = (call: IncomingCall, answer: RouteLimitAnswer): Response | undefined => {
    // A limiter of JavaScript may say anything; only what is true lets in.
    const { allowed }: { readonly allowed: unknown } = answer;
    const isAllowed = allowed === true;
    if (isAllowed && limitHeaders === undefined) return undefined;
    for (const [name, value] of Object.entries(headersOf(answer))) call.context.header(name, value);
    return isAllowed ? undefined : answerProblem(call.context, 429, "There were too many requests.");
  };
  const take = (call: IncomingCall, subject: RouteSubject): Eventual<Response | undefined> => {
    call.isCounted = true;
    return whenThere(limiter.take(policy, subject), (answer) => decide(call, answer));
  };
  const subject = (call: IncomingCall) => subjectOf?.({ policy, call, user: call.user });
  return {
    early(call) {
      const known = subject(call);
      return known === undefined ? undefined : take(call, known);
    },
    late(call) {
      if (call.isCounted) return undefined;
      const known = subject(call);
      if (known !== undefined) return take(call, known);
      throw argumentInvalid("subjectOf", "mountRoutes()", `the subject of ${policy} for ${route.id}`, known);
    },
  };
}

function retryAfter({ retryAfterMs }: RouteLimitAnswer): Readonly<Record<string, string>> {
  if (!Number.isFinite(retryAfterMs)) return {};
  return { "Retry-After": String(Math.max(1, Math.ceil(retryAfterMs / 1_000))) };
}
