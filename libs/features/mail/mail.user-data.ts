import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Jobs } from '@platform/jobs/jobs';
import { Transactions } from '@platform/persistence/transactions';
import { columnsKept } from '@platform/user-data/columns-kept';
import type { TableDeclaration } from '@platform/user-data/table-declaration';
import { UserDataProvider } from '@platform/user-data/user-data-provider';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { MailRepository } from './queue/mail.repository';

const { technical, personal } = columnsKept('90 days after it was sent, expired or failed');

/** Declares, exports and erases the user data of this feature. */
@Injectable()
export class MailUserData extends UserDataProvider implements OnModuleInit {
  readonly feature = 'communications';
  readonly tables: readonly TableDeclaration[] = [
    {
      name: 'mail_message',
      holds: 'user-data',
      userColumn: 'user_id',
      columns: {
        id: technical('ID of the mail'),
        user_id: personal('user whose account the mail is about', 'plain'),
        kind: personal('kind of mail', 'plain'),
        language: personal('language of the mail', 'plain'),
        state: technical('state: waiting, sent, expired or failed'),
        attempts: technical('number of attempts'),
        last_answer: technical('response of the mail server, without addresses'),
        message_id: technical('to let receivers recognise a duplicate'),
        content: {
          personal: true,
          why: 'recipient, links and codes',
          kept: 'until it was sent or expired; 90 days for a failed mail, so that it can be sent again',
          protection: 'sealed',
        },
        created_at: personal('time of the request', 'plain'),
        tried_until: technical('time of the last attempt'),
        expires_at: technical('time at which the mail expires'),
        settled_at: technical('start of the 90 days'),
      },
    },
  ];

  constructor(
    private readonly registry: UserDataRegistry,
    private readonly mails: MailRepository,
    private readonly jobs: Jobs,
    private readonly transactions: Transactions,
  ) {
    super();
  }

  onModuleInit(): void {
    this.registry.register(this);
  }

  async export(userId: string): Promise<Record<string, unknown>> {
    return { mails: await this.mails.ofUser(userId) };
  }

  async erase(userId: string): Promise<void> {
    await this.transactions.run(async () => {
      await this.jobs.withdraw(await this.mails.idsOfUser(userId));
      await this.mails.removeOfUser(userId);
    });
  }
}
