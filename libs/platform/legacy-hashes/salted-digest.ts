import { tooCostly, unreadable, UnusableHash, type LegacyScheme } from './legacy-hash';
import { numberOf, ownFormDecoy, readOwnForm, writeOwnForm } from './own-form.rule';
import { inRounds } from './rounds';
import { sameBytes } from './same-bytes.rule';

const NAME = 'digest';
const BYTES: Readonly<Record<string, number>> = { md5: 16, sha1: 20, sha256: 32, sha512: 64 };
const MAX_ROUNDS = 500_000;
const LONGEST_SALT = 128;

export interface DigestParameters {
  readonly digest: string;
  readonly saltFirst: boolean;
  readonly rounds: number;
}

/** A plain hash of password and salt; further rounds hash the hash. */
export const saltedDigest: LegacyScheme = {
  parse(text) {
    const form = readOwnForm(text, NAME);
    if (!form) return undefined;
    const { salt, hash } = form;
    const digest = form.parameters.get('d') ?? '';
    const rounds = numberOf(form, 'i', NAME);
    const saltFirst = form.parameters.get('o') === 'sp';
    if (!Object.hasOwn(BYTES, digest)) {
      throw new UnusableHash('hash_unsupported', 'Plain hashes are supported with md5, sha1, sha256 and sha512.');
    }
    if (hash.length !== BYTES[digest] || salt.length > LONGEST_SALT) throw unreadable(digest);
    if (rounds > MAX_ROUNDS) throw tooCostly(`${rounds} rounds`);
    return {
      kind: `${NAME} ${digest} ${rounds}`,
      async matches(password) {
        const secret = Buffer.from(password);
        const first = Buffer.concat(saltFirst ? [salt, secret] : [secret, salt]);
        return sameBytes(await inRounds(digest, first, rounds, (last) => last), hash);
      },
      decoy: () => ownFormDecoy(NAME, { d: digest, o: saltFirst ? 'sp' : 'ps', i: rounds }, form),
    };
  },
};

export function digestText({ digest, saltFirst, rounds }: DigestParameters, salt: Buffer, hash: Buffer): string {
  return writeOwnForm(NAME, { d: digest, o: saltFirst ? 'sp' : 'ps', i: rounds }, salt, hash);
}
