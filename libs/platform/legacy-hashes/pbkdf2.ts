import { getHashes, pbkdf2 as derive } from 'node:crypto';
import { promisify } from 'node:util';
import { tooCostly, unreadable, UnusableHash, type LegacyScheme } from './legacy-hash';
import { numberOf, ownFormDecoy, readOwnForm, writeOwnForm } from './own-form.rule';
import { sameBytes } from './same-bytes.rule';

const NAME = 'pbkdf2';
const BYTES: Readonly<Record<string, number>> = { sha1: 20, sha256: 32, sha512: 64 };
/** Iterations per block of the result. This takes about a second and a half. */
const MAX_WORK = 2_500_000;
const LONGEST = 128;
const SHORTEST = 16;

const derived = promisify(derive);

export const pbkdf2: LegacyScheme = {
  parse(text) {
    const form = readOwnForm(text, NAME);
    if (!form) return undefined;
    const digest = form.parameters.get('d') ?? '';
    const blockBytes = Object.hasOwn(BYTES, digest) ? BYTES[digest] : undefined;
    if (!blockBytes || !getHashes().includes(digest)) {
      throw new UnusableHash('hash_unsupported', 'PBKDF2 hashes are supported with sha1, sha256 and sha512.');
    }
    const iterations = numberOf(form, 'i', NAME);
    const { salt, hash } = form;
    if (hash.length < SHORTEST || hash.length > LONGEST) throw unreadable(NAME);
    if (iterations * Math.ceil(hash.length / blockBytes) > MAX_WORK) throw tooCostly(`${iterations} iterations`);
    const parameters = { d: digest, i: iterations };
    return {
      kind: `${NAME} ${digest} ${iterations} ${hash.length}`,
      matches: async (password) => sameBytes(await derived(password, salt, iterations, hash.length, digest), hash),
      decoy: () => ownFormDecoy(NAME, parameters, form),
    };
  },
};

export function pbkdf2Text(digest: string, iterations: number, salt: Buffer, hash: Buffer): string {
  return writeOwnForm(NAME, { d: digest, i: iterations }, salt, hash);
}
