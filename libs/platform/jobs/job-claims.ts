import { Injectable } from '@nestjs/common';
import { Database, placeholders } from '@platform/persistence/database';
import { idFromBytes, idToBytes } from '@platform/ids/ids';
import type { FreeSlots } from './free-slots.rule';
import { JobsConfig } from './jobs.config';
import { firstOfStreams } from './stream-order.rule';
import './jobs.tables';

/** A job that this worker holds until the lease ends. */
export interface ClaimedJob {
  readonly id: string;
  readonly name: string;
  readonly payload: unknown;
  readonly attempt: number;
  readonly fence: number;
}

interface Candidate {
  readonly sequence: number;
  readonly id: Buffer;
  readonly name: string;
  readonly stream: string | null;
  readonly payload: string;
  readonly attempts: number;
  readonly fence: number;
}

const LEASE_END = 'UTC_TIMESTAMP(3) + INTERVAL ? SECOND';
/**
 * Only the current holder can record the result: a job that was taken over has a larger fence, and a finished job has
 * no row.
 */
const IS_HELD = "id = ? AND fence = ? AND state = 'running'";

/** Claims jobs for a worker and records their results. */
@Injectable()
export class JobClaims {
  constructor(
    private readonly database: Database,
    private readonly config: JobsConfig,
  ) {}

  /**
   * Claims due jobs for the free slots, including those of workers whose lease expired. Of each stream only the first
   * unfinished job is claimed.
   */
  async claim(slotsNow: () => FreeSlots, holder: string): Promise<ClaimedJob[]> {
    if (slotsNow().names.length === 0) return [];
    return this.database.transactions.run(async () => {
      const slots = slotsNow();
      const candidates = await this.candidates(slots);
      const firsts = firstOfStreams(candidates, await this.unfinishedBefore(candidates));
      const free = firsts.filter(({ name }) => slots.take(name));
      if (free.length === 0) return [];
      const { marks, padded } = placeholders(free.map((job) => job.sequence));
      await this.database.write(
        `UPDATE platform_job SET state = 'running', attempts = attempts + 1, fence = fence + 1, lease_holder = ?,
           due_at = ${LEASE_END}, changed_at = UTC_TIMESTAMP(3) WHERE sequence IN (${marks})`,
        [idToBytes(holder), this.config.leaseSeconds, ...padded],
      );
      return free.map((job) => ({
        id: idFromBytes(job.id),
        name: job.name,
        payload: JSON.parse(job.payload),
        attempt: job.attempts + 1,
        fence: Number(job.fence) + 1,
      }));
    });
  }

  /** Returns false if another worker has taken over the job. */
  async extend(job: ClaimedJob): Promise<boolean> {
    return this.change(`UPDATE platform_job SET due_at = ${LEASE_END} WHERE ${IS_HELD}`, job, [
      this.config.leaseSeconds,
    ]);
  }

  async complete(job: ClaimedJob): Promise<boolean> {
    return this.change(`DELETE FROM platform_job WHERE ${IS_HELD}`, job);
  }

  async retryLater(job: ClaimedJob, waitMs: number, error: string): Promise<boolean> {
    return this.change(
      `UPDATE platform_job SET state = 'ready', lease_holder = NULL, last_error = ?, changed_at = UTC_TIMESTAMP(3),
         due_at = UTC_TIMESTAMP(3) + INTERVAL ? MICROSECOND WHERE ${IS_HELD}`,
      job,
      [error, waitMs * 1000],
    );
  }

  async markDead(job: ClaimedJob, error: string): Promise<boolean> {
    return this.change(
      `UPDATE platform_job SET state = 'dead', lease_holder = NULL, last_error = ?, changed_at = UTC_TIMESTAMP(3),
         due_at = NULL WHERE ${IS_HELD}`,
      job,
      [error],
    );
  }

  /** Releases an unfinished job. The attempt does not count, because the job did not fail. */
  async release(job: ClaimedJob): Promise<boolean> {
    return this.change(
      `UPDATE platform_job SET state = 'ready', lease_holder = NULL, attempts = attempts - 1,
         due_at = UTC_TIMESTAMP(3), changed_at = UTC_TIMESTAMP(3) WHERE ${IS_HELD}`,
      job,
    );
  }

  private async change(sql: string, job: ClaimedJob, values: (string | number)[] = []): Promise<boolean> {
    const { affectedRows } = await this.database.write(sql, [...values, idToBytes(job.id), job.fence]);
    return affectedRows === 1;
  }

  /** Jobs with dedicated slots are queried by name, because more due jobs than slots may be ahead of them. */
  private async candidates(slots: FreeSlots): Promise<Candidate[]> {
    const candidates = slots.shared > 0 ? await this.lockCandidates('platform_job_due', slots.names, slots.total) : [];
    if (slots.shared > 0 && candidates.length < slots.total) return candidates;
    for (const { name, free } of slots.dedicated) {
      const jobs = await this.lockCandidates('platform_job_name_due', [name], free);
      candidates.push(...jobs.filter((job) => candidates.every(({ sequence }) => sequence !== job.sequence)));
    }
    return candidates;
  }

  private async lockCandidates(index: string, names: readonly string[], limit: number): Promise<Candidate[]> {
    const { marks, padded } = placeholders(names);
    // The index is forced because a sort would lock every due row before the first one is returned.
    const rows = await this.database.rows<Omit<Candidate, 'stream'> & { stream: Buffer | null }>(
      `SELECT sequence, id, name, stream, payload, attempts, fence
       FROM platform_job j FORCE INDEX (${index})
       WHERE due_at <= UTC_TIMESTAMP(3) AND name IN (${marks}) AND (stream IS NULL OR NOT EXISTS (
         SELECT 1 FROM platform_job earlier WHERE earlier.stream = j.stream AND earlier.name = j.name
           AND earlier.sequence < j.sequence AND earlier.state <> 'dead'))
       ORDER BY due_at LIMIT ${Math.trunc(limit)} FOR UPDATE SKIP LOCKED`,
      padded,
    );
    return rows.map((row) => ({ ...row, stream: row.stream && row.stream.toString('hex') }));
  }

  /**
   * Reads the earlier jobs again once the rows are locked. The locking statement checked for them in a snapshot that
   * may be older than the rows, so it could miss an earlier job that was committed in between.
   */
  private async unfinishedBefore(candidates: readonly Candidate[]) {
    const streams = [...new Set(candidates.flatMap((job) => job.stream ?? []))];
    if (streams.length === 0) return [];
    const { marks, padded } = placeholders(streams.map((stream) => Buffer.from(stream, 'hex')));
    const rows = await this.database.rows<{ sequence: number; name: string; stream: Buffer }>(
      `SELECT sequence, name, stream FROM platform_job
       WHERE stream IN (${marks}) AND sequence < ? AND state <> 'dead'`,
      [...padded, Math.max(...candidates.map((job) => job.sequence))],
    );
    return rows.map((row) => ({ ...row, stream: row.stream.toString('hex') }));
  }
}
