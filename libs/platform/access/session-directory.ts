import type { SessionId, UserId } from '@platform/ids/ids';

/** Whether a session is still active. The auth feature provides it; tokens that a session has requested end with it. */
export abstract class SessionDirectory {
  /** Must run in a transaction. Returns true if the session is active, and locks it until the transaction ends. */
  abstract lockActive(sessionId: SessionId): Promise<boolean>;

  /** The seconds until each of the active sessions expires, by the clock of the database. Ended sessions are missing. */
  abstract secondsLeft(sessionIds: readonly SessionId[]): Promise<ReadonlyMap<SessionId, number>>;

  /**
   * Calls the function on every node when sessions of a user may have ended. Until it resolves, no request that ends
   * sessions is answered, so it must be fast.
   */
  abstract onEnded(handle: (userId: UserId) => Promise<void>): void;
}
