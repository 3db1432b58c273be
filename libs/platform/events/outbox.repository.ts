import { Injectable } from '@nestjs/common';
import { Database, placeholders } from '@platform/persistence/database';
import { idFromBytes, idToBytes, type UserId } from '@platform/ids/ids';
import type { DomainEvent } from './domain-event';
import './events.tables';

/** An event as stored in the payload of a job. */
export interface StoredEvent {
  readonly id: string;
  readonly type: string;
  readonly at: string;
  readonly subject: UserId | null;
  readonly facts: object;
}

export interface OutboxRow {
  readonly sequence: number;
  readonly subject: UserId | null;
  readonly type: string;
  /** Parsed only for listeners. */
  event(): StoredEvent;
}

export interface OutboxBacklog {
  readonly waiting: number;
  readonly oldestSeconds: number;
}

@Injectable()
export class OutboxRepository {
  constructor(private readonly database: Database) {}

  async add(event: DomainEvent): Promise<void> {
    await this.database.defer({
      table: 'platform_outbox',
      sql: 'INSERT INTO platform_outbox (id, type, subject, facts, happened_at, stored_at) VALUES',
      row: '(?, ?, ?, ?, ?, UTC_TIMESTAMP(3))',
      values: [
        idToBytes(event.id),
        event.type,
        event.subject === null ? null : idToBytes(event.subject),
        JSON.stringify(event.facts),
        event.at,
      ],
    });
  }

  /** A plain read, so that an idle worker opens no transaction. */
  async isEmpty(): Promise<boolean> {
    return (await this.database.row('SELECT sequence FROM platform_outbox LIMIT 1')) === undefined;
  }

  /** The oldest rows that no other worker has locked. They stay locked until the transaction ends. */
  async lockOldest(types: readonly string[], limit: number): Promise<OutboxRow[]> {
    const { marks, padded } = placeholders(types);
    const rows = await this.database.rows<StoredRow>(
      `SELECT sequence, id, type, subject, facts, happened_at FROM platform_outbox WHERE type IN (${marks})
       ORDER BY sequence LIMIT ${Math.trunc(limit)} FOR UPDATE SKIP LOCKED`,
      padded,
    );
    return rows.map((row) => {
      const subject = row.subject && idFromBytes<UserId>(row.subject);
      const { id, type, facts, happened_at: at } = row;
      return {
        sequence: row.sequence,
        subject,
        type,
        event: () => ({ id: idFromBytes(id), type, at: at.toISOString(), subject, facts: JSON.parse(facts) }),
      };
    });
  }

  /** The positions of these subjects' events, including rows that another worker has locked. */
  async positions(subjects: readonly UserId[], types: readonly string[], upTo: number) {
    if (subjects.length === 0) return [];
    const bySubject = placeholders(subjects.map(idToBytes));
    const byType = placeholders(types);
    const rows = await this.database.rows<{ sequence: number; subject: Buffer }>(
      `SELECT sequence, subject FROM platform_outbox
       WHERE subject IN (${bySubject.marks}) AND type IN (${byType.marks}) AND sequence <= ?`,
      [...bySubject.padded, ...byType.padded, upTo],
    );
    return rows.map((row) => ({ sequence: row.sequence, subject: idFromBytes(row.subject) }));
  }

  async remove(sequences: readonly number[]): Promise<void> {
    const { marks, padded } = placeholders(sequences);
    await this.database.write(`DELETE FROM platform_outbox WHERE sequence IN (${marks})`, padded);
  }

  async ofSubject(subject: UserId): Promise<{ type: string; at: Date }[]> {
    return this.database.rows(
      'SELECT type, happened_at AS `at` FROM platform_outbox WHERE subject = ? ORDER BY sequence',
      [idToBytes(subject)],
    );
  }

  async eraseSubject(subject: UserId): Promise<void> {
    await this.database.write('DELETE FROM platform_outbox WHERE subject = ?', [idToBytes(subject)]);
  }

  async backlog(): Promise<OutboxBacklog> {
    const row = await this.database.row<{ waiting: number; oldest: number | null }>(
      `SELECT COUNT(*) AS waiting, TIMESTAMPDIFF(SECOND, MIN(stored_at), UTC_TIMESTAMP(3)) AS oldest
       FROM platform_outbox`,
    );
    return { waiting: Number(row?.waiting ?? 0), oldestSeconds: Math.max(0, Number(row?.oldest ?? 0)) };
  }
}

interface StoredRow {
  sequence: number;
  id: Buffer;
  type: string;
  subject: Buffer | null;
  facts: string;
  happened_at: Date;
}
