import { describe } from "./describe.js";
import type { ErrorCode } from "./error-codes.js";
import { hasBrand } from "./brand.js";
import { deepFreeze, isPlainObject } from "./freeze.js";

/** The facts an error was built from; frozen, and plain enough for `JSON.stringify`. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

/** What a {@link BailiwickError} is made of. */
export interface ErrorParts {
  /** What happened, in one sentence built from the facts. */
  readonly message: string;
  /** What the caller can do about it. */
  readonly hint?: string;
  /** The facts, for programs. Frozen by the error. */
  readonly details?: ErrorDetails;
  /** What caused it. */
  readonly cause?: unknown;
}

const brand = Symbol.for("bailiwick.error");

/** Errors that are being turned into JSON: a cause that is one of them leads around in a circle. */
const underway = new WeakSet<BailiwickError>();

/**
 * The one error class of the package.
 *
 * Switch on {@link BailiwickError.code}; the text is for people and may be reworded. `instanceof` also
 * recognises errors of a second copy of the package in the same process.
 *
 * @example
 * ```ts
 * import { BailiwickError, getRegistry } from "bailiwick";
 *
 * try {
 *   getRegistry("  ");
 * } catch (error) {
 *   if (!(error instanceof BailiwickError)) throw error;
 *   console.log(error.code); // => CONTEXT_NAME_INVALID
 * }
 * ```
 */
export class BailiwickError extends Error {
  override readonly name: string = "BailiwickError";
  /** Which of the documented cases this is. */
  readonly code: ErrorCode;
  /** The facts the text was built from. */
  readonly details: ErrorDetails;
  /** What to do about it, where that is known. Also the last line of `message`. */
  readonly hint: string | undefined;

  constructor(code: ErrorCode, { message, hint, details = {}, cause }: ErrorParts) {
    super(hint === undefined ? message : `${message}\n  hint: ${hint}`, cause === undefined ? {} : { cause });
    this.code = code;
    this.hint = hint;
    this.details = deepFreeze({ ...details });
    Object.defineProperty(this, brand, { value: true });
    for (const key of ["name", "details", "hint"]) Object.defineProperty(this, key, { enumerable: false });
  }

  /** Recognises errors of a second copy of the package too. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    if (this !== BailiwickError) return Function.prototype[Symbol.hasInstance].call(this, value);
    return hasBrand(value, brand);
  }

  /** The error as plain data, for logs and NDJSON. */
  toJSON(): ErrorJson {
    const { name, code, message, hint, details, cause } = this;
    underway.add(this);
    try {
      return {
        name,
        code,
        message,
        ...(hint === undefined ? {} : { hint }),
        details,
        ...(cause === undefined ? {} : { cause: causeJson(cause) }),
      };
    } finally {
      underway.delete(this);
    }
  }
}

/** A {@link BailiwickError} as plain data. */
export interface ErrorJson {
  readonly name: string;
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string;
  readonly details: ErrorDetails;
  /** Absent if there is none. Of anything but an error of this package the name, message and stack it has. */
  readonly cause?: unknown;
}

function causeJson(cause: unknown): unknown {
  if (!(cause instanceof BailiwickError) || underway.has(cause)) return readThrown(cause);
  try {
    const json: unknown = cause.toJSON();
    // Whoever knows the brand can carry it: only what JSON can say is taken.
    if (isPlainObject(json) && JSON.stringify(json) !== undefined) return json;
  } catch {
    // It is read as what others throw.
  }
  return readThrown(cause);
}

/** What can be read of something thrown. */
export interface ReadThrown {
  readonly name?: string;
  readonly message: string;
  readonly stack?: string;
}

/** Reads anything that can be thrown: errors, of another realm too, texts, objects that refuse to be read. Never throws. */
export function readThrown(thrown: unknown): ReadThrown {
  try {
    if (typeof thrown !== "object" || thrown === null) return { message: String(thrown) };
    const { name, message, stack } = thrown as Readonly<Record<string, unknown>>;
    return {
      ...(typeof name === "string" ? { name } : {}),
      message: typeof message === "string" && message !== "" ? message : describe(thrown),
      ...(typeof stack === "string" ? { stack } : {}),
    };
  } catch {
    return { message: "something that cannot be read" };
  }
}

/** The message of anything that can be thrown. Never throws. */
export function messageOf(thrown: unknown): string {
  return readThrown(thrown).message;
}
