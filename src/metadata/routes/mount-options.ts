import { optionInvalid, refuseUnknownOptions } from "../../kernel/index.js";
import type { RouteEntry } from "../kinds/routes-metadata.js";
import type { RouteHandlerFunction, RouteRegistry } from "../kinds/routes.js";
import type { Slot } from "../kind.js";
import type { EntriesOf } from "../registry.js";
import { pathFault } from "./path-template.js";
import type { RouteCall } from "./route-handler.js";

/** What a rate limiter says of a request. */
export interface RouteLimitAnswer {
  readonly allowed: boolean;
  /** How long to wait before the next try, in milliseconds. */
  readonly retryAfterMs: number;
}

/** Whose requests are counted, as far as the policy asks for it. */
export interface RouteSubject {
  /** The address that the request comes from. */
  readonly ip?: string;
  readonly user?: string;
  readonly provider?: string;
}

/** What routes need of a rate limiter; what `createRateLimiter()` makes has it. */
export interface RouteRateLimiter {
  /** Counts a request of a subject, or says how long to wait. */
  take(policy: string, subject: RouteSubject): RouteLimitAnswer | Promise<RouteLimitAnswer>;
}

/** A request that a policy is about to count. */
export interface RouteLimitRequest<User> {
  readonly policy: string;
  readonly call: RouteCall;
  /** Absent before authentication, and where the route has none. */
  readonly user: User | undefined;
}

/** What the handlers of a registry's routes get as their user. */
export type RouteUserOf<R extends RouteRegistry> =
  R["kind"]["slots"]["handler"] extends Slot<RouteHandlerFunction<infer User>> ? User : unknown;

/** Who may call the routes of a registry, as their entries say. */
export type RouteAuthOf<R extends RouteRegistry> =
  EntriesOf<R> extends infer E
    ? { [I in keyof E]: E[I] extends { readonly auth: infer Auth } ? Auth : never }[keyof E]
    : never;

/** The roles that the routes of a registry need. */
export type RouteRoleOf<R extends RouteRegistry> =
  RouteAuthOf<R> extends infer Auth
    ? Auth extends { readonly role: infer Role extends string }
      ? Role
      : never
    : never;

/** Who calls: the user, or nothing for somebody unknown. */
export type RouteAuthenticate<User> = (call: RouteCall) => User | undefined | Promise<User | undefined>;

/** Whether a user has a role. */
export type RouteAuthorize<User, Role extends string> = (
  user: User,
  role: Role,
  call: RouteCall,
) => boolean | Promise<boolean>;

/** What tells who calls, which is needed where a route is for users. */
export type RouteAuthenticating<User, Auth> =
  Extract<Auth, { readonly level: "authenticated" | "role" }> extends never
    ? { readonly authenticate?: RouteAuthenticate<User> }
    : {
        /** Needed where a route is for users. Whoever is nobody is answered with 401. */
        readonly authenticate: RouteAuthenticate<User>;
      };

/** What tells whether a user has a role, which is needed where a route is for one. */
export type RouteAuthorizing<User, Role extends string> = [Role] extends [never]
  ? { readonly authorize?: RouteAuthorize<User, Role> }
  : {
      /** Needed where a route is for a role. Whoever does not have it is answered with 403. */
      readonly authorize: RouteAuthorize<User, Role>;
    };

/** What limits the rate, and by whom it is limited. */
export type RouteLimiting<User> =
  | {
      readonly rateLimiter: RouteRateLimiter;
      /**
       * Whose request is counted. It is asked before authentication and, if it says nothing then, once more with the
       * user: return an address at once, so that strangers are counted too, and the user's id when there is one.
       */
      readonly subjectOf: (request: RouteLimitRequest<User>) => RouteSubject | undefined;
      /** The headers that tell of a limit, as `rateLimitHeaders()` makes them; by default `Retry-After` alone. */
      limitHeaders?(answer: RouteLimitAnswer): Readonly<Record<string, string>>;
    }
  | {
      /** Something before the app limits the rate, as a gateway does. */
      readonly rateLimiter: "elsewhere";
      readonly subjectOf?: never;
      readonly limitHeaders?: never;
    };

/** How routes are mounted, whatever they are. */
export interface MountSettings {
  /** Told of everything thrown that is no answer of the entry's; the client sees 500 and nothing of it. */
  readonly onError: (error: unknown, call: RouteCall) => void | Promise<void>;
  /** Before every path, such as `/api/v1`. */
  readonly basePath?: string;
  /** By default 1 MiB. A longer body is answered with 413. */
  readonly maxBodyBytes?: number;
  /** The `WWW-Authenticate` of a 401; by default `Bearer`. */
  readonly challenge?: string;
  /** Whether what handlers return is held against its schema, which costs time. By default not. */
  readonly checkAnswers?: boolean;
  /** Whether unknown paths of the whole app are answered with a problem. By default they are. */
  readonly answersUnknown?: boolean;
}

/** How the routes of a registry are mounted. */
export type MountOptions<R extends RouteRegistry> = MountSettings &
  RouteAuthenticating<RouteUserOf<R>, RouteAuthOf<R>> &
  RouteAuthorizing<RouteUserOf<R>, RouteRoleOf<R>> &
  RouteLimiting<RouteUserOf<R>>;

/** The options after they were checked. */
export interface RouteGuards extends Required<MountSettings> {
  readonly authenticate: RouteAuthenticate<unknown> | undefined;
  readonly authorize: RouteAuthorize<unknown, string> | undefined;
  readonly rateLimiter: RouteRateLimiter | "elsewhere";
  readonly subjectOf: ((request: RouteLimitRequest<unknown>) => RouteSubject | undefined) | undefined;
  readonly limitHeaders: ((answer: RouteLimitAnswer) => Readonly<Record<string, string>>) | undefined;
}

const owner = "mountRoutes()";
const known = [
  "authenticate",
  "authorize",
  "rateLimiter",
  "subjectOf",
  "limitHeaders",
  "onError",
  "basePath",
  "maxBodyBytes",
  "challenge",
  "checkAnswers",
  "answersUnknown",
];

/** Checks the options; what a route needs and nobody gives is refused here, not at the first request. */
export function guardsOf(options: object, routes: readonly RouteEntry[]): RouteGuards {
  refuseUnknownOptions(options, known, owner);
  const guards: RouteGuards = {
    basePath: "",
    maxBodyBytes: 2 ** 20,
    challenge: "Bearer",
    checkAnswers: false,
    answersUnknown: true,
    ...(options as Pick<
      RouteGuards,
      "onError" | "authenticate" | "authorize" | "rateLimiter" | "subjectOf" | "limitHeaders"
    >),
  };
  requireSettings(guards);
  requireFunctions(guards, routes);
  return guards;
}

function requireSettings({
  basePath,
  maxBodyBytes,
  challenge,
  checkAnswers,
  answersUnknown,
}: RouteGuards): void {
  if (basePath !== "" && (pathFault(basePath) !== undefined || /[{}]|^\/$/.test(basePath)))
    throw optionInvalid("basePath", owner, 'a path such as "/api/v1" without parameters', basePath);
  if (!Number.isSafeInteger(maxBodyBytes) || maxBodyBytes < 1)
    throw optionInvalid("maxBodyBytes", owner, "a positive whole number", maxBodyBytes);
  if (typeof challenge !== "string" || !/^[\x20-\x7e]+$/.test(challenge))
    throw optionInvalid("challenge", owner, 'a text such as "Bearer"', challenge);
  for (const [option, value] of Object.entries({ checkAnswers, answersUnknown })) {
    if (typeof value !== "boolean") throw optionInvalid(option, owner, "true or false", value);
  }
}

function requireFunctions(guards: RouteGuards, routes: readonly RouteEntry[]): void {
  const { authenticate, authorize, rateLimiter, subjectOf, limitHeaders, onError } = guards;
  if (typeof onError !== "function") throw optionInvalid("onError", owner, "a function", onError);
  const forUsers = routes.find(({ auth }) => auth.level === "authenticated" || auth.level === "role");
  requireFunction("authenticate", authenticate, forUsers, "users");
  requireFunction(
    "authorize",
    authorize,
    routes.find(({ auth }) => auth.level === "role"),
    "a role",
  );
  if (limitHeaders !== undefined && typeof limitHeaders !== "function")
    throw optionInvalid("limitHeaders", owner, "a function", limitHeaders);
  if (rateLimiter === "elsewhere") {
    for (const [option, value] of Object.entries({ subjectOf, limitHeaders })) {
      if (value !== undefined)
        throw optionInvalid(option, owner, 'absent where rateLimiter is "elsewhere"', value);
    }
    return;
  }
  if (typeof (rateLimiter as Partial<RouteRateLimiter> | undefined)?.take !== "function")
    throw optionInvalid("rateLimiter", owner, 'a rate limiter or "elsewhere"', rateLimiter);
  if (typeof subjectOf !== "function") throw optionInvalid("subjectOf", owner, "a function", subjectOf);
}

function requireFunction(
  option: string,
  value: unknown,
  needing: RouteEntry | undefined,
  whom: string,
): void {
  if (typeof value === "function" || (value === undefined && needing === undefined)) return;
  const because = needing === undefined ? "" : `, because ${needing.id} is for ${whom}`;
  throw optionInvalid(option, owner, `a function${because}`, value);
}
