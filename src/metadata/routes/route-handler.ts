import type { InputOf, TypeOf } from "../type-token.js";
import type { RouteContext } from "./route-app.js";
import type { PathParameter } from "./path-template.js";

declare const fault: unique symbol;

/** What no value has: the path of the route has no parameter of this name. */
export interface NoSuchPathParameter<_Name> {
  readonly [fault]: never;
}

/** A request for a route, before anything of it was checked: what authentication and rate limits look at. */
export interface RouteCall<E = unknown> {
  readonly entry: E;
  /** The request itself; making it costs, where the server has something cheaper. */
  readonly request: Request;
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
  /** What the framework knows of the request: a Hono `Context`. */
  readonly context: RouteContext;
  /** A header of the request, by its name in any case. */
  readonly header: (name: string) => string | undefined;
}

/** The path's parameters as a handler gets them. */
export type RouteParams<E> = E extends { readonly path: infer Path extends string }
  ? E extends { readonly params: infer Token }
    ? [Exclude<keyof InputOf<Token>, PathParameter<Path>>] extends [never]
      ? TypeOf<Token>
      : NoSuchPathParameter<Exclude<keyof InputOf<Token>, PathParameter<Path>>>
    : { readonly [Name in PathParameter<Path>]: string }
  : never;

/** What an entry declares of a request; what it does not declare is not there. */
type Declared<E> = {
  readonly [Part in "query" | "headers" | "body" as Part extends keyof E ? Part : never]: TypeOf<
    E[Part & keyof E]
  >;
};

/** The user, where the policy of the route gives one. */
type Authenticated<E, User> = E extends { readonly auth: { readonly level: "authenticated" | "role" } }
  ? { readonly user: User }
  : unknown;

/** The statuses that a route's handler may fail with. */
export type RouteFailureStatus<E> = E extends { readonly errors: infer Errors }
  ? keyof Errors & number
  : never;

/** What the handler of a route gets: what was read and checked as its entry says. */
export type RouteRequest<E, User = unknown> = RouteCall<E> &
  Declared<E> &
  Authenticated<E, User> & {
    readonly params: RouteParams<E>;
    /**
     * Answers with one of the errors of the entry, as a problem document (RFC 9457) with the entry's sentence, or with
     * `detail`. It throws, so that `return fail(404)` ends the handler.
     */
    readonly fail: (status: RouteFailureStatus<E>, detail?: string) => never;
    /** Sets a header of the answer, also of one that `fail` gives; one of 500 does not get it. */
    readonly setHeader: (name: string, value: string) => void;
  };

/** What the handler of a route returns: the JSON body where the entry has one. */
export type RouteAnswer<E> = E extends { readonly ok: { readonly body: infer Token } } ? TypeOf<Token> : void;

/** The handler of a route. */
export type RouteHandler<E, User = unknown> = (
  request: RouteRequest<E, User>,
) => RouteAnswer<E> | Promise<RouteAnswer<E>>;
