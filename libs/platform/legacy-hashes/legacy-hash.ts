/** A legacy password hash: how to verify it, and what it costs. */
export interface LegacyHash {
  /** Hashes of the same kind take the same time to verify. */
  readonly kind: string;
  matches(password: string): Promise<boolean>;
  /** Returns a dummy hash of the same kind. */
  decoy(): string;
}

export interface LegacyScheme {
  /**
   * Returns undefined for a text of another scheme. Throws `UnusableHash` for one of this scheme that must not be
   * stored.
   */
  parse(text: string): LegacyHash | undefined;
}

export type HashFault = 'hash_unreadable' | 'hash_too_costly' | 'hash_unsupported';

/** The hash cannot be imported. The message is for the operator and contains no part of the hash. */
export class UnusableHash extends Error {
  constructor(
    readonly fault: HashFault,
    sentence: string,
  ) {
    super(sentence);
    this.name = 'UnusableHash';
  }
}

export function tooCostly(what: string): UnusableHash {
  return new UnusableHash('hash_too_costly', `Verifying this password hash would be too expensive: ${what}.`);
}

export function unreadable(scheme: string): UnusableHash {
  return new UnusableHash('hash_unreadable', `This is not a complete ${scheme} hash.`);
}
