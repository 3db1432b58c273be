import { Injectable } from '@nestjs/common';
import type { UserId } from '@platform/ids/ids';
import { Jobs } from '@platform/jobs/jobs';
import { Database } from '@platform/persistence/database';
import { inBatches } from '@platform/persistence/in-batches';
import { Transactions } from '@platform/persistence/transactions';
import { columnsKept } from '@platform/user-data/columns-kept';
import type { RetentionDeclaration } from '@platform/user-data/retention-declaration';
import type { TableDeclaration } from '@platform/user-data/table-declaration';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { RowsProvider } from '@platform/user-rows/rows-provider';
import { UserRows } from '@platform/user-rows/user-rows';
import { TextMessageEntity } from './text-message.entity';
import { TextMessageRepository } from './text-message.repository';

const retention: RetentionDeclaration = {
  since: 'settled_at',
  days: 90,
  event: 'it was sent, expired or failed',
  isAdjustable: true,
};
const { technical, personal } = columnsKept(retention);

const TABLES: readonly TableDeclaration[] = [
  {
    name: 'platform_text_message',
    holds: 'user-data',
    userColumns: ['user_id'],
    retention,
    columns: {
      id: technical('ID of the text message'),
      user_id: personal('user whose account the message is about', 'plain'),
      kind: personal('kind of text message', 'plain'),
      state: technical('state: waiting, sent, expired or failed'),
      attempts: technical('number of attempts'),
      last_answer: technical('response of the service, without the number'),
      content_sealed: {
        personal: true,
        why: 'phone number and text',
        kept: 'until it was sent, expired or failed',
        protection: 'sealed',
      },
      created_at: personal('time of the request', 'plain'),
      expires_at: technical('time at which the message expires'),
      settled_at: technical('time at which it was sent, expired or failed'),
    },
    rows: {
      entity: TextMessageEntity,
      kind: 'textMessage',
      omit: ['attempts', 'lastAnswer', 'contentSealed'],
      import: { never: 'Text messages that were sent are not sent again.' },
      reassign: 'moved',
    },
  },
];

@Injectable()
export class SmsUserData extends RowsProvider {
  constructor(
    registry: UserDataRegistry,
    database: Database,
    rows: UserRows,
    private readonly messages: TextMessageRepository,
    private readonly jobs: Jobs,
    private readonly transactions: Transactions,
  ) {
    super('sms', TABLES, database, rows);
    registry.register(this);
  }

  /** Also removes the jobs that would send the messages. */
  override async erase(userId: UserId): Promise<void> {
    await inBatches((limit) =>
      this.transactions.run(async () => {
        const ids = await this.messages.idsOfUser(userId, limit);
        await this.jobs.withdraw(ids);
        await this.messages.removeAll(ids);
        return ids.length;
      }),
    );
  }
}
