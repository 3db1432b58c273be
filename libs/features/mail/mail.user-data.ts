import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Jobs } from '@platform/jobs/jobs';
import { Transactions } from '@platform/persistence/transactions';
import { columnsKept } from '@platform/user-data/columns-kept';
import type { TableDeclaration } from '@platform/user-data/table-declaration';
import { UserDataProvider } from '@platform/user-data/user-data-provider';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { MailRepository } from './queue/mail.repository';

const { technical, personal } = columnsKept('90 days after it was sent, has expired or has failed');

/** What this feature keeps of users. */
@Injectable()
export class MailUserData extends UserDataProvider implements OnModuleInit {
  readonly feature = 'communications';
  readonly tables: readonly TableDeclaration[] = [
    {
      name: 'mail_message',
      holds: 'user-data',
      userColumn: 'user_id',
      columns: {
        id: technical('names the mail'),
        user_id: personal('whose account the mail is about', 'plain'),
        kind: personal('what the mail is about', 'plain'),
        language: personal('the language to write in', 'plain'),
        state: technical('whether it waits, was sent, has expired or has failed'),
        attempts: technical('how often it was tried'),
        last_answer: technical('what the mail server said, without addresses'),
        message_id: technical('lets receivers see that a mail came twice'),
        content: {
          personal: true,
          why: 'the address it goes to, and the links and codes in it',
          kept: 'until it was sent or has expired; of a failed one 90 days, for another attempt',
          protection: 'sealed',
        },
        created_at: personal('when it was asked for', 'plain'),
        tried_until: technical('when to give up'),
        expires_at: technical('when it is of no use any more'),
        settled_at: technical('ends the 90 days'),
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
