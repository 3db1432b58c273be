import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import './counters.tables';

export interface Hits {
  readonly hash: Buffer;
  readonly windowStart: number;
  readonly windowEnd: number;
  readonly hits: number;
}

@Injectable()
export class CounterRepository {
  constructor(private readonly database: Database) {}

  /**
   * Adds the hits and returns the new totals, in the given order. Runs in one transaction, so that no other node can
   * add hits between the write and the read, and each hit gets a unique number.
   */
  async add(all: readonly Hits[]): Promise<number[]> {
    // All nodes lock the rows in the same order to avoid deadlocks.
    const sorted = [...all].sort((a, b) => a.hash.compare(b.hash) || a.windowStart - b.windowStart);
    return this.database.transactions.apart(async () => {
      await this.write(sorted);
      const totals = new Map(await this.read(sorted));
      return all.map(({ hash, windowStart, hits }) => totals.get(nameOf(hash, windowStart)) ?? hits);
    });
  }

  private async write(part: readonly Hits[]): Promise<void> {
    const rows = paddedToPowerOfTwo(part);
    await this.database.write(
      `INSERT INTO platform_counter (key_hash, window_start, hits, ends_at)
       VALUES ${rows.map(() => '(?, ?, ?, ?)').join(', ')} ON DUPLICATE KEY UPDATE hits = hits + VALUES(hits)`,
      rows.flatMap(({ hash, windowStart, hits, windowEnd }) => [hash, windowStart, hits, new Date(windowEnd * 1000)]),
    );
  }

  private async read(part: readonly Hits[]): Promise<[string, number][]> {
    const rows = paddedToPowerOfTwo(part);
    const found = await this.database.rows<{ key_hash: Buffer; window_start: number; hits: number }>(
      `SELECT key_hash, window_start, hits FROM platform_counter
       WHERE (key_hash, window_start) IN (${rows.map(() => '(?, ?)').join(', ')})`,
      rows.flatMap(({ hash, windowStart }) => [hash, windowStart]),
    );
    return found.map((row) => [nameOf(row.key_hash, Number(row.window_start)), Number(row.hits)]);
  }
}

/** Only a few different statements are used, so that they stay prepared. The padding adds no hits. */
function paddedToPowerOfTwo(part: readonly Hits[]): Hits[] {
  const padded = [...part];
  const last = part[part.length - 1];
  if (last) while (Math.log2(padded.length) % 1 !== 0) padded.push({ ...last, hits: 0 });
  return padded;
}

function nameOf(hash: Buffer, windowStart: number): string {
  return `${hash.toString('base64')}:${windowStart}`;
}
