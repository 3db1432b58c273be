import { generateKeyPairSync } from 'node:crypto';
import { lazily } from '@platform/process/lazily';

/** A dummy public key for unknown passkeys, so that verification takes the same time. The private key is not kept. */
export const decoyKey = lazily((): Buffer => {
  const { x = '', y = '' } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
  // COSE: key type 2, algorithm -7, curve 1, then the two coordinates.
  const [head, between] = [Buffer.from('a5010203262001215820', 'hex'), Buffer.from('225820', 'hex')];
  return Buffer.concat([head, Buffer.from(x, 'base64url'), between, Buffer.from(y, 'base64url')]);
});
