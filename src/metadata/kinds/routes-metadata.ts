import type { TypeToken } from "../type-token.js";

/** The methods that a route can have. `HEAD` follows from `GET`, and `OPTIONS` from all of them. */
export const routeMethods = Object.freeze(["GET", "POST", "PUT", "PATCH", "DELETE"] as const);

/** One of {@link routeMethods}. */
export type RouteMethod = (typeof routeMethods)[number];

/** Statuses of errors that a handler can answer with. `401`, `403` and `429` also follow from the policies of a route. */
export type RouteErrorStatus =
  | 400
  | 401
  | 402
  | 403
  | 404
  | 406
  | 409
  | 410
  | 412
  | 415
  | 422
  | 423
  | 424
  | 428
  | 429
  | 451
  | 500
  | 501
  | 502
  | 503
  | 504;

/** What a route answers when all goes well: its status, and the type of the JSON body where there is one. */
export type RouteOk =
  | { readonly status: 200; readonly body: TypeToken }
  | { readonly status: 201 | 202; readonly body?: TypeToken }
  | { readonly status: 204; readonly body?: never };

/** Who may call a route. */
export type RouteAuth<Role extends string = string> =
  | { readonly level: "public" }
  | { readonly level: "authenticated" }
  | { readonly level: "role"; readonly role: Role }
  /** The handler sees to it itself, and says why. */
  | { readonly level: "manual"; readonly rationale: string };

/** What is known about a route. What follows from it is not written down: `openApi()` and `mountRoutes()` derive it. */
export interface RouteMetadata<Role extends string = string> {
  readonly method: RouteMethod;
  /** A path template such as `/accounts/{account_id}`. */
  readonly path: `/${string}`;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly [string, ...string[]];
  /** What the route is about, such as `accounts`. */
  readonly resource: string;
  /** The type of the path's parameters; without it they are texts. */
  readonly params?: TypeToken;
  /** The type of the query: a text for each name, a list of texts for one that is repeated. */
  readonly query?: TypeToken;
  /** The type of the headers, whose names are in lower case. */
  readonly headers?: TypeToken;
  /** The type of the JSON body. */
  readonly body?: TypeToken;
  readonly ok: RouteOk;
  /** What else the handler answers with, by `fail(status)`, in a sentence each. */
  readonly errors?: { readonly [Status in RouteErrorStatus]?: string };
  readonly auth: RouteAuth<Role>;
  /** The policy that limits the rate; `references: { rateLimit: policies }` has it checked. */
  readonly rateLimit: string;
  /** Present if the route should no longer be used, with the id of the one to use instead. */
  readonly deprecated?: { readonly replacement?: string };
}

/** An entry of a registry of routes, whichever it is. */
export type RouteEntry = RouteMetadata & { readonly id: string };
