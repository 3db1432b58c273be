import type { ProvenIdentity } from './proven-identity.rule';

/** An identity that was verified with a one-time token. */
export interface PresentedIdentity {
  readonly identity: ProvenIdentity;
  /** In the transaction of what it opens: refuses what was used before. */
  readonly use: () => Promise<void>;
}
