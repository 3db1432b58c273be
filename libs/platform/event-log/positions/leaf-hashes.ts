import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import '../event-log.migration';

const HASH_BYTES = 32;

/** The leaf hashes of events by position. They stay after the contents of an event were removed. */
@Injectable()
export class LeafHashes {
  constructor(private readonly database: Database) {}

  /** The hashes after this position, up to another one, in order. */
  async after(position: number, upTo: number): Promise<Buffer[]> {
    const first = position + 1;
    if (upTo < first) return [];
    const runs = await this.database.rows<{ position: number; hashes: Buffer }>(
      `SELECT position, hashes FROM event_run
       WHERE position >= (SELECT MAX(position) FROM event_run WHERE position <= ?) AND position <= ? ORDER BY position`,
      [first, upTo],
    );
    return runs.flatMap(({ position: start, hashes }) => {
      const skipped = Math.max(0, first - Number(start));
      const end = Math.min(hashes.length / HASH_BYTES, upTo - Number(start) + 1);
      return Array.from({ length: Math.max(0, end - skipped) }, (_, at) =>
        hashes.subarray((skipped + at) * HASH_BYTES, (skipped + at + 1) * HASH_BYTES),
      );
    });
  }
}
