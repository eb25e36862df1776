import { createRequire } from "node:module";
import type { InjectionToken } from "tsyringe";
import { BailiwickError, processWide } from "../kernel/index.js";
import type { SpecificationRegistry } from "./specification-registry.js";

type Tsyringe = typeof import("tsyringe");

let loaded: Tsyringe | undefined;

/**
 * The tsyringe that the user's code has, loaded when it is first needed. It is a peer dependency because two
 * copies do not know each other's classes, and `require` gives the copy that an `import` in Node gives.
 *
 * @throws BailiwickError `PEER_MISSING`
 */
export function tsyringe(): Tsyringe {
  return (loaded ??= load(createRequire(import.meta.url)));
}

function load(require: NodeJS.Require): Tsyringe {
  try {
    require("reflect-metadata");
    return require("tsyringe") as Tsyringe;
  } catch (cause) {
    throw new BailiwickError("PEER_MISSING", {
      message: "Dependency injection needs the package tsyringe, which could not be loaded.",
      hint: "run npm install tsyringe reflect-metadata",
      details: { package: "tsyringe" },
      cause,
    });
  }
}

/** The token under which the container of a context has the context's name. */
export const contextNameToken: InjectionToken<string> = Symbol.for("bailiwick.contextName");

/** What a container knows of where it belongs. */
interface Belonging {
  /** A manager. */
  readonly manager?: { getRegistry(contextName?: string): SpecificationRegistry } | undefined;
  readonly contextName?: string | undefined;
}

/**
 * The token under which a container knows its manager and its context. It can be made without arguments, so
 * that a container that nobody prepared resolves it too, and there is one of it in a process, as of the manager.
 */
export const ContextOfContainer = processWide(
  "ContextOfContainer",
  () =>
    class implements Belonging {
      readonly manager: Belonging["manager"];
      readonly contextName: string | undefined;

      constructor({ manager, contextName }: Belonging = {}) {
        this.manager = manager;
        this.contextName = contextName;
      }
    },
);
