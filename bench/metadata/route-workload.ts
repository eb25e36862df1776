import type { Hono } from "hono";
import { z } from "zod";

/** One of the apps that are compared. */
export type MakeApp = () => Hono;

export interface Account {
  readonly id: string;
  readonly owner: string;
}

export interface User {
  readonly id: string;
}

export const accountCount = 1_000;
/** Further paths, so that the router has some to tell apart. */
export const otherPaths = Array.from({ length: 30 }, (_, number) => `/things-${number}`);
export const account = z.object({ id: z.string(), owner: z.string() });
export const accountParams = z.object({ account_id: z.string().regex(/^a\d+$/) });
export const maxBodyBytes = 2 ** 20;

const accounts = new Map<string, Account>(
  Array.from({ length: accountCount }, (_, number) => [
    `a${number}`,
    { id: `a${number}`, owner: `user${number}` },
  ]),
);
const users = new Map<string, User>(
  Array.from({ length: accountCount }, (_, number) => [`Bearer ${tokenOf(number)}`, { id: `user${number}` }]),
);

export function tokenOf(number: number): string {
  return `token-${number}`;
}

export function findAccount(id: string): Account | undefined {
  return accounts.get(id);
}

export function userOf(authorization: string | undefined): User | undefined {
  return authorization === undefined ? undefined : users.get(authorization);
}

interface Subject {
  readonly user?: string;
  readonly ip?: string;
}

/** The subject of requests that nobody in particular makes. */
export const everybody: Subject = { ip: "all" };

/** A limiter that counts and never refuses: what it does itself is not compared. */
export function countingLimiter() {
  const allowed = { allowed: true, retryAfterMs: 0 };
  const counts = new Map<string, number>();
  return {
    take(policy: string, { user, ip }: Subject): typeof allowed {
      const key = `${policy} ${user ?? ip}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
      return allowed;
    },
  };
}
