import type { DocumentSignature } from '@platform/signed-documents/signature.rule';
import type { DatabaseName } from '@platform/user-data/table-declaration';
import type { RequesterKind } from '../erasures/erasure-state';

export interface CertifiedTable {
  readonly provider: string;
  readonly database: DatabaseName;
  readonly table: string;
  /** The rows that were found before the erasure and after it. */
  readonly rows: number;
  readonly rowsLeft: number;
}

export interface KeptColumn {
  readonly database: DatabaseName;
  readonly table: string;
  readonly column: string;
  readonly reason: string;
}

/** What the erasure of a user removed. It contains no personal data besides the ID, which belongs to no account any more. */
export interface ErasureCertificate {
  readonly id: string;
  readonly userId: string;
  readonly issuer: string;
  readonly requestedAt: string;
  readonly requestedBy: RequesterKind;
  readonly approved: boolean;
  readonly erasedAt: string;
  readonly legalBasis: string;
  readonly keyDestroyed: boolean;
  readonly rowsLeft: number;
  readonly tables: readonly CertifiedTable[];
  readonly files: readonly { readonly provider: string; readonly files: number }[];
  /** The columns that still contain the ID, with the reason. */
  readonly kept: readonly KeptColumn[];
}

export interface SignedCertificate {
  readonly certificate: ErasureCertificate;
  readonly signature: DocumentSignature;
}
