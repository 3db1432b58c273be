import { Injectable } from '@nestjs/common';
import { idToBytes } from '@platform/ids/ids';
import { Database, placeholders } from '@platform/persistence/database';
import { NOW } from '@platform/persistence/entity-table';
import { Table } from '@platform/persistence/table';
import { BlindIndex } from '@platform/vault/blind-index';
import { SuppressionEntity } from './suppression.entity';
import type { SuppressionId } from './suppression-id';
import type { SuppressionReason } from './suppression-reason';

const PLACE = { table: 'mail_suppression', column: 'address_index' };
const KEY_IS_NOT_CURRENT = '(index_key IS NULL OR index_key <> ?)';

export type Suppression = Readonly<SuppressionEntity>;
export type NewSuppression = Omit<Suppression, 'addressIndex' | 'indexKey' | 'since'> & { readonly identity: string };

@Injectable()
export class SuppressionRepository {
  private readonly suppressions: Table<SuppressionEntity>;

  constructor(
    private readonly database: Database,
    private readonly blindIndex: BlindIndex,
  ) {
    this.suppressions = new Table(database, SuppressionEntity);
  }

  /** Two nodes that use different keys during a rotation can each have added a row for the same address. */
  ofAddress(identity: string): Promise<Suppression[]> {
    const { marks, padded } = placeholders(this.blindIndex.all(PLACE, identity).map(({ index }) => index));
    return this.suppressions.select(`WHERE address_index IN (${marks})`, padded);
  }

  find(id: SuppressionId): Promise<Suppression | undefined> {
    return this.suppressions.read({ id });
  }

  /** Newest first, below this ID. */
  page(before: string | undefined, limit: number): Promise<Suppression[]> {
    return this.suppressions.newest('TRUE', [], before, limit);
  }

  /** Returns false if another request has added the address. */
  add({ identity, ...suppression }: NewSuppression): Promise<boolean> {
    return this.suppressions.insertIfNew({ ...suppression, ...this.currentIndexOf(identity), since: NOW });
  }

  /** Returns false if the row no longer has the previous reason. */
  async changeReason(
    { id, reason: previous }: Pick<Suppression, 'id' | 'reason'>,
    { reason, provider, diagnostic }: { reason: SuppressionReason; provider: string; diagnostic: string | null },
  ): Promise<boolean> {
    const { affectedRows } = await this.database.write(
      `UPDATE mail_suppression SET reason = ?, provider = ?, diagnostic = ?, since = UTC_TIMESTAMP(3)
       WHERE id = ? AND reason = ?`,
      [reason, provider, diagnostic, idToBytes(id), previous],
    );
    return affectedRows > 0;
  }

  /** Returns false if another request has removed the row. */
  async remove(id: SuppressionId): Promise<boolean> {
    const { affectedRows } = await this.database.write('DELETE FROM mail_suppression WHERE id = ?', [idToBytes(id)]);
    return affectedRows > 0;
  }

  async countIndexedWith(keyId: string): Promise<number> {
    const sql = 'SELECT COUNT(*) AS n FROM mail_suppression WHERE index_key = ?';
    return Number((await this.database.row<{ n: number }>(sql, [keyId]))?.n ?? 0);
  }

  /** Rows whose index is missing or uses a replaced key, in the order of their IDs. */
  indexedOtherThan(keyId: string, after: string | undefined, limit: number): Promise<Suppression[]> {
    const from = after === undefined ? '' : ' AND id > ?';
    return this.suppressions.select(
      `WHERE ${KEY_IS_NOT_CURRENT}${from} ORDER BY id LIMIT ${Math.trunc(limit)}`,
      after === undefined ? [keyId] : [keyId, idToBytes(after)],
    );
  }

  async index(id: SuppressionId, identity: string): Promise<void> {
    await this.suppressions.update({ id }, this.currentIndexOf(identity));
  }

  private currentIndexOf(identity: string) {
    const [current] = this.blindIndex.all(PLACE, identity);
    if (!current) throw new Error('There is no key for blind indexes.');
    return { addressIndex: current.index, indexKey: current.keyId };
  }
}
