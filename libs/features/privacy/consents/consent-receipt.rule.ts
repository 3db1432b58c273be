import { isSignatureValid, type DocumentSignature } from '@platform/signed-documents/signature.rule';

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

/** The statement of a receipt with a valid signature. Whether its key is trusted is for the caller to decide. */
export function openReceipt(
  receipt: string,
): { readonly statement: ConsentStatement; readonly signature: DocumentSignature } | undefined {
  const [statement, signature] = receipt.split('.').map((part) => Buffer.from(part, 'base64url'));
  if (!statement || !signature) return undefined;
  try {
    const signed = JSON.parse(signature.toString('utf8')) as DocumentSignature;
    if (!isSignatureValid('consent-receipt', statement, signed)) return undefined;
    return { statement: JSON.parse(statement.toString('utf8')) as ConsentStatement, signature: signed };
  } catch {
    return undefined;
  }
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
