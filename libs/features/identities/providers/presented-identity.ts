import type { ProvenIdentity } from './proven-identity.rule';

/** An identity that somebody has proven, by something that is good once. */
export interface PresentedIdentity {
  readonly identity: ProvenIdentity;
  /** In the transaction of what it opens: refuses what was used before. */
  readonly use: () => Promise<void>;
}
