import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import '../proofs.migration';

export interface HeadState {
  readonly destination: string;
  readonly log: number;
  /** The size that was sent last. */
  readonly size: number;
  /** Seconds since the last success or failure; `Infinity` if there was none. */
  readonly triedAge: number;
  /** Seconds since the first failure after the last success; null without one. */
  readonly failingFor: number | null;
  readonly error: string | null;
}

interface HeadRow {
  destination: string;
  log: number;
  size: number;
  triedAge: number;
  failingFor: number | null;
  error: string | null;
}

/** What was sent where, by the clock of the database. */
@Injectable()
export class HeadRepository {
  constructor(private readonly database: Database) {}

  async all(): Promise<HeadState[]> {
    const rows = await this.database.rows<HeadRow>(
      `SELECT destination, log, size, error, TIMESTAMPDIFF(MICROSECOND, tried_at, UTC_TIMESTAMP(3)) / 1000000 AS triedAge,
         TIMESTAMPDIFF(MICROSECOND, failing_since, UTC_TIMESTAMP(3)) / 1000000 AS failingFor
       FROM audit_head`,
    );
    return rows.map(({ destination, log, size, triedAge, failingFor, error }) => ({
      destination,
      log: Number(log),
      size: Number(size),
      triedAge: Number(triedAge),
      failingFor: failingFor === null ? null : Number(failingFor),
      error,
    }));
  }

  async succeeded(destination: string, log: number, size: number): Promise<void> {
    await this.database.write(
      `INSERT INTO audit_head (destination, log, size, sent_at, tried_at) VALUES (?, ?, ?, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))
       ON DUPLICATE KEY UPDATE log = VALUES(log), size = VALUES(size), sent_at = VALUES(sent_at),
         tried_at = VALUES(tried_at), failing_since = NULL, error = NULL`,
      [destination, log, size],
    );
  }

  async failed(destination: string, log: number, error: string): Promise<void> {
    await this.database.write(
      `INSERT INTO audit_head (destination, log, size, tried_at, failing_since, error)
       VALUES (?, ?, 0, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3), ?)
       ON DUPLICATE KEY UPDATE tried_at = VALUES(tried_at), error = VALUES(error),
         failing_since = COALESCE(failing_since, VALUES(failing_since))`,
      [destination, log, error.slice(0, 400)],
    );
  }
}
