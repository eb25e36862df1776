import { BailiwickError, describe } from "../kernel/index.js";
import type { LockOwner } from "./execution-lock.js";
import type { Liveness } from "./process-liveness.js";

/** A lock that cannot be taken, and by whom it is held. */
export interface HeldLock {
  readonly name: string;
  readonly owner: LockOwner;
  readonly liveness: Liveness;
  /** Whether this very process holds it. */
  readonly isOwn: boolean;
  readonly silentMs: number;
  /** For how long it has to be silent to be passed over. */
  readonly patienceMs: number;
}

/** What has become of a lock; `owner` is absent if nobody holds it. */
export interface Successor {
  readonly token: number;
  readonly owner?: LockOwner;
}

/** Somebody else's lock, with who that is and what to do. */
export function lockHeld(held: HeldLock, waitedMs: number): BailiwickError {
  const { name, owner, liveness, isOwn, silentMs } = held;
  const { pid, host, acquiredAt } = owner;
  const who = isOwn ? `this very process (${pid})` : `process ${pid} on ${machineOf(host)}`;
  const waited = waitedMs > 0 ? `, and was not released within ${seconds(waitedMs)}` : "";
  return new BailiwickError("LOCK_HELD", {
    message:
      `The lock ${describe(name)} is held by ${who} since ${time(acquiredAt)}, ` +
      `last heard of ${seconds(silentMs)} ago${waited}.`,
    hint: hintOf(held),
    details: { name, ...owner, liveness, isOwn },
  });
}

function hintOf({ owner: { pid }, liveness, isOwn, silentMs, patienceMs }: HeldLock): string {
  if (isOwn) return "let its run end first, or give the other run a key of its own.";
  if (liveness === "alive") return `wait until that run has ended, or end process ${pid}.`;
  const rest = `it is passed over after ${seconds(patienceMs - silentMs)} more of silence`;
  return liveness === "stopped"
    ? `the process is stopped: continue or end it; otherwise ${rest}.`
    : `whether it lives cannot be seen from here; ${rest}.`;
}

/** The error of whoever writes on behalf of a lock that is no longer its own. */
export function lockLost(name: string, token: number, successor: Successor | undefined): BailiwickError {
  return new BailiwickError("LOCK_LOST", {
    message: `The lock ${describe(name)} is no longer held: ${fateOf(token, successor)}.`,
    hint: "what was committed before is kept; resume the run once no other process works on it.",
    details: { name, token, ...(successor?.owner === undefined ? {} : { owner: successor.owner }) },
  });
}

function fateOf(token: number, successor: Successor | undefined): string {
  if (successor === undefined) return "the store knows nothing of it";
  if (successor.token === token) return "it was released";
  const { owner } = successor;
  if (owner === undefined) return "another process has taken it over and released it since";
  const { pid, host, acquiredAt } = owner;
  return `process ${pid} on ${machineOf(host)} has taken it over at ${time(acquiredAt)}`;
}

/** What stands before the slash is for people. */
function machineOf(host: string): string {
  return host.replace(/\/.*$/s, "");
}

function time(at: number): string {
  return new Date(at).toISOString();
}

function seconds(ms: number): string {
  return `${(Math.max(0, ms) / 1000).toFixed(1)} s`;
}
