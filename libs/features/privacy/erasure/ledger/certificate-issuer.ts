import { Injectable } from '@nestjs/common';
import { HttpConfig } from '@platform/http/http.config';
import { canonicalJson } from '@platform/signed-documents/canonical-json.rule';
import { DocumentSigner } from '@platform/signed-documents/document-signer';
import { databaseOf, isKept } from '@platform/user-data/table-declaration';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import type { TableRows } from '@platform/user-rows/user-row-search';
import { ErasureConfig } from '../erasure.config';
import type { Erasure } from '../erasures/erasure.repository';
import type { ErasureCertificate, KeptColumn, SignedCertificate } from './certificate';

export interface ErasureResult {
  readonly left: readonly TableRows[];
  readonly keyDestroyed: boolean;
  readonly erasedAt: Date;
}

@Injectable()
export class CertificateIssuer {
  constructor(
    private readonly signer: DocumentSigner,
    private readonly registry: UserDataRegistry,
    private readonly config: ErasureConfig,
    private readonly http: HttpConfig,
  ) {}

  issue(erasure: Erasure, { left, keyDestroyed, erasedAt }: ErasureResult): SignedCertificate {
    const { id, userId, requestedAt, requestedByKind, approvedBy, counts } = erasure;
    const before = counts?.tables ?? [];
    const tables = left.map(({ provider, database, table, rows: rowsLeft }) => {
      const found = before.find((one) => one.table === table && one.database === database);
      return { provider, database, table, rows: found?.rows ?? 0, rowsLeft };
    });
    const certificate: ErasureCertificate = {
      id,
      userId,
      issuer: this.http.publicUrl,
      requestedAt: requestedAt.toISOString(),
      requestedBy: requestedByKind,
      approved: approvedBy !== null,
      erasedAt: erasedAt.toISOString(),
      legalBasis: this.config.legalBasis,
      keyDestroyed,
      rowsLeft: left.reduce((sum, { rows }) => sum + rows, 0),
      tables,
      files: counts?.files ?? [],
      kept: this.keptColumns(),
    };
    return { certificate, signature: this.signer.sign('erasure-certificate', canonicalJson(certificate)) };
  }

  private keptColumns(): KeptColumn[] {
    return this.registry.providers().flatMap(({ tables }) =>
      tables.flatMap((table) =>
        (table.userColumns ?? []).flatMap((column) =>
          isKept(column)
            ? [
                {
                  database: databaseOf(table),
                  table: table.name,
                  column: column.column,
                  reason: column.keptAfterErasure,
                },
              ]
            : [],
        ),
      ),
    );
  }
}
