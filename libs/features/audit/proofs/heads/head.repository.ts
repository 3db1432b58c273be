import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { NOW, SqlExpression } from '@platform/persistence/entity-table';
import { Table } from '@platform/persistence/table';
import '../proofs.migration';
import { HeadEntity } from './head.entity';

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

const SINCE_FIRST_FAILURE = new SqlExpression('COALESCE(failing_since, UTC_TIMESTAMP(3))');

/** What was sent where, by the clock of the database. */
@Injectable()
export class HeadRepository {
  private readonly heads: Table<HeadEntity>;

  constructor(private readonly database: Database) {
    this.heads = new Table(database, HeadEntity);
  }

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
    await this.heads.put({ destination, log, size, sentAt: NOW, triedAt: NOW, failingSince: null, error: null });
  }

  async failed(destination: string, log: number, error: string): Promise<void> {
    const failure = { triedAt: NOW, error: error.slice(0, 400) };
    await this.heads.put(
      { destination, log, size: 0, failingSince: NOW, ...failure },
      { ...failure, failingSince: SINCE_FIRST_FAILURE },
    );
  }
}
