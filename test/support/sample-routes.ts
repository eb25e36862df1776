import {
  defineKind,
  defineRegistry,
  defineRouteKind,
  schema,
  slot,
  type TypeFunction,
} from "bailiwick/metadata";
import { z } from "zod";

/** Who calls the routes of the sample. */
export interface SampleUser {
  readonly name: string;
  readonly roles: readonly string[];
}

interface Nothing extends TypeFunction {
  readonly out: unknown;
}

const policyKind = defineKind<{ readonly limit: number }>()({
  name: "policies",
  slots: { none: slot<Nothing>()({ default: false }) },
});

/** The policies that the routes refer to. */
export const samplePolicies = defineRegistry(policyKind, {
  register: { limit: 3 },
  read: { limit: 100 },
  write: { limit: 50 },
});

const accountSchema = z.object({ id: z.string(), owner: z.string() });
const account = schema(accountSchema, { name: "Account" });
const accountParams = schema(z.object({ account_id: z.string().regex(/^a\d+$/) }));

/** Routes with every kind of authentication, input and answer. */
export const sampleRoutes = defineRegistry(
  defineRouteKind<SampleUser, "admin">(),
  {
    registerUser: {
      method: "POST",
      path: "/users",
      summary: "Register a user",
      tags: ["Users"],
      resource: "users",
      body: schema(z.object({ email: z.email(), age: z.number().int().optional() }), {
        name: "Registration",
      }),
      ok: { status: 201, body: schema(z.object({ id: z.string() }), { name: "Registered" }) },
      errors: { 409: "The email is taken" },
      auth: { level: "public" },
      rateLimit: "register",
    },
    getAccount: {
      method: "GET",
      path: "/accounts/{account_id}",
      summary: "Get an account",
      tags: ["Accounts"],
      resource: "accounts",
      params: accountParams,
      ok: { status: 200, body: account },
      errors: { 404: "There is no such account" },
      auth: { level: "authenticated" },
      rateLimit: "read",
    },
    getOwnAccount: {
      method: "GET",
      path: "/accounts/mine",
      summary: "Get the account of the user",
      tags: ["Accounts"],
      resource: "accounts",
      ok: { status: 200, body: account },
      auth: { level: "authenticated" },
      rateLimit: "read",
    },
    listAccounts: {
      method: "GET",
      path: "/accounts",
      summary: "List accounts",
      tags: ["Accounts"],
      resource: "accounts",
      query: schema(
        z.object({ limit: z.coerce.number().int().max(50).default(10), tag: z.array(z.string()).optional() }),
      ),
      headers: schema(z.object({ "x-trace": z.string().max(8).optional() })),
      ok: { status: 200, body: schema(z.array(accountSchema), { name: "Accounts" }) },
      auth: { level: "authenticated" },
      rateLimit: "read",
    },
    closeAccount: {
      method: "DELETE",
      path: "/accounts/{account_id}",
      summary: "Close an account",
      tags: ["Accounts", "Administration"],
      resource: "accounts",
      params: accountParams,
      ok: { status: 204 },
      auth: { level: "role", role: "admin" },
      rateLimit: "write",
    },
    replaceAccount: {
      method: "PUT",
      path: "/accounts/{account_id}",
      summary: "Replace an account",
      tags: ["Accounts"],
      resource: "accounts",
      params: accountParams,
      body: account,
      ok: { status: 200, body: account },
      errors: { 403: "The account is somebody else's" },
      auth: { level: "authenticated" },
      rateLimit: "write",
    },
    receiveHook: {
      method: "POST",
      path: "/hooks",
      summary: "Receive a signed message",
      tags: ["Hooks"],
      resource: "hooks",
      headers: schema(z.object({ "x-signature": z.string() })),
      body: schema(z.object({ kind: z.string() })),
      ok: { status: 202 },
      errors: { 401: "The signature is not right" },
      auth: { level: "manual", rationale: "The sender signs each message" },
      rateLimit: "write",
      deprecated: { replacement: "registerUser" },
    },
  },
  { references: { rateLimit: samplePolicies } },
);
