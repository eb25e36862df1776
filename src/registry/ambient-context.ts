import { AsyncLocalStorage } from "node:async_hooks";
import { argumentInvalid, parseName, processWide } from "../kernel/index.js";

// Node makes every await of a process dearer once a storage is in use, so it is made by the first runInContext.
const ambient = processWide("ambientContext", (): { storage?: AsyncLocalStorage<string> } => ({}));

/**
 * Runs a function in a context: until it ends, across its awaits, timers and callbacks, a `getRegistry()`
 * without a name and builders without one use it. Calls nest.
 *
 * The first call of a process makes every `await` in it measurably slower (a limit of Node's
 * `AsyncLocalStorage`); passing registries by hand costs nothing.
 *
 * @returns what the function returns.
 * @throws BailiwickError `CONTEXT_NAME_INVALID`, `OPTION_INVALID`; whatever the function throws.
 */
export function runInContext<T>(contextName: string, fn: () => T): T {
  const name = parseName("context", contextName);
  if (typeof fn !== "function") throw argumentInvalid("fn", "runInContext()", "a function", fn);
  ambient.storage ??= new AsyncLocalStorage();
  return ambient.storage.run(name, fn);
}

/** The name of the context that the running code is in, or `undefined` outside of all. */
export function currentContext(): string | undefined {
  return ambient.storage?.getStore();
}
