import type { SessionId } from '@platform/ids/ids';

/** Whether a session is still active. The auth feature provides it; tokens that a session has requested end with it. */
export abstract class SessionDirectory {
  /** Must run in a transaction. Returns true if the session is active, and locks it until the transaction ends. */
  abstract lockActive(sessionId: SessionId): Promise<boolean>;
}
