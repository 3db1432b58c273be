import { createPrivateKey, createPublicKey } from 'node:crypto';
import { parseVerifierKey, SIGNATURE_TYPES, verifierKeyText, type SignerKey } from '../signed-note.rule';

const PREFIX = 'PRIVATE+KEY+';
const SEED_BYTES = 32;
/** The beginning of every Ed25519 private key in PKCS #8, before its seed. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The form of private keys in the Go package golang.org/x/mod/sumdb/note: `PRIVATE+KEY+example.com/w1+4a3d6be1+BPx…`. */
export function signerKeyText(key: SignerKey): string {
  const [name, id] = verifierKeyText(key).split('+');
  const seed = Buffer.from(key.privateKey.export({ format: 'jwk' }).d ?? '', 'base64url');
  const bytes = Buffer.concat([Buffer.of(SIGNATURE_TYPES[key.type]), seed]);
  return `${PREFIX}${name}+${id}+${bytes.toString('base64')}`;
}

/** Returns undefined if the text is not the key of a witness, or its parts do not belong together. */
export function parseWitnessKey(text: string): SignerKey | undefined {
  const [name = '', , ...rest] = text.replace(PREFIX, '').split('+');
  const seed = Buffer.from(rest.join('+'), 'base64').subarray(1);
  if (seed.length !== SEED_BYTES) return undefined;
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
  const key: SignerKey = { name, type: 'witness', privateKey, publicKey: createPublicKey(privateKey) };
  return parseVerifierKey(verifierKeyText(key)) && signerKeyText(key) === text ? key : undefined;
}
