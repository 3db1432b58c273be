/**
 * Whether sessions go on. Asked below the feature that keeps sessions, which provides it: what a session has asked for
 * ends with it.
 */
export abstract class SessionDirectory {
  /** In a transaction. True when the session goes on; then it does not end before the transaction has. */
  abstract holdLiving(sessionId: string): Promise<boolean>;
}
