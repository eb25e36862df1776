import { defineKind, slot, type Kind, type Slot, type TypeFunction } from "../kind.js";
import type { AnyRegistry } from "../registry.js";
import type { RouteHandler } from "../routes/route-handler.js";
import type { Rule } from "../rule.js";
import type { RouteMetadata } from "./routes-metadata.js";
import { routeRules } from "./routes-rules.js";

declare const userType: unique symbol;

/** The type function of a route's handler. */
export interface RouteHandlerFunction<User> extends TypeFunction {
  /** What authentication gives, for the compiler alone. */
  readonly [userType]?: (user: User) => void;
  readonly out: RouteHandler<this["in"], User>;
}

/** The kind of a registry of routes. */
export type RouteKind<User = unknown, Role extends string = string> = Kind<
  "routes",
  RouteMetadata<Role>,
  { readonly handler: Slot<RouteHandlerFunction<User>, true> }
>;

/** A registry of routes, whatever their user is. */
export type RouteRegistry = AnyRegistry & { readonly kind: RouteKind<never> };

/**
 * The kind of HTTP routes. `User` is what authentication gives to handlers, `Role` the roles that there are.
 *
 * A registry of it is served by `mountRoutes()` and described by `openApi()`.
 *
 * @example
 * ```ts
 * import { defineRegistry, defineRouteKind, type } from "bailiwick/metadata";
 *
 * const routes = defineRegistry(defineRouteKind<{ name: string }, "admin">(), {
 *   getAccount: {
 *     method: "GET",
 *     path: "/accounts/{account_id}",
 *     summary: "Get an account",
 *     tags: ["Accounts"],
 *     resource: "accounts",
 *     ok: { status: 200, body: type<{ id: string }>("Account") },
 *     errors: { 404: "There is no such account" },
 *     auth: { level: "authenticated" },
 *     rateLimit: "read",
 *   },
 * });
 * console.log(routes.get("getAccount").path); // => /accounts/{account_id}
 * ```
 */
export function defineRouteKind<User = unknown, Role extends string = string>(): RouteKind<User, Role> {
  return defineKind<RouteMetadata<Role>>()({
    name: "routes",
    description: "HTTP routes: who may call them, what they take and what they answer.",
    slots: {
      handler: slot<RouteHandlerFunction<User>>()({
        default: true,
        strict: "always",
        description: "Answers a request of the route.",
      }),
    },
    // Rules read roles as texts, whichever there are.
    rules: routeRules as readonly Rule<RouteMetadata<Role>>[],
  });
}
