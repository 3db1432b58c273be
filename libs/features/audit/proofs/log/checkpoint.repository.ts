import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import '../proofs.migration';

export interface StoredCheckpoint {
  readonly size: number;
  readonly root: Buffer;
  /** The signed note. */
  readonly note: string;
  readonly createdAt: Date;
}

interface CheckpointRow {
  size: number;
  root: Buffer;
  note: Buffer;
  created_at: Date;
}

const COLUMNS = 'size, root, note, created_at';

@Injectable()
export class CheckpointRepository {
  constructor(private readonly database: Database) {}

  /** The newest checkpoints of a log that are smaller than a size, the newest first. */
  async newest(log: number, limit: number, below = Number.MAX_SAFE_INTEGER): Promise<StoredCheckpoint[]> {
    const rows = await this.database.rows<CheckpointRow>(
      `SELECT ${COLUMNS} FROM audit_checkpoint WHERE log = ? AND size < ? ORDER BY size DESC LIMIT ${Math.trunc(limit)}`,
      [log, below],
    );
    return rows.map(({ size, root, note, created_at: createdAt }) => ({
      size: Number(size),
      root,
      note: note.toString(),
      createdAt,
    }));
  }

  /** All events up to this position are in a signed checkpoint. */
  async provenPosition(): Promise<number> {
    const row = await this.database.row<{ size: number | null }>(
      'SELECT MAX(size) AS size FROM audit_checkpoint WHERE log = (SELECT MAX(number) FROM audit_log)',
    );
    return Number(row?.size ?? 0);
  }

  /** Has no effect if another process has stored a checkpoint of this size. */
  async add(log: number, { size, root, note }: Omit<StoredCheckpoint, 'createdAt'>): Promise<void> {
    await this.database.write(
      `INSERT INTO audit_checkpoint (log, ${COLUMNS}) VALUES (?, ?, ?, ?, UTC_TIMESTAMP(3))
       ON DUPLICATE KEY UPDATE size = audit_checkpoint.size`,
      [log, size, root, Buffer.from(note)],
    );
  }

  /** Adds signature lines of witnesses to the note, one of each. */
  async addSignatures(log: number, size: number, lines: readonly string[]): Promise<void> {
    await this.database.transactions.run(async () => {
      const key = [log, size];
      const row = await this.database.row<{ note: Buffer }>(
        'SELECT note FROM audit_checkpoint WHERE log = ? AND size = ? FOR UPDATE',
        key,
      );
      const note = row?.note.toString() ?? '';
      const added = lines.filter((line) => !note.includes(`\n${line.slice(0, line.lastIndexOf(' ') + 1)}`)).join('');
      if (!row || added === '') return;
      await this.database.write('UPDATE audit_checkpoint SET note = ? WHERE log = ? AND size = ?', [
        Buffer.from(note + added),
        ...key,
      ]);
    });
  }

  /** Keeps one checkpoint a day among the old ones. */
  async thin(keptDays: number): Promise<void> {
    await this.database.write(
      `DELETE old FROM audit_checkpoint old JOIN
         (SELECT log, DATE(created_at) AS day, MAX(size) AS size FROM audit_checkpoint
          WHERE created_at < UTC_TIMESTAMP(3) - INTERVAL ? DAY GROUP BY log, DATE(created_at)) kept
         ON old.log = kept.log AND DATE(old.created_at) = kept.day AND old.size < kept.size`,
      [keptDays],
    );
  }
}
