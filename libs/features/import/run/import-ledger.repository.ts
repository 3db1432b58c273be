import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { NOW } from '@platform/persistence/entity-table';
import { Table, type Stored } from '@platform/persistence/table';
import { Vault } from '@platform/vault/vault';
import type { Refusal } from '../import-refused';
import { ImportEntity, ImportRefusalEntity } from '../import.entity';

export type ImportState = Stored<ImportEntity>;

export interface Advance {
  readonly from: number;
  readonly to: number;
  readonly created: number;
  readonly withoutPassword: number;
  readonly refused: number;
}

export type ImportStage = 'begun' | 'finished';

export type RetriedRecords = Pick<Advance, 'created' | 'withoutPassword'> & { readonly createdBefore: number };

const LEASE = 'UTC_TIMESTAMP(3) + INTERVAL 6 SECOND';
const DETAILS_PLACE = { table: 'import_refusal', column: 'details_sealed' };
const PAGE = 500;

/** Stores the progress, the lease and the rejected records of each file. */
@Injectable()
export class ImportLedger {
  private readonly files: Table<ImportEntity>;
  private readonly refused: Table<ImportRefusalEntity>;

  constructor(
    private readonly database: Database,
    private readonly vault: Vault,
  ) {
    this.files = new Table(database, ImportEntity);
    this.refused = new Table(database, ImportRefusalEntity);
  }

  find(fingerprint: Buffer): Promise<ImportState | undefined> {
    return this.files.read({ fingerprint });
  }

  /** Does nothing if the import of the file was started before. */
  async begin(fingerprint: Buffer): Promise<void> {
    const none = { records: 0, created: 0, withoutPassword: 0, refused: 0, lease: 0 };
    await this.files.insertIfNew({ fingerprint, ...none, leaseUntil: NOW, startedAt: NOW });
  }

  /**
   * Takes the lease and returns the state; undefined if another process has the lease or the file is in another stage.
   */
  async take(fingerprint: Buffer, stage: ImportStage): Promise<ImportState | undefined> {
    return this.database.transactions.run(async () => {
      const { affectedRows } = await this.database.write(
        `UPDATE import_file SET lease = lease + 1, lease_until = ${LEASE}
         WHERE fingerprint = ? AND (finished_at IS NOT NULL) = ? AND lease_until <= UTC_TIMESTAMP(3)`,
        [fingerprint, Number(stage === 'finished')],
      );
      return affectedRows === 1 ? this.find(fingerprint) : undefined;
    });
  }

  async prolong(fingerprint: Buffer, lease: number): Promise<void> {
    await this.database.write(`UPDATE import_file SET lease_until = ${LEASE} WHERE fingerprint = ? AND lease = ?`, [
      fingerprint,
      lease,
    ]);
  }

  async release(fingerprint: Buffer, lease: number): Promise<void> {
    await this.database.write(
      'UPDATE import_file SET lease_until = UTC_TIMESTAMP(3) WHERE fingerprint = ? AND lease = ?',
      [fingerprint, lease],
    );
  }

  /** Must run in the transaction of the batch. Returns false if another process has taken the lease. */
  async advance(fingerprint: Buffer, lease: number, by: Advance): Promise<boolean> {
    const { affectedRows } = await this.database.write(
      `UPDATE import_file SET records = ?, created = created + ?, without_password = without_password + ?,
         refused = refused + ?, lease_until = ${LEASE}
       WHERE fingerprint = ? AND lease = ? AND records = ?`,
      [by.to, by.created, by.withoutPassword, by.refused, fingerprint, lease, by.from],
    );
    return affectedRows === 1;
  }

  /**
   * The same for a retry of rejected records, where the number of imported records is stored instead of the position.
   */
  async recordRetry(fingerprint: Buffer, lease: number, by: RetriedRecords): Promise<boolean> {
    const { affectedRows } = await this.database.write(
      `UPDATE import_file SET created = created + ?, without_password = without_password + ?,
         refused = refused - ?, lease_until = ${LEASE}
       WHERE fingerprint = ? AND lease = ? AND created = ?`,
      [by.created, by.withoutPassword, by.created, fingerprint, lease, by.createdBefore],
    );
    return affectedRows === 1;
  }

  async finish(fingerprint: Buffer, lease: number): Promise<void> {
    await this.database.write(
      'UPDATE import_file SET finished_at = UTC_TIMESTAMP(3) WHERE fingerprint = ? AND lease = ?',
      [fingerprint, lease],
    );
  }

  async addRefusal(fingerprint: Buffer, { record, line, reason, sentence, email }: Refusal): Promise<void> {
    const detailsSealed = this.seal(fingerprint, record, { sentence, email });
    await this.refused.insert({ fingerprint, record, line, reason, detailsSealed, refusedAt: NOW });
  }

  /** The retention period still counts from the first refusal. */
  async changeRefusal(fingerprint: Buffer, { record, reason, sentence, email }: Refusal): Promise<void> {
    const detailsSealed = this.seal(fingerprint, record, { sentence, email });
    await this.refused.update({ fingerprint, record }, { reason, detailsSealed });
  }

  async removeRefusal(fingerprint: Buffer, record: number): Promise<void> {
    await this.refused.remove({ fingerprint, record });
  }

  /** Returns the numbers of the rejected records. They are removed after the retention period. */
  async refusedRecords(fingerprint: Buffer): Promise<number[]> {
    const rows = await this.database.rows<{ record: number }>(
      'SELECT record FROM import_refusal WHERE fingerprint = ?',
      [fingerprint],
    );
    return rows.map(({ record }) => record);
  }

  /** Returns all rejections in the order of the file. */
  async *refusals(fingerprint: Buffer): AsyncGenerator<Refusal> {
    for (let after = 0; ;) {
      const rows = await this.refused.select(`WHERE fingerprint = ? AND record > ? ORDER BY record LIMIT ${PAGE}`, [
        fingerprint,
        after,
      ]);
      for (const { record, line, reason, detailsSealed } of rows) {
        const details = this.vault.openSystem(DETAILS_PLACE, contextOf(fingerprint, record), detailsSealed);
        yield { record, line, reason, ...(JSON.parse(details) as Details) };
      }
      const last = rows[rows.length - 1];
      if (!last || rows.length < PAGE) return;
      after = last.record;
    }
  }

  private seal(fingerprint: Buffer, record: number, details: Details): Buffer {
    return this.vault.sealSystem(DETAILS_PLACE, contextOf(fingerprint, record), JSON.stringify(details));
  }
}

type Details = Pick<Refusal, 'sentence' | 'email'>;

function contextOf(fingerprint: Buffer, record: number): string {
  return `${fingerprint.toString('hex')}:${record}`;
}
