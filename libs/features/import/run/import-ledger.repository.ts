import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { Vault } from '@platform/vault/vault';
import type { Refusal, RefusalReason } from '../import-refused';

export interface ImportState {
  readonly records: number;
  readonly created: number;
  readonly withoutPassword: number;
  readonly refused: number;
  readonly lease: number;
  readonly leaseUntil: Date;
  readonly finished: boolean;
}

export interface Advance {
  readonly from: number;
  readonly to: number;
  readonly created: number;
  readonly withoutPassword: number;
  readonly refused: number;
}

export type ImportStage = 'begun' | 'finished';

export type MadeGood = Pick<Advance, 'created' | 'withoutPassword'> & { readonly createdBefore: number };

const LEASE = 'UTC_TIMESTAMP(3) + INTERVAL 6 SECOND';
const TOLD_PLACE = { table: 'import_refusal', column: 'told_sealed' };
const PAGE = 500;

/** Stores the progress, the lease and the rejected records of each file. */
@Injectable()
export class ImportLedger {
  constructor(
    private readonly database: Database,
    private readonly vault: Vault,
  ) {}

  async find(fingerprint: Buffer): Promise<ImportState | undefined> {
    const row = await this.database.row<StateRow>('SELECT * FROM import_file WHERE fingerprint = ?', [fingerprint]);
    return row && stateOf(row);
  }

  async begin(fingerprint: Buffer): Promise<void> {
    await this.database.write(
      `INSERT IGNORE INTO import_file (fingerprint, records, created, without_password, refused, lease, lease_until, started_at)
       VALUES (?, 0, 0, 0, 0, 0, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
      [fingerprint],
    );
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

  /** In the transaction of the batch; false when the lease has been taken by another, who may be anywhere in the file. */
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
  async makeGood(fingerprint: Buffer, lease: number, by: MadeGood): Promise<boolean> {
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
    const told = this.seal(fingerprint, record, { sentence, email });
    await this.database.insertDeferred(
      'INSERT INTO import_refusal (fingerprint, record, line, reason, told_sealed, refused_at) VALUES',
      '(?, ?, ?, ?, ?, UTC_TIMESTAMP(3))',
      [fingerprint, record, line, reason, told],
    );
  }

  /** It is kept no longer for that: its days are counted from when it was refused first. */
  async changeRefusal(fingerprint: Buffer, { record, reason, sentence, email }: Refusal): Promise<void> {
    const told = this.seal(fingerprint, record, { sentence, email });
    await this.database.writeDeferred(
      'UPDATE import_refusal SET reason = ?, told_sealed = ? WHERE fingerprint = ? AND record = ?',
      [reason, told, fingerprint, record],
    );
  }

  async removeRefusal(fingerprint: Buffer, record: number): Promise<void> {
    await this.database.writeDeferred('DELETE FROM import_refusal WHERE fingerprint = ? AND record = ?', [
      fingerprint,
      record,
    ]);
  }

  /** The numbers of the records that are refused, as long as that is kept. */
  async refusedRecords(fingerprint: Buffer): Promise<number[]> {
    const rows = await this.database.rows<{ record: number }>(
      'SELECT record FROM import_refusal WHERE fingerprint = ?',
      [fingerprint],
    );
    return rows.map(({ record }) => record);
  }

  /** All of them, in the order of the file. */
  async *refusals(fingerprint: Buffer): AsyncGenerator<Refusal> {
    for (let after = 0; ;) {
      const rows = await this.database.rows<RefusalRow>(
        `SELECT record, line, reason, told_sealed FROM import_refusal
         WHERE fingerprint = ? AND record > ? ORDER BY record LIMIT ${PAGE}`,
        [fingerprint, after],
      );
      for (const { told_sealed: sealed, ...row } of rows) {
        const told = JSON.parse(this.vault.openSystem(TOLD_PLACE, contextOf(fingerprint, row.record), sealed)) as Told;
        yield { ...row, ...told };
      }
      const last = rows[rows.length - 1];
      if (!last || rows.length < PAGE) return;
      after = last.record;
    }
  }

  /** Some of those that are older than so many days; how many were removed. */
  async removeOldRefusals(days: number): Promise<number> {
    const { affectedRows } = await this.database.write(
      'DELETE FROM import_refusal WHERE refused_at < UTC_TIMESTAMP(3) - INTERVAL ? DAY LIMIT 1000',
      [days],
    );
    return affectedRows;
  }

  private seal(fingerprint: Buffer, record: number, told: Told): Buffer {
    return this.vault.sealSystem(TOLD_PLACE, contextOf(fingerprint, record), JSON.stringify(told));
  }
}

type Told = Pick<Refusal, 'sentence' | 'email'>;

interface StateRow {
  records: number;
  created: number;
  without_password: number;
  refused: number;
  lease: number;
  lease_until: Date;
  finished_at: Date | null;
}

interface RefusalRow {
  record: number;
  line: number;
  reason: RefusalReason;
  told_sealed: Buffer;
}

function stateOf(row: StateRow): ImportState {
  return {
    records: row.records,
    created: row.created,
    withoutPassword: row.without_password,
    refused: row.refused,
    lease: row.lease,
    leaseUntil: row.lease_until,
    finished: row.finished_at !== null,
  };
}

function contextOf(fingerprint: Buffer, record: number): string {
  return `${fingerprint.toString('hex')}:${record}`;
}
