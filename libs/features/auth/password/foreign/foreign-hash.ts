/** A password as another system kept it: how to check it, and what it costs to. */
export interface ForeignHash {
  /** Hashes of one kind take the same time to be checked. */
  readonly kind: string;
  matches(password: string): Promise<boolean>;
  /** A hash of the same kind that no password is known for. */
  decoy(): string;
}

export interface ForeignScheme {
  /** Undefined for a text of another scheme. Throws `UnusableHash` for one of this scheme that must not be stored. */
  parse(text: string): ForeignHash | undefined;
}

export type HashFault = 'hash_unreadable' | 'hash_too_costly' | 'hash_unsupported';

/** The message is a sentence for whoever brought the hash; it never holds a part of it. */
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
