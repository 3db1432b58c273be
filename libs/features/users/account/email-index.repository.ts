import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { domainOf } from '@platform/email/email-address.rule';
import { duplicateKeyOf } from '@platform/persistence/failures';
import { idFromBytes, idToBytes } from '@platform/persistence/ids';
import { RowsByKey } from '@platform/persistence/rows-by-key';
import { BlindIndex } from '@platform/vault/blind-index';
import { UsersProblems } from '../users.errors';

const PLACE = { table: 'users_email_index', column: 'email_index' };
const DOMAIN_PLACE = { table: 'users_email_index', column: 'domain_index' };

/** Finds the account of an email address by a keyed hash, without storing the address in plain text. */
@Injectable()
export class EmailIndexRepository {
  private readonly rows: RowsByKey<{ email_index: Buffer; user_id: Buffer }>;

  constructor(
    private readonly database: Database,
    private readonly blindIndex: BlindIndex,
  ) {
    this.rows = new RowsByKey(
      database,
      'SELECT email_index, user_id FROM users_email_index WHERE email_index IN (?)',
      (row) => row.email_index,
    );
  }

  async find(identity: string): Promise<string | undefined> {
    const entries = this.blindIndex.all(PLACE, identity);
    const found = await Promise.all(entries.map(({ index }) => this.rows.one(index)));
    const row = found.find((one) => one !== undefined);
    return row && idFromBytes(row.user_id);
  }

  async add(userId: string, identity: string): Promise<void> {
    for (const { index, keyId, domainIndex } of this.entriesOf(identity)) {
      await this.database.insertDeferred(
        'INSERT INTO users_email_index (email_index, key_id, user_id, domain_index) VALUES',
        '(?, ?, ?, ?)',
        [index, keyId, idToBytes(userId), domainIndex],
        refuseTakenAddress,
      );
    }
  }

  /** Adds what is missing under any live key; what is there stays. */
  async complete(userId: string, identity: string): Promise<void> {
    const entries = this.entriesOf(identity);
    await this.database.write(
      `INSERT INTO users_email_index (email_index, key_id, user_id, domain_index)
       VALUES ${entries.map(() => '(?, ?, ?, ?)').join(', ')}
       ON DUPLICATE KEY UPDATE key_id = VALUES(key_id), domain_index = VALUES(domain_index)`,
      entries.flatMap(({ index, keyId, domainIndex }) => [index, keyId, idToBytes(userId), domainIndex]),
    );
  }

  /** What rows of this domain have as `domain_index`, under each live key. */
  domainIndexesOf(domain: string): Buffer[] {
    return this.blindIndex.all(DOMAIN_PLACE, domain).map(({ index }) => index);
  }

  private entriesOf(identity: string) {
    const domains = new Map(
      this.blindIndex.all(DOMAIN_PLACE, domainOf(identity)).map(({ keyId, index }) => [keyId, index]),
    );
    return this.blindIndex
      .all(PLACE, identity)
      .map(({ index, keyId }) => ({ index, keyId, domainIndex: domains.get(keyId) ?? null }));
  }

  async remove(userId: string): Promise<void> {
    await this.database.write('DELETE FROM users_email_index WHERE user_id = ?', [idToBytes(userId)]);
  }
}

function refuseTakenAddress(error: unknown): void {
  if (duplicateKeyOf(error) === 'PRIMARY') throw UsersProblems.email_taken();
}
