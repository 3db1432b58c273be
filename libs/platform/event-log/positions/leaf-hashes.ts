import { Injectable } from '@nestjs/common';
import { Database, placeholders } from '@platform/persistence/database';
import '../event-log.migration';

const HASH_BYTES = 32;
const LARGEST_GROUP = 64;
const RUN_OF_POSITION = '(SELECT MAX(position) FROM event_run WHERE position <= ?)';

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
       WHERE position >= ${RUN_OF_POSITION} AND position <= ? ORDER BY position`,
      [first, upTo],
    );
    return runs.flatMap(({ position: start, hashes }) => {
      const skipped = Math.max(0, first - Number(start));
      const end = Math.min(hashes.length / HASH_BYTES, upTo - Number(start) + 1);
      return Array.from({ length: Math.max(0, end - skipped) }, (_, at) => hashAt(hashes, skipped + at));
    });
  }

  /** The hashes at these positions. Those that no event has are missing. */
  async at(positions: readonly number[]): Promise<ReadonlyMap<number, Buffer>> {
    const sorted = [...positions].sort((one, other) => one - other);
    const found = new Map<number, Buffer>();
    for (let from = 0; from < sorted.length; from += LARGEST_GROUP) {
      const group = sorted.slice(from, from + LARGEST_GROUP);
      const { padded } = placeholders(group);
      const runs = await this.database.rows<{ position: number; hashes: Buffer }>(
        `SELECT position, hashes FROM event_run WHERE position IN (${padded.map(() => RUN_OF_POSITION).join(', ')})
         ORDER BY position`,
        padded,
      );
      let run = 0;
      for (const position of group) {
        while (Number(runs[run + 1]?.position ?? Infinity) <= position) run++;
        const { position: start, hashes } = runs[run] ?? { position: 0, hashes: Buffer.alloc(0) };
        const hash = hashAt(hashes, position - Number(start));
        if (hash.length === HASH_BYTES) found.set(position, hash);
      }
    }
    return found;
  }
}

function hashAt(hashes: Buffer, at: number): Buffer {
  return hashes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES);
}
