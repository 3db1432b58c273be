import { createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { isJsonObject } from '../text/json-object.rule';

/** The kinds of documents. A signature of one kind is not valid for another. */
export const DOCUMENT_KINDS = ['export', 'erasure-certificate', 'consent-receipt', 'backup'] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

export interface DocumentSignature {
  readonly algorithm: 'Ed25519';
  readonly keyId: string;
  /** The 32 bytes of the public key, in base64url. A reader who trusts it can verify the document offline. */
  readonly publicKey: string;
  /** In base64url. */
  readonly signature: string;
}

const KEY_BYTES = 32;
const SIGNATURE = /^[A-Za-z0-9_-]{86}$/;

export function signDocument(
  kind: DocumentKind,
  document: Uint8Array,
  { id, privateKey, publicKey }: { readonly id: string; readonly privateKey: KeyObject; readonly publicKey: KeyObject },
): DocumentSignature {
  const signature = sign(null, signedBytes(kind, document), privateKey).toString('base64url');
  return { algorithm: 'Ed25519', keyId: id, publicKey: publicKeyText(publicKey), signature };
}

/** Whether a parsed value has the form of a signature. */
export function isSignature(value: unknown): value is DocumentSignature {
  if (!isJsonObject(value)) return false;
  const { keyId, publicKey, signature, algorithm } = value;
  return algorithm === 'Ed25519' && [keyId, publicKey, signature].every((text) => typeof text === 'string');
}

/** Does not decide whether the public key is one to be trusted. */
export function isSignatureValid(
  kind: DocumentKind,
  document: Uint8Array,
  { publicKey, signature }: Pick<DocumentSignature, 'publicKey' | 'signature'>,
): boolean {
  const key = publicKeyFrom(publicKey);
  if (!key || !SIGNATURE.test(signature)) return false;
  return verify(null, signedBytes(kind, document), key, Buffer.from(signature, 'base64url'));
}

export function publicKeyText(key: KeyObject): string {
  return key.export({ format: 'jwk' }).x ?? '';
}

function publicKeyFrom(text: string): KeyObject | undefined {
  if (Buffer.from(text, 'base64url').length !== KEY_BYTES) return undefined;
  try {
    return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: text }, format: 'jwk' });
  } catch {
    return undefined;
  }
}

function signedBytes(kind: DocumentKind, document: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`userkeep ${kind} v1\n`), document]);
}
