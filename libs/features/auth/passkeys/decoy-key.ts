import { generateKeyPairSync } from 'node:crypto';
import { lazily } from '@platform/process/lazily';

/** What a signature of a passkey nobody has is checked with, so that it takes as long as any. The private half is gone. */
export const decoyKey = lazily((): Buffer => {
  const { x = '', y = '' } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
  // COSE: key type 2, algorithm -7, curve 1, then the two coordinates.
  const [head, between] = [Buffer.from('a5010203262001215820', 'hex'), Buffer.from('225820', 'hex')];
  return Buffer.concat([head, Buffer.from(x, 'base64url'), between, Buffer.from(y, 'base64url')]);
});
