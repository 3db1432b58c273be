import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { domainOf } from '@platform/email/email-address.rule';
import { duplicateKeyOf } from '@platform/persistence/failures';
import { idToBytes, type UserId } from '@platform/ids/ids';
import { Table } from '@platform/persistence/table';
import { BlindIndex } from '@platform/vault/blind-index';
import { UsersProblems } from '../users.errors';
import { EmailIndexEntity } from './account.entity';

const PLACE = { table: 'users_email_index', column: 'email_index' };
const DOMAIN_PLACE = { table: 'users_email_index', column: 'domain_index' };

/** Finds the account of an email address by a keyed hash, without storing the address in plain text. */
@Injectable()
export class EmailIndexRepository {
  private readonly entries: Table<EmailIndexEntity>;

  constructor(
    private readonly database: Database,
    private readonly blindIndex: BlindIndex,
  ) {
    this.entries = new Table(database, EmailIndexEntity);
  }

  async find(identity: string): Promise<UserId | undefined> {
    const entries = this.blindIndex.all(PLACE, identity);
    const found = await Promise.all(entries.map(({ index }) => this.entries.read({ emailIndex: index })));
    return found.find((entry) => entry !== undefined)?.userId;
  }

  async add(userId: UserId, identity: string): Promise<void> {
    for (const entry of this.entriesOf(identity)) await this.entries.insert({ ...entry, userId }, refuseTakenAddress);
  }

  /** Adds the missing entries for all active keys. Existing entries stay. */
  async complete(userId: UserId, identity: string): Promise<void> {
    for (const { keyId, domainIndex, ...entry } of this.entriesOf(identity))
      await this.entries.put({ ...entry, keyId, domainIndex, userId }, { keyId, domainIndex });
  }

  /** Returns the `domain_index` of this domain for each active key. */
  domainIndexesOf(domain: string): Buffer[] {
    return this.blindIndex.all(DOMAIN_PLACE, domain).map(({ index }) => index);
  }

  private entriesOf(identity: string) {
    const domains = new Map(
      this.blindIndex.all(DOMAIN_PLACE, domainOf(identity)).map(({ keyId, index }) => [keyId, index]),
    );
    return this.blindIndex
      .all(PLACE, identity)
      .map(({ index, keyId }) => ({ emailIndex: index, keyId, domainIndex: domains.get(keyId) ?? null }));
  }

  async remove(userId: UserId): Promise<void> {
    await this.database.write('DELETE FROM users_email_index WHERE user_id = ?', [idToBytes(userId)]);
  }
}

function refuseTakenAddress(error: unknown): void {
  if (duplicateKeyOf(error) === 'PRIMARY') throw UsersProblems.email_taken();
}
