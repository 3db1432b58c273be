import { Injectable } from '@nestjs/common';
import { Keyring } from '@platform/vault/keyring/keyring';
import type { RingKey } from '@platform/vault/keyring/ring-key';
import { publicKeyText, signDocument, type DocumentKind, type DocumentSignature } from './signature.rule';

export interface PublishedDocumentKey {
  readonly keyId: string;
  readonly algorithm: 'Ed25519';
  readonly publicKey: string;
  readonly createdAt: string;
}

/** Signs documents that others verify offline: exports, certificates, receipts and backups. */
@Injectable()
export class DocumentSigner {
  constructor(private readonly keyring: Keyring) {}

  sign(kind: DocumentKind, document: Uint8Array): DocumentSignature {
    return signDocument(kind, document, pairOf(this.keyring.current('documents')));
  }

  /** All keys, because signatures are verified for years. */
  publicKeys(): PublishedDocumentKey[] {
    return this.keyring.live('documents').map((key) => ({
      keyId: key.id,
      algorithm: 'Ed25519',
      publicKey: publicKeyText(pairOf(key).publicKey),
      createdAt: key.createdAt.toISOString(),
    }));
  }
}

function pairOf({ id, privateKey, publicKey }: RingKey) {
  if (!privateKey || !publicKey) throw new Error(`The key ${id} is not a key pair.`);
  return { id, privateKey, publicKey };
}
