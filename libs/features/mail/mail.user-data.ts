import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { Jobs } from '@platform/jobs/jobs';
import { inBatches } from '@platform/persistence/in-batches';
import { Transactions } from '@platform/persistence/transactions';
import { columnsKept } from '@platform/user-data/columns-kept';
import { RowsProvider } from '@platform/user-rows/rows-provider';
import type { RetentionDeclaration } from '@platform/user-data/retention-declaration';
import type { TableDeclaration } from '@platform/user-data/table-declaration';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { UserRows } from '@platform/user-rows/user-rows';
import type { UserId } from '@platform/ids/ids';
import { MailEntity } from './queue/mail.entity';
import { MailRepository } from './queue/mail.repository';

const retention: RetentionDeclaration = {
  since: 'settled_at',
  days: 90,
  event: 'it was sent, expired, failed or was suppressed',
  isAdjustable: true,
  where: "state IN ('sent', 'expired', 'failed', 'suppressed')",
};
const { technical, personal } = columnsKept(retention);

const TABLES: readonly TableDeclaration[] = [
  {
    name: 'mail_message',
    holds: 'user-data',
    userColumns: ['user_id'],
    retention,
    columns: {
      id: technical('ID of the mail'),
      user_id: personal('user whose account the mail is about', 'plain'),
      kind: personal('kind of mail', 'plain'),
      language: personal('language of the mail', 'plain'),
      state: technical('state: waiting, sent, expired, failed or suppressed'),
      attempts: technical('number of attempts'),
      last_answer: technical('response of the mail server, without addresses'),
      message_id: technical('to let receivers recognise a duplicate'),
      content: {
        personal: true,
        why: 'recipient, links and codes',
        kept: 'until it was sent, expired or suppressed; as long as the row for a failed mail, so that it can be sent again',
        protection: 'sealed',
      },
      recipient_index: personal('to recognise the recipient in reports about bounces and complaints', 'blind-index'),
      created_at: personal('time of the request', 'plain'),
      tried_until: technical('time of the last attempt'),
      expires_at: technical('time at which the mail expires'),
      settled_at: technical('time at which it was sent, expired, failed or was suppressed'),
    },
    rows: {
      entity: MailEntity,
      kind: 'mail',
      omit: ['attempts', 'lastAnswer', 'messageId', 'content', 'triedUntil'],
      import: { never: 'Mails that were sent are not sent again.' },
      reassign: 'moved',
    },
  },
];

@Injectable()
export class MailUserData extends RowsProvider {
  constructor(
    registry: UserDataRegistry,
    database: Database,
    rows: UserRows,
    private readonly mails: MailRepository,
    private readonly jobs: Jobs,
    private readonly transactions: Transactions,
  ) {
    super('mail', TABLES, database, rows);
    registry.register(this);
  }

  /** Also removes the jobs that would send the mails. */
  override async erase(userId: UserId): Promise<void> {
    await inBatches((limit) => this.eraseBatch(userId, limit));
  }

  private async eraseBatch(userId: UserId, limit: number): Promise<number> {
    return this.transactions.run(async () => {
      const ids = await this.mails.idsOfUser(userId, limit);
      await this.jobs.withdraw(ids);
      await this.mails.removeAll(ids);
      return ids.length;
    });
  }
}
