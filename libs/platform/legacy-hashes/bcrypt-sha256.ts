import { createHash } from 'node:crypto';
import { verify } from '@node-rs/bcrypt';
import { bcryptDecoy, bcryptParts } from './bcrypt';
import type { LegacyScheme } from './legacy-hash';

export const BCRYPT_SHA256 = '$bcrypt-sha256';

/** Django avoids the limit of 72 bytes with bcrypt of the hexadecimal SHA-256. */
export const bcryptSha256: LegacyScheme = {
  parse(text) {
    if (!text.startsWith(`${BCRYPT_SHA256}$`)) return undefined;
    const inner = text.slice(BCRYPT_SHA256.length);
    const { cost, version } = bcryptParts(inner);
    return {
      kind: `bcrypt-sha256 ${cost}`,
      matches: (password) => verify(createHash('sha256').update(password).digest('hex'), inner),
      decoy: () => BCRYPT_SHA256 + bcryptDecoy(version, cost),
    };
  },
};
