import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { NOW } from '@platform/persistence/entity-table';
import { Table, type Stored } from '@platform/persistence/table';
import '../proofs.migration';
import { AuditLogEntity } from './audit-log.entity';

export interface AuditLog extends Readonly<Pick<AuditLogEntity, 'number' | 'origin' | 'files'>> {
  readonly fork: Fork | undefined;
}

/** The tree does not continue what was signed before. */
export interface Fork {
  /** The first position that differs; null if it is not known. */
  readonly position: number | null;
  readonly cause: string;
}

const FILES = /^audit-[0-9a-f]{12}$/;

@Injectable()
export class AuditLogRepository {
  private readonly logs: Table<AuditLogEntity>;

  constructor(private readonly database: Database) {
    this.logs = new Table(database, AuditLogEntity);
  }

  /** The newest log; undefined before the first integration. */
  async current(): Promise<AuditLog | undefined> {
    const row = await this.logs.selectOne('ORDER BY number DESC LIMIT 1');
    return row && logOf(row);
  }

  /** The names of all logs, the newest first. */
  async origins(): Promise<string[]> {
    const rows = await this.logs.selectOnly(['origin'], 'ORDER BY number DESC');
    return rows.map(({ origin }) => origin);
  }

  /** Begins a log after the one with this number. Has no effect if another process has begun it. */
  async begin(after: number, host: string): Promise<void> {
    const id = randomBytes(6).toString('hex');
    const number = after + 1;
    await this.logs.put({ number, origin: `${host}/audit/${id}`, files: `audit-${id}`, createdAt: NOW }, { number });
  }

  /** Returns false if a fork was recorded before. */
  async recordFork({ number }: AuditLog, { position, cause }: Fork): Promise<boolean> {
    const { affectedRows } = await this.database.write(
      `UPDATE audit_log SET forked_at = UTC_TIMESTAMP(3), fork_position = ?, fork_cause = ?
       WHERE number = ? AND forked_at IS NULL`,
      [position, cause.slice(0, 400), number],
    );
    return affectedRows === 1;
  }
}

function logOf(row: Stored<AuditLogEntity>): AuditLog {
  const { number, origin, files, forkedAt, forkPosition: position, forkCause } = row;
  // It becomes a part of paths, also outside of the file store.
  if (!FILES.test(files)) throw new Error(`The audit log ${origin} cannot have files with the name ${files}.`);
  return { number, origin, files, fork: forkedAt ? { position, cause: forkCause ?? '' } : undefined };
}
