import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { duplicateKeyOf } from '@platform/persistence/failures';
import { idFromBytes, idToBytes } from '@platform/persistence/ids';
import { RowsByKey } from '@platform/persistence/rows-by-key';
import { BlindIndex } from '@platform/vault/blind-index';
import { UsersProblems } from '../users.errors';

const PLACE = { table: 'users_email_index', column: 'email_index' };

/** Which account an e-mail address belongs to, without the address being readable here. */
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
    for (const { index, keyId } of this.blindIndex.all(PLACE, identity)) {
      await this.database.insertLate(
        'INSERT INTO users_email_index (email_index, key_id, user_id) VALUES',
        '(?, ?, ?)',
        [index, keyId, idToBytes(userId)],
        refuseTakenAddress,
      );
    }
  }

  /** Adds what is missing under any live key; what is there stays. */
  async complete(userId: string, identity: string): Promise<void> {
    const entries = this.blindIndex.all(PLACE, identity);
    await this.database.write(
      `INSERT INTO users_email_index (email_index, key_id, user_id) VALUES ${entries.map(() => '(?, ?, ?)').join(', ')}
       ON DUPLICATE KEY UPDATE key_id = VALUES(key_id)`,
      entries.flatMap(({ index, keyId }) => [index, keyId, idToBytes(userId)]),
    );
  }

  async remove(userId: string): Promise<void> {
    await this.database.write('DELETE FROM users_email_index WHERE user_id = ?', [idToBytes(userId)]);
  }
}

function refuseTakenAddress(error: unknown): void {
  if (duplicateKeyOf(error) === 'PRIMARY') throw UsersProblems.email_taken();
}
