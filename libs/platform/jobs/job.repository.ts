import { Injectable } from '@nestjs/common';
import type { SqlValue } from '@platform/persistence/connection-pool';
import { Database, placeholders } from '@platform/persistence/database';
import { idFromBytes, idToBytes } from '@platform/ids/ids';
import type { Backlog, DeadJobs } from './job-definition';
import './jobs.tables';

export interface NewJob {
  readonly id: string;
  readonly name: string;
  readonly stream: string | null;
  readonly payload: unknown;
}

const MAX_PAYLOAD_BYTES = 64 * 1024;
const MAX_IDS = 256;

/** Adds, lists and replays jobs. `JobClaims` claims and completes them. */
@Injectable()
export class JobRepository {
  constructor(private readonly database: Database) {}

  /** Adds the jobs in this order. An existing job remains unchanged. */
  async add(jobs: readonly NewJob[], delayMs = 0): Promise<void> {
    const row =
      "(?, ?, ?, ?, 'ready', 0, UTC_TIMESTAMP(3) + INTERVAL ? MICROSECOND, 0, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))";
    const values = jobs.flatMap((job): SqlValue[] => [
      idToBytes(job.id),
      job.name,
      job.stream === null ? null : idToBytes(job.stream),
      asJson(job),
      delayMs * 1000,
    ]);
    // INSERT IGNORE would also ignore a value that does not fit into its column.
    await this.database.write(
      `INSERT INTO platform_job (id, name, stream, payload, state, attempts, due_at, fence, created_at, changed_at)
       VALUES ${jobs.map(() => row).join(', ')} ON DUPLICATE KEY UPDATE id = VALUES(id)`,
      values,
    );
  }

  async dead(limit: number, cursor: string | undefined): Promise<DeadJobs> {
    const rows = await this.database.rows<DeadRow>(
      `SELECT sequence, id, name, stream, attempts, last_error, created_at, changed_at FROM platform_job
       WHERE state = 'dead' AND sequence > ? ORDER BY sequence LIMIT ${Math.trunc(limit) + 1}`,
      [Number(cursor ?? 0) || 0],
    );
    const page = rows.slice(0, limit);
    return {
      items: page.map((row) => ({
        id: idFromBytes(row.id),
        name: row.name,
        stream: row.stream && idFromBytes(row.stream),
        attempts: row.attempts,
        lastError: row.last_error,
        createdAt: row.created_at,
        diedAt: row.changed_at,
      })),
      cursor: rows.length > limit ? String(page[page.length - 1]?.sequence) : undefined,
    };
  }

  /**
   * The job gets a new sequence, because later jobs of its stream have already run and one may be running. The fence
   * keeps increasing, so that a worker that lost the job cannot record a result.
   */
  async replay(id: string): Promise<boolean> {
    return this.database.transactions.run(async () => {
      const row = await this.database.row<ReplayRow>(
        "SELECT name, stream, payload, fence, created_at FROM platform_job WHERE id = ? AND state = 'dead' FOR UPDATE",
        [idToBytes(id)],
      );
      if (!row) return false;
      await this.database.write("DELETE FROM platform_job WHERE id = ? AND state = 'dead'", [idToBytes(id)]);
      await this.database.write(
        `INSERT INTO platform_job (id, name, stream, payload, state, attempts, due_at, fence, created_at, changed_at)
         VALUES (?, ?, ?, ?, 'ready', 0, UTC_TIMESTAMP(3), ?, ?, UTC_TIMESTAMP(3))`,
        [idToBytes(id), row.name, row.stream, row.payload, row.fence, row.created_at],
      );
      return true;
    });
  }

  async backlog(): Promise<Backlog> {
    const rows = await this.database.rows<{ state: string; jobs: number; oldest: number | null }>(
      `SELECT state, COUNT(*) AS jobs, TIMESTAMPDIFF(SECOND, MIN(due_at), UTC_TIMESTAMP(3)) AS oldest
       FROM platform_job GROUP BY state`,
    );
    const count = (state: string) => Number(rows.find((row) => row.state === state)?.jobs ?? 0);
    return {
      ready: count('ready'),
      running: count('running'),
      dead: count('dead'),
      oldestSeconds: Math.max(0, Number(rows.find((row) => row.state === 'ready')?.oldest ?? 0)),
    };
  }

  async ofStream(stream: string): Promise<{ name: string; state: string; since: Date }[]> {
    return this.database.rows(
      'SELECT name, state, created_at AS since FROM platform_job WHERE stream = ? ORDER BY sequence',
      [idToBytes(stream)],
    );
  }

  async remove(ids: readonly string[]): Promise<void> {
    for (let from = 0; from < ids.length; from += MAX_IDS) {
      const { marks, padded } = placeholders(ids.slice(from, from + MAX_IDS).map(idToBytes));
      await this.database.write(`DELETE FROM platform_job WHERE id IN (${marks})`, padded);
    }
  }

  async eraseStream(stream: string): Promise<void> {
    await this.database.write('DELETE FROM platform_job WHERE stream = ?', [idToBytes(stream)]);
  }
}

interface DeadRow {
  sequence: number;
  id: Buffer;
  name: string;
  stream: Buffer | null;
  attempts: number;
  last_error: string | null;
  created_at: Date;
  changed_at: Date;
}

interface ReplayRow {
  name: string;
  stream: Buffer | null;
  payload: string;
  fence: number;
  created_at: Date;
}

function asJson({ name, payload }: NewJob): string {
  const json = JSON.stringify(payload ?? null);
  if (Buffer.byteLength(json) > MAX_PAYLOAD_BYTES) throw new Error(`The payload for ${name} is too large for a job.`);
  return json;
}
