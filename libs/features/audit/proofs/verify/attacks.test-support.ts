import { leafHashOf } from '@platform/event-log/entries/leaf.rule';
import type { EventLogRepository } from '@platform/event-log/entries/event-log.repository';
import type { Database } from '@platform/persistence/database';
import type { Chance } from '@test/support/chance';
import type { FindingKind } from './finding';

/** What someone with all rights on the database changes, and what must be found. */
export interface Attack {
  readonly name: string;
  /** Returns the first position that is not as it was signed; undefined for an entry without a position. */
  run(log: AttackedLog): Promise<number | undefined>;
  readonly finds: readonly FindingKind[];
}

/** The tables of a log whose entries have the numbers 1 to `size`, one run of the same length after the other. */
export class AttackedLog {
  constructor(
    readonly database: Database,
    private readonly repository: EventLogRepository,
    readonly size: number,
    private readonly random: Chance,
  ) {}

  chance(below: number): number {
    return this.random.below(below);
  }

  position(below = this.size): number {
    return 1 + this.chance(below);
  }

  async update(seq: number, change: string): Promise<void> {
    await this.database.write(`UPDATE event_log SET ${change} WHERE seq = ?`, [seq]);
  }

  /** Makes the stored hash of an entry that of its contents, as someone would do who knows the format. */
  async rehash(position: number): Promise<void> {
    const [entry] = await this.repository.withNumbers([position]);
    const hash = leafHashOf(entry!);
    await this.database.write('UPDATE event_log SET leaf_hash = ? WHERE seq = ?', [hash, position]);
    await this.setHash(position, hash);
  }

  async setHash(position: number, hash: Buffer): Promise<void> {
    await this.database.write(
      `UPDATE event_run SET hashes = INSERT(hashes, (? - position) * 32 + 1, 32, ?) WHERE position <= ? AND position + length > ?`,
      [position, hash, position, position],
    );
  }

  async hashOf(position: number): Promise<Buffer> {
    const row = await this.database.row<{ hash: Buffer }>(
      `SELECT SUBSTRING(hashes, (? - position) * 32 + 1, 32) AS hash FROM event_run WHERE position <= ? AND position + length > ?`,
      [position, position, position],
    );
    return row!.hash;
  }
}

const CHANGES = [
  "facts = REPLACE(facts, '{', '{ ')",
  'at = at + INTERVAL 1 SECOND',
  "type = 'test_proofs.other'",
  'version = version + 1',
  'subject_id = REVERSE(subject_id)',
  'actor_id = subject_id',
  "actor_kind = IF(actor_kind = 'system', 'app', 'system')",
  'request_id = subject_id',
  'on_behalf_of = subject_id',
  'other_subjects = subject_id',
  "origin_sealed = 'forged'",
  "changes_sealed = 'forged'",
];

export const ATTACKS: readonly Attack[] = [
  {
    name: 'alters an entry',
    finds: ['altered', 'not-as-signed'],
    run: async (log) => {
      const position = log.position();
      await log.update(position, CHANGES[log.chance(CHANGES.length)]!);
      return position;
    },
  },
  {
    name: 'alters an entry and its hashes',
    finds: ['not-as-signed'],
    run: async (log) => {
      const position = log.position();
      await log.update(position, CHANGES[log.chance(CHANGES.length)]!);
      await log.rehash(position);
      return position;
    },
  },
  {
    name: 'alters a stored hash',
    finds: ['altered', 'not-as-signed'],
    run: async (log) => {
      const position = log.position();
      await log.setHash(position, Buffer.alloc(32, log.chance(256)));
      return position;
    },
  },
  {
    name: 'deletes the contents of an entry',
    finds: ['contents-deleted'],
    run: async (log) => {
      const position = log.position();
      await log.database.write('DELETE FROM event_log WHERE seq = ?', [position]);
      return position;
    },
  },
  {
    name: 'hides an entry as a number without an event',
    finds: ['contents-deleted'],
    run: async (log) => {
      const position = log.position();
      await log.update(position, "type = ''");
      return position;
    },
  },
  {
    name: 'deletes an entry and explains it without the signature of the log',
    finds: ['contents-deleted'],
    run: async (log) => {
      const position = log.position();
      await log.database.write('DELETE FROM event_log WHERE seq = ?', [position]);
      const facts = JSON.stringify({
        type: 'test_proofs.counted',
        positions: String(position),
        signature: 'A'.repeat(86) + '==',
      });
      await log.database.write(
        `INSERT INTO event_log (id, at, type, version, actor_kind, facts, format, leaf_hash)
         VALUES (REPEAT('a', 16), UTC_TIMESTAMP(3), 'events.contents_removed', 1, 'system', ?, 1, REPEAT('a', 32))`,
        [facts],
      );
      return position;
    },
  },
  {
    name: 'deletes an entry and moves the later ones forward',
    finds: ['not-as-signed', 'altered', 'cut'],
    run: async (log) => {
      const position = log.position();
      const run = await log.database.row<{ position: number }>(
        'SELECT MAX(position) AS position FROM event_run WHERE position <= ?',
        [position],
      );
      const [first, hash] = [Number(run!.position), await log.hashOf(position)];
      await log.database.write('DELETE FROM event_log WHERE seq = ?', [position]);
      await log.database.write('UPDATE event_log SET seq = seq - 1 WHERE seq > ? ORDER BY seq', [position]);
      await log.database.write(
        "UPDATE event_run SET hashes = INSERT(hashes, (? - position) * 32 + 1, 32, ''), length = length - 1 WHERE position = ?",
        [position, first],
      );
      await log.database.write(
        'UPDATE event_run SET position = position - 1, seq = seq - 1 WHERE position > ? ORDER BY position',
        [first],
      );
      // Equal neighbours do not exist, so the first difference is here.
      void hash;
      return position;
    },
  },
  {
    name: 'inserts an entry at a number that was passed over',
    finds: ['inserted'],
    run: async (log) => {
      await log.database.write(
        `INSERT INTO event_log (seq, id, at, type, version, actor_kind, facts, format, leaf_hash)
         SELECT high_water - ?, REPEAT('a', 16), UTC_TIMESTAMP(3), 'test_proofs.counted', 1, 'system', '{}', 1, REPEAT('a', 32)
         FROM event_sequence WHERE id = 1`,
        [log.chance(5)],
      );
      return undefined;
    },
  },
  {
    name: 'inserts an entry and moves the later ones back',
    finds: ['not-as-signed', 'altered'],
    run: async (log) => {
      const position = log.position();
      await log.database.write('UPDATE event_log SET seq = seq + 1 WHERE seq >= ? ORDER BY seq DESC', [position]);
      await log.database.write(
        `INSERT INTO event_log (seq, id, at, type, version, actor_kind, facts, format, leaf_hash)
         VALUES (?, REPEAT('a', 16), UTC_TIMESTAMP(3), 'test_proofs.counted', 1, 'system', '{}', 1, REPEAT('a', 32))`,
        [position],
      );
      const run = await log.database.row<{ position: number }>(
        'SELECT MAX(position) AS position FROM event_run WHERE position <= ?',
        [position],
      );
      const first = Number(run!.position);
      await log.database.write(
        'UPDATE event_run SET position = position + 1, seq = seq + 1 WHERE position > ? ORDER BY position DESC',
        [first],
      );
      await log.database.write(
        "UPDATE event_run SET hashes = INSERT(hashes, (? - position) * 32 + 1, 0, REPEAT('a', 32)), length = length + 1 WHERE position = ?",
        [position, first],
      );
      await log.rehash(position);
      return position;
    },
  },
  {
    name: 'exchanges two entries',
    finds: ['altered', 'not-as-signed'],
    run: async (log) => {
      const [one, other] = await exchanged(log);
      return Math.min(one, other);
    },
  },
  {
    name: 'exchanges two entries and their hashes',
    finds: ['not-as-signed'],
    run: async (log) => {
      const [one, other] = await exchanged(log);
      const [hashOfOne, hashOfOther] = [await log.hashOf(one), await log.hashOf(other)];
      await log.setHash(one, hashOfOther);
      await log.setHash(other, hashOfOne);
      return Math.min(one, other);
    },
  },
  {
    name: 'assigns a position to no entry',
    finds: ['missing', 'cut'],
    run: async (log) => {
      const runs = await log.database.rows<{ position: number }>('SELECT position FROM event_run ORDER BY position');
      const at = 1 + log.chance(runs.length - 1);
      const position = Number(runs[at]!.position);
      await log.database.write('DELETE FROM event_run WHERE position = ?', [position]);
      return position;
    },
  },
  {
    name: 'cuts off the newest entries',
    finds: ['cut'],
    run: async (log) => {
      const last = log.position(log.size - 1);
      await cut(log, last);
      return last + 1;
    },
  },
  {
    name: 'rolls the log back and lets it grow with other entries',
    finds: ['not-as-signed'],
    run: async (log) => {
      const last = log.position(log.size - 1);
      await cut(log, last);
      const { database } = log;
      await database.write(
        `INSERT INTO event_log (seq, id, at, type, version, actor_kind, facts, format, leaf_hash)
         SELECT seq + ?, id, at, type, version, actor_kind, facts, format, leaf_hash FROM event_log WHERE seq <= ?`,
        [last, Math.max(1, log.size - last)],
      );
      const { n } = (await database.row<{ n: number }>('SELECT MAX(seq) AS n FROM event_log'))!;
      const added = Number(n) - last;
      await database.write(
        "INSERT INTO event_run (position, seq, length, at, hashes) VALUES (?, ?, ?, UTC_TIMESTAMP(3), REPEAT('a', ?))",
        [last + 1, last + 1, added, 32 * added],
      );
      for (let position = last + 1; position <= Math.min(last + 3, last + added); position++)
        await log.rehash(position);
      return last + 1;
    },
  },
  {
    name: 'replaces the whole log',
    finds: ['not-as-signed'],
    run: async (log) => {
      await log.database.write('UPDATE event_log SET subject_id = NULL, facts = \'{"n":1}\'');
      await log.rehash(1);
      return 1;
    },
  },
];

async function exchanged(log: AttackedLog): Promise<[number, number]> {
  const one = log.position();
  const other = ((one + log.chance(log.size - 1)) % log.size) + 1;
  const free = 1_000_000_000;
  for (const [from, to] of [
    [one, free],
    [other, one],
    [free, other],
  ])
    await log.database.write('UPDATE event_log SET seq = ? WHERE seq = ?', [to!, from!]);
  return [one, other];
}

async function cut({ database }: AttackedLog, last: number): Promise<void> {
  await database.write('DELETE FROM event_log WHERE seq > ?', [last]);
  await database.write('DELETE FROM event_run WHERE position > ?', [last]);
  await database.write(
    'UPDATE event_run SET length = ? - position + 1, hashes = LEFT(hashes, 32 * (? - position + 1)) WHERE position + length > ?',
    [last, last, last + 1],
  );
  await database.write('UPDATE event_sequence SET position = ?, high_water = ?', [last, last]);
}
