import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { columnsKept } from '@platform/user-data/columns-kept';
import { TablesProvider } from '@platform/user-data/tables-provider';
import type { TableDeclaration } from '@platform/user-data/table-declaration';
import type { UserDataItem } from '@platform/user-data/user-data-item';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import type { UserId } from '@platform/ids/ids';
import { OneTimeRepository } from './one-time.repository';

/** A token that was issued less than an hour ago also counts the mails of that hour. */
const HOUR_IS_OVER = 'window_ends_at < UTC_TIMESTAMP(3)';
const { technical, personal } = columnsKept('one hour after it was issued, or until it expires');

const TABLES: readonly TableDeclaration[] = [
  {
    name: 'platform_one_time',
    holds: 'user-data',
    userColumns: ['user_id'],
    retention: { since: 'expires_at', days: 0, event: 'the expiry of the token', where: HOUR_IS_OVER },
    columns: {
      purpose: personal('purpose of the link or code', 'plain'),
      holder: personal('recipient, so that only the newest one is valid', 'blind-index'),
      id: technical('ID of the token'),
      user_id: personal('user whose account it is for', 'plain'),
      session_id: personal('session that requested it; ending the session invalidates it', 'plain'),
      token_hash: personal('to recognise the link', 'hashed'),
      code_hash: personal('to recognise the code', 'hashed'),
      payload_sealed: personal('details of the action that it confirms', 'sealed'),
      tries: technical('number of attempts, to stop guessing'),
      expires_at: technical('time of expiry'),
      issued: technical('number of mails in the current hour'),
      window_ends_at: technical('end of that hour'),
    },
  },
];

@Injectable()
export class OneTimeUserData extends TablesProvider {
  constructor(
    registry: UserDataRegistry,
    database: Database,
    private readonly repository: OneTimeRepository,
  ) {
    super('one-time', TABLES, database);
    registry.register(this);
  }

  override async *export(userId: UserId): AsyncGenerator<UserDataItem> {
    for (const data of await this.repository.ofUser(userId)) yield { kind: 'oneTimeToken', data: { ...data } };
  }
}
