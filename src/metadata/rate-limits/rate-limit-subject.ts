import { BailiwickError, describe, isPlainObject, quoteList } from "../../kernel/index.js";
import type { RateLimitScope } from "../kinds/rate-limit-policies.js";

/** What each scope needs to know of whoever is limited. */
const partsOfScope = Object.freeze({
  ip: ["ip"],
  user: ["user"],
  user_provider: ["user", "provider"],
  global: [],
} as const satisfies Record<RateLimitScope, readonly string[]>);

/** Who is limited: what the scope of the policy asks for; more may stand there. */
export interface RateLimitSubject {
  /** The address that a request comes from. */
  readonly ip?: string;
  readonly user?: string;
  readonly provider?: string;
}

/** What a policy of a scope has to be told. */
export type SubjectOf<Scope extends RateLimitScope> = RateLimitSubject & {
  readonly [Part in (typeof partsOfScope)[Scope][number]]: string;
};

/**
 * The part of a key that is the subject's, one text for one subject.
 *
 * @throws BailiwickError `RATE_LIMIT_SUBJECT_INVALID` if something is missing: limited by an empty name, all who have none
 * would share a bucket
 */
export function subjectKey(policy: string, scope: RateLimitScope, subject: unknown): string {
  const parts: readonly (keyof RateLimitSubject)[] = partsOfScope[scope];
  if (parts.length === 0) return "";
  const given: Readonly<Record<string, unknown>> = isPlainObject(subject) ? subject : {};
  const values = parts.map((part) => given[part]);
  const missing = parts.filter((_, index) => typeof values[index] !== "string" || values[index] === "");
  if (missing.length === 0) return JSON.stringify(values);
  throw new BailiwickError("RATE_LIMIT_SUBJECT_INVALID", {
    message: `The policy ${describe(policy)} limits by ${quoteList(parts)}, but ${isPlainObject(subject) ? missing.map((part) => `${part} is ${describe(given[part])}`).join(" and ") : `the subject is ${describe(subject)}`}.`,
    hint: `a subject of the scope ${scope} is { ${parts.map((part) => `${part}: "…"`).join(", ")} }.`,
    details: { policy, scope, missing },
  });
}
