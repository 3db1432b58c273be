import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import '../proofs.migration';

/** One tree over all events. */
export interface AuditLog {
  readonly number: number;
  /** Identifies the log in its checkpoints. */
  readonly origin: string;
  /** Begins the IDs of its tiles. */
  readonly files: string;
  readonly fork: Fork | undefined;
}

/** The tree does not continue what was signed before. */
export interface Fork {
  /** The first position that differs; null if it is not known. */
  readonly position: number | null;
  readonly cause: string;
}

const FILES = /^audit-[0-9a-f]{12}$/;

interface LogRow {
  number: number;
  origin: string;
  files: string;
  forked_at: Date | null;
  fork_position: number | null;
  fork_cause: string | null;
}

@Injectable()
export class AuditLogRepository {
  constructor(private readonly database: Database) {}

  /** The newest log; undefined before the first integration. */
  async current(): Promise<AuditLog | undefined> {
    const row = await this.database.row<LogRow>(
      `SELECT number, origin, files, forked_at, fork_position, fork_cause FROM audit_log
       WHERE number = (SELECT MAX(number) FROM audit_log)`,
    );
    return row && logOf(row);
  }

  /** The names of all logs, the newest first. */
  async origins(): Promise<string[]> {
    const rows = await this.database.rows<{ origin: string }>('SELECT origin FROM audit_log ORDER BY number DESC');
    return rows.map(({ origin }) => origin);
  }

  /** Begins a log after the one with this number. Has no effect if another process has begun it. */
  async begin(after: number, host: string): Promise<void> {
    const id = randomBytes(6).toString('hex');
    await this.database.write(
      `INSERT INTO audit_log (number, origin, files, created_at) VALUES (?, ?, ?, UTC_TIMESTAMP(3))
       ON DUPLICATE KEY UPDATE number = number`,
      [after + 1, `${host}/audit/${id}`, `audit-${id}`],
    );
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

function logOf({ number, origin, files, forked_at, fork_position, fork_cause }: LogRow): AuditLog {
  // It becomes a part of paths, also outside of the file store.
  if (!FILES.test(files)) throw new Error(`The audit log ${origin} cannot have files with the name ${files}.`);
  const position = fork_position === null ? null : Number(fork_position);
  return { number, origin, files, fork: forked_at ? { position, cause: fork_cause ?? '' } : undefined };
}
