import type { ProvenIdentity } from './proven-identity.rule';

/** An identity that somebody has proven, by something that is good once. */
export interface ShownIdentity {
  readonly identity: ProvenIdentity;
  /** In the transaction of what it opens: refuses what was used before. */
  readonly use: () => Promise<void>;
}
