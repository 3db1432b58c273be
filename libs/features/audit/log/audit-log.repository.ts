import { Injectable } from '@nestjs/common';
import type { SqlValue } from '@platform/persistence/connection-pool';
import { Database } from '@platform/persistence/database';
import { firstIdAt, idToBytes, type UserId, type ApiKeyId } from '@platform/ids/ids';
import { Table } from '@platform/persistence/table';
import { AuditEntryEntity } from './audit-entry.entity';

export type AuditEntry = Readonly<AuditEntryEntity>;

export interface AuditFilter {
  readonly subjectId?: UserId;
  readonly actorId?: UserId | ApiKeyId;
  readonly action?: string;
  readonly since?: Date;
  readonly until?: Date;
}

@Injectable()
export class AuditLogRepository {
  private readonly entries: Table<AuditEntryEntity>;

  constructor(database: Database) {
    this.entries = new Table(database, AuditEntryEntity);
  }

  add(entry: AuditEntry): Promise<void> {
    return this.entries.insert(entry);
  }

  /** Returns entries before `before`, newest first. IDs increase with time, so every filter is an index range. */
  async find(filter: AuditFilter, before: string | undefined, limit: number): Promise<AuditEntry[]> {
    const conditions: [string, SqlValue][] = [];
    if (filter.subjectId) conditions.push(['subject_id = ?', idToBytes(filter.subjectId)]);
    if (filter.actorId) conditions.push(['actor_id = ?', idToBytes(filter.actorId)]);
    if (filter.action) conditions.push(['action = ?', filter.action]);
    if (filter.since) conditions.push(['id >= ?', firstIdAt(filter.since)]);
    if (filter.until) conditions.push(['id < ?', firstIdAt(filter.until)]);
    if (before) conditions.push(['id < ?', idToBytes(before)]);
    const where = conditions.length > 0 ? `WHERE ${conditions.map(([sql]) => sql).join(' AND ')}` : '';
    return this.entries.select(
      `${where} ORDER BY id DESC LIMIT ${Math.trunc(limit)}`,
      conditions.map(([, value]) => value),
    );
  }
}
