import { Injectable } from '@nestjs/common';
import { Database, placeholders } from '@platform/persistence/database';
import { duplicateKeyOf } from '@platform/persistence/failures';
import { idFromBytes, idToBytes } from '@platform/persistence/ids';
import { BlindIndex } from '@platform/vault/blind-index';
import { UsersProblems } from '../users.errors';

const PLACE = { table: 'users_email_index', column: 'email_index' };

/** Which account an e-mail address belongs to, without the address being readable here. */
@Injectable()
export class EmailIndexRepository {
  constructor(
    private readonly database: Database,
    private readonly blindIndex: BlindIndex,
  ) {}

  async find(identity: string): Promise<string | undefined> {
    const { marks, padded } = placeholders(this.blindIndex.all(PLACE, identity).map(({ index }) => index));
    const row = await this.database.row<{ user_id: Buffer }>(
      `SELECT user_id FROM users_email_index WHERE email_index IN (${marks}) LIMIT 1`,
      padded,
    );
    return row && idFromBytes(row.user_id);
  }

  async add(userId: string, identity: string): Promise<void> {
    const entries = this.blindIndex.all(PLACE, identity);
    try {
      await this.database.write(
        `INSERT INTO users_email_index (email_index, key_id, user_id) VALUES ${entries.map(() => '(?, ?, ?)').join(', ')}`,
        entries.flatMap(({ index, keyId }) => [index, keyId, idToBytes(userId)]),
      );
    } catch (error) {
      if (duplicateKeyOf(error)) throw UsersProblems.email_taken();
      throw error;
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
