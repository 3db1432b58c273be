import type { DocumentSignature } from '@platform/signed-documents/signature.rule';

/** What a receipt says. */
export interface ConsentStatement {
  readonly installation: string;
  readonly userId: string;
  readonly purpose: string;
  readonly version: string;
  readonly locale: string;
  /** The SHA-256 hash of the text that the user has seen, in hexadecimal. */
  readonly textHash: string;
  readonly given: boolean;
  readonly source: string;
  readonly at: string;
}

/** A receipt is the statement and its signature, both as base64url, joined by a dot. */
export function receiptOf(statement: Uint8Array, signature: DocumentSignature): string {
  return `${base64url(statement)}.${base64url(Buffer.from(JSON.stringify(signature)))}`;
}

export function statementBytes(statement: ConsentStatement): Buffer {
  return Buffer.from(JSON.stringify(statement));
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
