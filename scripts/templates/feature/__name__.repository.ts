import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { tableOf } from '@platform/persistence/entity-table';
import { idToBytes } from '@platform/persistence/ids';
import { RowsByKey } from '@platform/persistence/rows-by-key';
import { __Name__EntryEntity } from './__name__.entity';

export type __Name__Entry = Readonly<__Name__EntryEntity>;
type EntryChange = Partial<Pick<__Name__Entry, 'titleSealed' | 'detailsSealed' | 'attachmentFile'>>;

const TABLE = tableOf(__Name__EntryEntity);
const SELECT = `SELECT ${TABLE.selection()} FROM ${TABLE.name}`;

@Injectable()
export class __Name__Repository {
  private readonly rows: RowsByKey;

  constructor(private readonly database: Database) {
    this.rows = new RowsByKey(database, `${SELECT} WHERE id IN (?)`, ({ id }) => id as Buffer);
  }

  async insert(entry: __Name__Entry): Promise<void> {
    await this.database.insert(TABLE, entry);
  }

  async byId(id: string): Promise<__Name__Entry | undefined> {
    const row = await this.rows.one(idToBytes(id));
    return row && TABLE.entityOf(row);
  }

  /** For a change of exactly this version. */
  async toChange(id: string): Promise<__Name__Entry | undefined> {
    const row = await this.rows.toChange(idToBytes(id));
    return row && TABLE.entityOf(row);
  }

  /** Newest first, from below `before`. IDs grow with time. */
  async list(userId: string, before: string | undefined, limit: number): Promise<__Name__Entry[]> {
    const rows = await this.database.rows(
      `${SELECT} WHERE user_id = ? ${before ? 'AND id < ?' : ''} ORDER BY id DESC LIMIT ${Math.trunc(limit)}`,
      [idToBytes(userId), ...(before ? [idToBytes(before)] : [])],
    );
    return rows.map((row) => TABLE.entityOf(row));
  }

  async withAttachment(userId: string): Promise<__Name__Entry[]> {
    const sql = `${SELECT} WHERE user_id = ? AND attachment_file IS NOT NULL`;
    return (await this.database.rows(sql, [idToBytes(userId)])).map((row) => TABLE.entityOf(row));
  }

  async countOf(userId: string): Promise<number> {
    const sql = `SELECT COUNT(*) AS count FROM ${TABLE.name} WHERE user_id = ?`;
    return Number((await this.database.row<{ count: number }>(sql, [idToBytes(userId)]))?.count ?? 0);
  }

  /** Returns the entry as it is after the change. If it was changed concurrently, the transaction is run again. */
  async update(entry: __Name__Entry, change: EntryChange): Promise<__Name__Entry> {
    const changed = { ...change, version: entry.version + 1, updatedAt: new Date() };
    const { sql, values } = TABLE.assignments(changed);
    await this.database.updateDeferred(`UPDATE ${TABLE.name} SET ${sql} WHERE id = ? AND version = ?`, [
      ...values,
      idToBytes(entry.id),
      entry.version,
    ]);
    return { ...entry, ...changed };
  }

  async delete({ id, version }: __Name__Entry): Promise<void> {
    const sql = `DELETE FROM ${TABLE.name} WHERE id = ? AND version = ?`;
    await this.database.updateDeferred(sql, [idToBytes(id), version]);
  }
}
