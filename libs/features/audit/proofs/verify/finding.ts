/** A difference between a log and what was signed. */
export interface Finding {
  readonly kind: FindingKind;
  /** The first position concerned; undefined for an entry that no position leads to. */
  readonly position: number | undefined;
  /** The last position that may be concerned, if the exact one is not known. */
  readonly upTo?: number;
  /** What was found, for people. */
  readonly sentence: string;
}

export type FindingKind =
  | 'altered'
  | 'missing'
  | 'doubled'
  | 'contents-deleted'
  | 'inserted'
  | 'not-as-signed'
  | 'cut'
  | 'contradiction'
  | 'replaced';
