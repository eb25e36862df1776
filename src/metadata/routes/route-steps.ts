import type { IncomingCall } from "./route-call.js";

/** A value, or the promise of one: what is there already is not waited for, which would cost more than most steps do. */
export type Eventual<T> = T | PromiseLike<T>;

/** Something that a call has to pass before it is handled: answers the request, or lets the call go on. */
export type RouteStep = (call: IncomingCall) => Eventual<Response | undefined>;

/** Takes a call through steps, one after the other, until one of them answers. */
export function takeSteps(
  steps: readonly RouteStep[],
  call: IncomingCall,
  from = 0,
): Eventual<Response | undefined> {
  for (let index = from; index < steps.length; index++) {
    const answer = steps[index]!(call);
    if (answer === undefined) continue;
    if (!isPromised(answer)) return answer;
    return answer.then((answered) => answered ?? takeSteps(steps, call, index + 1));
  }
  return undefined;
}

/** Goes on with a value when it is there. */
export function whenThere<T, U>(value: Eventual<T>, next: (value: T) => Eventual<U>): Eventual<U> {
  return isPromised(value) ? value.then(next) : next(value);
}

/** Whether a value is still to come. */
export function isPromised<T>(value: Eventual<T>): value is PromiseLike<T> {
  return typeof (value as { then?: unknown } | undefined | null)?.then === "function";
}
