import { Injectable } from '@nestjs/common';
import type { SqlValue } from '@platform/persistence/connection-pool';
import { Database } from '@platform/persistence/database';
import { firstIdAt, idFromBytes, idToBytes } from '@platform/persistence/ids';
import type { ActorKind } from './audit-entry.entity';

export interface AuditEntry {
  readonly id: string;
  readonly at: Date;
  readonly action: string;
  readonly actorKind: ActorKind;
  readonly actorId: string | null;
  readonly onBehalfOf: string | null;
  readonly subjectId: string | null;
  readonly requestId: string | null;
  readonly facts: string;
  readonly changesSealed: Buffer | null;
  readonly originSealed: Buffer | null;
  readonly format: number;
  readonly leafHash: Buffer;
}

export interface AuditFilter {
  readonly subjectId?: string;
  readonly actorId?: string;
  readonly action?: string;
  readonly since?: Date;
  readonly until?: Date;
}

const COLUMNS =
  'id, at, action, actor_kind, actor_id, on_behalf_of, subject_id, request_id, facts, changes_sealed, origin_sealed, format, leaf_hash';

@Injectable()
export class AuditLogRepository {
  constructor(private readonly database: Database) {}

  async add(entry: AuditEntry): Promise<void> {
    await this.database.insertDeferred(
      `INSERT INTO audit_entry (${COLUMNS}) VALUES`,
      '(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      [
        idToBytes(entry.id),
        entry.at,
        entry.action,
        Buffer.from(entry.actorKind),
        idOrNull(entry.actorId),
        idOrNull(entry.onBehalfOf),
        idOrNull(entry.subjectId),
        idOrNull(entry.requestId),
        Buffer.from(entry.facts),
        entry.changesSealed,
        entry.originSealed,
        entry.format,
        entry.leafHash,
      ],
    );
  }

  /** Newest first, from below `before`. Ids grow with time, so every filter is a range of one index. */
  async find(filter: AuditFilter, before: string | undefined, limit: number): Promise<AuditEntry[]> {
    const conditions: [string, SqlValue][] = [];
    if (filter.subjectId) conditions.push(['subject_id = ?', idToBytes(filter.subjectId)]);
    if (filter.actorId) conditions.push(['actor_id = ?', idToBytes(filter.actorId)]);
    if (filter.action) conditions.push(['action = ?', filter.action]);
    if (filter.since) conditions.push(['id >= ?', firstIdAt(filter.since)]);
    if (filter.until) conditions.push(['id < ?', firstIdAt(filter.until)]);
    if (before) conditions.push(['id < ?', idToBytes(before)]);
    const where = conditions.length > 0 ? `WHERE ${conditions.map(([sql]) => sql).join(' AND ')}` : '';
    const rows = await this.database.rows<AuditRow>(
      `SELECT ${COLUMNS} FROM audit_entry ${where} ORDER BY id DESC LIMIT ${Math.trunc(limit)}`,
      conditions.map(([, value]) => value),
    );
    return rows.map(entryOf);
  }
}

interface AuditRow {
  id: Buffer;
  at: Date;
  action: string;
  actor_kind: Buffer;
  actor_id: Buffer | null;
  on_behalf_of: Buffer | null;
  subject_id: Buffer | null;
  request_id: Buffer | null;
  facts: Buffer;
  changes_sealed: Buffer | null;
  origin_sealed: Buffer | null;
  format: number;
  leaf_hash: Buffer;
}

function entryOf(row: AuditRow): AuditEntry {
  return {
    id: idFromBytes(row.id),
    at: row.at,
    action: row.action,
    actorKind: row.actor_kind.toString() as ActorKind,
    actorId: row.actor_id && idFromBytes(row.actor_id),
    onBehalfOf: row.on_behalf_of && idFromBytes(row.on_behalf_of),
    subjectId: row.subject_id && idFromBytes(row.subject_id),
    requestId: row.request_id && idFromBytes(row.request_id),
    facts: row.facts.toString(),
    changesSealed: row.changes_sealed,
    originSealed: row.origin_sealed,
    format: row.format,
    leafHash: row.leaf_hash,
  };
}

function idOrNull(id: string | null): Buffer | null {
  return id === null ? null : idToBytes(id);
}
