import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { NOW } from '@platform/persistence/entity-table';
import { Table, type Stored } from '@platform/persistence/table';
import '../proofs.migration';
import { CheckpointEntity } from './checkpoint.entity';

export type StoredCheckpoint = Stored<CheckpointEntity>;

@Injectable()
export class CheckpointRepository {
  private readonly checkpoints: Table<CheckpointEntity>;

  constructor(private readonly database: Database) {
    this.checkpoints = new Table(database, CheckpointEntity);
  }

  /** The newest checkpoints of a log that are smaller than a size, the newest first. */
  async newest(log: number, limit: number, below = Number.MAX_SAFE_INTEGER): Promise<StoredCheckpoint[]> {
    const page = `WHERE log = ? AND size < ? ORDER BY size DESC LIMIT ${Math.trunc(limit)}`;
    return this.checkpoints.select(page, [log, below]);
  }

  /** All events up to this position are in a signed checkpoint. */
  async provenPosition(): Promise<number> {
    const row = await this.database.row<{ size: number | null }>(
      'SELECT MAX(size) AS size FROM audit_checkpoint WHERE log = (SELECT MAX(number) FROM audit_log)',
    );
    return Number(row?.size ?? 0);
  }

  /** Has no effect if another process has stored a checkpoint of this size. */
  async add(log: number, { size, root, note }: Pick<StoredCheckpoint, 'size' | 'root' | 'note'>): Promise<void> {
    await this.checkpoints.put({ log, size, root, note, createdAt: NOW }, { size });
  }

  /** Adds signature lines of witnesses to the note, one of each. */
  async addSignatures(log: number, size: number, lines: readonly string[]): Promise<void> {
    await this.database.transactions.run(async () => {
      const row = await this.checkpoints.lock({ log, size });
      const note = row?.note ?? '';
      const added = lines.filter((line) => !note.includes(`\n${line.slice(0, line.lastIndexOf(' ') + 1)}`)).join('');
      if (!row || added === '') return;
      await this.checkpoints.update({ log, size }, { note: note + added });
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
