import type { ProvenIdentity } from './proven-identity.rule';

/** An identity that was verified with a one-time token. */
export interface PresentedIdentity {
  readonly identity: ProvenIdentity;
  /** Must run in the transaction of the sign-in. Throws if the code or ID token was already used. */
  readonly use: () => Promise<void>;
  /** The attempt does not count. Absent for a proof whose attempts are not counted. */
  readonly returnTry?: () => Promise<void>;
}
