import { BailiwickError, describe } from "../../kernel/index.js";
import type { RouteEntry } from "../kinds/routes-metadata.js";
import { readBy, schemaOf } from "../type-token.js";
import type { RouteGuards } from "./mount-options.js";
import { answerProblem } from "./problem.js";
import { admissionSteps } from "./route-admission.js";
import type { RouteContext, RouteEndpoint } from "./route-app.js";
import { asRequest, failOf, failureOf, IncomingCall } from "./route-call.js";
import { readingSteps } from "./route-reader.js";
import { isPromised, takeSteps, whenThere, type Eventual } from "./route-steps.js";

/** Answers with what a handler returned. */
type Answer = (context: RouteContext, result: unknown) => Eventual<Response>;

/** Makes what answers the requests of a route: lets in, reads, asks the handler, answers. */
export function routeEndpoint(
  route: RouteEntry,
  handler: (request: unknown) => unknown,
  guards: RouteGuards,
): RouteEndpoint {
  const fail = failOf(route);
  const steps = [...admissionSteps(route, guards), ...readingSteps(route, guards.maxBodyBytes)];
  const answer = guards.checkAnswers ? checkedAnswer(route) : plainAnswer(route);
  const handle = (call: IncomingCall): Eventual<Response> =>
    whenThere(handler(asRequest(call)), (result) => answer(call.context, result));
  return (context) => {
    const call = new IncomingCall(route, context, fail);
    try {
      const stopped = takeSteps(steps, call);
      const answered =
        stopped === undefined ? handle(call) : whenThere(stopped, (response) => response ?? handle(call));
      if (!isPromised(answered)) return answered;
      return Promise.resolve(answered).catch((thrown: unknown) => answerThrown(thrown, call, guards));
    } catch (thrown) {
      return answerThrown(thrown, call, guards);
    }
  };
}

function answerThrown(thrown: unknown, call: IncomingCall, { onError }: RouteGuards): Response {
  const failure = failureOf(thrown, call.entry);
  if (failure !== undefined) return answerProblem(call.context, failure.status, failure.detail);
  call.unsetHeaders();
  try {
    const reported: unknown = onError(thrown, call);
    void Promise.resolve(reported).catch(() => undefined);
  } catch {
    // The client is answered whatever becomes of the report.
  }
  return answerProblem(call.context, 500, "The request could not be answered.");
}

function plainAnswer(route: RouteEntry): Answer {
  const { status, body } = route.ok;
  if (body === undefined) return (context) => context.body(null, status);
  return (context, result) => {
    if (result === undefined) throw answerInvalid(route, "returned nothing, but its entry has a body");
    return context.json(result as object, status);
  };
}

/** The same, but what is returned is held against the type in the entry. */
function checkedAnswer(route: RouteEntry): Answer {
  const { status, body } = route.ok;
  if (body === undefined) {
    return (context, result) => {
      if (result !== undefined)
        throw answerInvalid(route, `returned ${describe(result)}, but its entry has no body`);
      return context.body(null, status);
    };
  }
  const plain = plainAnswer(route);
  const known = schemaOf(body);
  if (known === undefined) return plain;
  return (context, result) =>
    whenThere(readBy(known.schema, result), ({ issues }) => {
      if (issues === undefined) return plain(context, result);
      const messages = issues.map(({ message }) => message).join("; ");
      throw answerInvalid(route, `returned what its entry does not say: ${messages}`);
    });
}

function answerInvalid(route: RouteEntry, what: string): BailiwickError {
  return new BailiwickError("ROUTE_ANSWER_INVALID", {
    message: `The handler of ${route.id} ${what}.`,
    details: { route: route.id },
  });
}
