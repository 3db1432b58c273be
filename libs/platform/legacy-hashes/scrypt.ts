import { scrypt as derive, type ScryptOptions } from 'node:crypto';
import { tooCostly, unreadable, type LegacyScheme } from './legacy-hash';
import { numberOf, ownFormDecoy, readOwnForm, writeOwnForm } from './own-form.rule';
import { sameBytes } from './same-bytes.rule';

const NAME = 'scrypt';
const MAX_MEMORY = 256 * 1024 * 1024;
/** N times r times p. This takes about a second and a half. */
const MAX_WORK = 2 ** 21;
const SHORTEST = 16;
const LONGEST = 128;

export interface ScryptCost {
  readonly n: number;
  readonly r: number;
  readonly p: number;
}

export const scrypt: LegacyScheme = {
  parse(text) {
    const form = readOwnForm(text, NAME);
    if (!form) return undefined;
    const { salt, hash } = form;
    const cost = { n: numberOf(form, 'n', NAME), r: numberOf(form, 'r', NAME), p: numberOf(form, 'p', NAME) };
    refuseCostly(cost);
    if (hash.length < SHORTEST || hash.length > LONGEST) throw unreadable(NAME);
    return {
      kind: `${NAME} ${cost.n} ${cost.r} ${cost.p} ${hash.length}`,
      matches: async (password) => sameBytes(await scryptKey(password, salt, hash.length, cost), hash),
      decoy: () => ownFormDecoy(NAME, { ...cost }, form),
    };
  },
};

export function scryptText(cost: ScryptCost, salt: Buffer, hash: Buffer): string {
  return writeOwnForm(NAME, { ...cost }, salt, hash);
}

export function refuseCostly({ n, r, p }: ScryptCost): void {
  if (n < 2 || !Number.isInteger(Math.log2(n))) throw unreadable(NAME);
  if (128 * n * r > MAX_MEMORY || n * r * p > MAX_WORK) throw tooCostly(`scrypt with N=${n}, r=${r}, p=${p}`);
}

export function scryptKey(password: string, salt: Buffer, length: number, { n, r, p }: ScryptCost): Promise<Buffer> {
  const options: ScryptOptions = { N: n, r, p, maxmem: 128 * n * r + 128 * r * p + 1024 * 1024 };
  return new Promise((resolve, reject) => {
    derive(password, salt, length, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
