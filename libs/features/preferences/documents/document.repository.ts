import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { NOW } from '@platform/persistence/entity-table';
import { retryIfDuplicate } from '@platform/persistence/failures';
import type { RowsByKey } from '@platform/persistence/rows-by-key';
import { Table } from '@platform/persistence/table';
import { derivedId } from '@platform/ids/derived-id';
import { idFromBytes, idToBytes, type SessionId, type UserId } from '@platform/ids/ids';
import { DocumentEntity } from './document.entity';

export type StoredDocument = Readonly<DocumentEntity>;
export type DocumentVersion = Pick<StoredDocument, 'namespace' | 'version'>;
export type DocumentContent = Pick<StoredDocument, 'content' | 'contentSealed' | 'schemaVersion'>;
export type WrittenDocument = DocumentContent & Pick<StoredDocument, 'version'>;

/** What a document is for: a user and a namespace, and a session if it applies to one device only. */
export interface DocumentKey {
  readonly userId: UserId;
  readonly namespace: string;
  readonly sessionId?: SessionId;
}

const FOR_ALL_DEVICES = 'session_id IS NULL';
const BATCH = 500;

@Injectable()
export class DocumentRepository {
  private readonly documents: Table<DocumentEntity>;
  private readonly byUser: RowsByKey<StoredDocument>;
  private readonly versions: RowsByKey<DocumentVersion>;
  private readonly bySession: RowsByKey<StoredDocument>;

  constructor(private readonly database: Database) {
    this.documents = new Table(database, DocumentEntity, { changesWith: ['version', 'schemaVersion'] });
    this.byUser = this.documents.readerOf({ by: 'userId', where: FOR_ALL_DEVICES, order: 'namespace' });
    this.versions = this.documents.readerOf({
      by: 'userId',
      only: ['namespace', 'version'],
      where: FOR_ALL_DEVICES,
      order: 'namespace',
    });
    this.bySession = this.documents.readerOf({ by: 'sessionId', order: 'namespace' });
  }

  read(key: DocumentKey): Promise<StoredDocument | undefined> {
    return this.documents.read({ id: idOf(key) });
  }

  /** The documents of all namespaces that apply to all devices, by namespace. */
  ofUser(userId: UserId): Promise<readonly StoredDocument[]> {
    return this.byUser.all(idToBytes(userId));
  }

  versionsOf(userId: UserId): Promise<readonly DocumentVersion[]> {
    return this.versions.all(idToBytes(userId));
  }

  ofSession(sessionId: SessionId): Promise<readonly StoredDocument[]> {
    return this.bySession.all(idToBytes(sessionId));
  }

  /** Locks the document until the transaction ends. */
  lock(key: DocumentKey): Promise<StoredDocument | undefined> {
    return this.documents.lock({ id: idOf(key) });
  }

  /** Writes a document that this transaction has locked, or inserts it if there was none. */
  async write(
    key: DocumentKey,
    stored: StoredDocument | undefined,
    content: DocumentContent,
  ): Promise<WrittenDocument> {
    const version = (stored?.version ?? 0) + 1;
    if (stored) await this.documents.update({ id: stored.id }, { ...content, version, updatedAt: NOW });
    else await this.documents.insert({ ...rowOf(key), ...content, version, updatedAt: NOW }, retryIfDuplicate);
    return { ...content, version };
  }

  async removeOfSessions(sessionIds: readonly SessionId[]): Promise<void> {
    await this.documents.removeAll('sessionId', sessionIds);
  }

  /** Returns up to `limit` sessions with documents, after this one. */
  async sessionsAfter(after: SessionId | undefined, limit: number): Promise<SessionId[]> {
    const rows = await this.database.rows<{ session: Buffer }>(
      `SELECT DISTINCT session_id AS session FROM preferences_document
       WHERE session_id > ? ORDER BY session_id LIMIT ${Math.trunc(limit)}`,
      [after === undefined ? Buffer.alloc(16) : idToBytes(after)],
    );
    return rows.map(({ session }) => idFromBytes<SessionId>(session));
  }

  /** Returns all documents of a namespace, page by page. */
  async *ofNamespace(namespace: string): AsyncGenerator<readonly StoredDocument[]> {
    const name = Buffer.from(namespace);
    let after: StoredDocument | undefined;
    do {
      const from = after ? 'AND (schema_version > ? OR (schema_version = ? AND id > ?))' : '';
      const page: StoredDocument[] = await this.documents.select(
        `WHERE namespace = ? ${from} ORDER BY schema_version, id LIMIT ${BATCH}`,
        after ? [name, after.schemaVersion, after.schemaVersion, idToBytes(after.id)] : [name],
      );
      if (page.length > 0) yield page;
      after = page.length === BATCH ? page[BATCH - 1] : undefined;
    } while (after);
  }

  /** Locks up to `limit` documents that were last migrated to an older version of the schema. */
  async lockOlderThan(namespace: string, version: number, limit: number): Promise<StoredDocument[]> {
    return this.documents.select(
      `WHERE namespace = ? AND schema_version < ? ORDER BY schema_version, id LIMIT ${Math.trunc(limit)} FOR UPDATE`,
      [Buffer.from(namespace), version],
    );
  }

  async countOlderThan(namespace: string, version: number): Promise<number> {
    const row = await this.database.row<{ n: number }>(
      'SELECT COUNT(*) AS n FROM preferences_document WHERE namespace = ? AND schema_version < ?',
      [Buffer.from(namespace), version],
    );
    return Number(row?.n ?? 0);
  }

  /** Records that these documents fit the version without a change. */
  async confirm(documents: readonly StoredDocument[], schemaVersion: number): Promise<void> {
    await this.documents.updateAll(
      'id',
      documents.map(({ id }) => id),
      { schemaVersion },
    );
  }
}

/** The same for all nodes, so that two documents for the same key cannot exist. */
function idOf({ userId, namespace, sessionId = '' as SessionId }: DocumentKey): string {
  return derivedId(`preferences:${userId}:${namespace}:${sessionId}`);
}

function rowOf(key: DocumentKey) {
  const { userId, namespace, sessionId = null } = key;
  return { id: idOf(key), userId, namespace, sessionId };
}
