import type { EventOf, MethodsFor } from "bailiwick/metadata";
import type { Events } from "../event-registry.js";

/** The sessions that are open, each with its user. */
export type Sessions = Map<string, string>;

/** Ends sessions that must not go on. */
export class SessionKeeper implements MethodsFor<Events, "session"> {
  readonly #sessions: Sessions;

  constructor(sessions: Sessions) {
    this.#sessions = sessions;
  }

  handleUserLogoutSucceeded({ sessionId }: EventOf<Events, "UserLogoutSucceeded">) {
    this.#sessions.delete(sessionId);
  }

  handlePasswordChangeSucceeded({ userId, sessionId }: EventOf<Events, "PasswordChangeSucceeded">) {
    this.#endOthers(userId, sessionId);
  }

  handlePasswordResetSucceeded({ userId }: EventOf<Events, "PasswordResetSucceeded">) {
    this.#endOthers(userId);
  }

  #endOthers(userId: string, kept?: string): void {
    for (const [session, user] of this.#sessions)
      if (user === userId && session !== kept) this.#sessions.delete(session);
  }
}
