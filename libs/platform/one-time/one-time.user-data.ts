import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Jobs } from '@platform/jobs/jobs';
import { columnsKept } from '@platform/user-data/columns-kept';
import type { TableDeclaration } from '@platform/user-data/table-declaration';
import { UserDataProvider } from '@platform/user-data/user-data-provider';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { OneTimeRepository } from './one-time.repository';

const { technical, personal } = columnsKept('until an hour after it was issued, or as long as it is good');

@Injectable()
export class OneTimeUserData extends UserDataProvider implements OnModuleInit {
  readonly feature = 'one-time';
  readonly tables: readonly TableDeclaration[] = [
    {
      name: 'platform_one_time',
      holds: 'user-data',
      userColumn: 'user_id',
      columns: {
        purpose: personal('what the link or code is good for', 'plain'),
        holder: personal('whom it was issued to, so that the newest is the only one', 'blind-index'),
        id: technical('names this one among those issued'),
        user_id: personal('whose account it opens', 'plain'),
        session_id: personal('the session that asked for it, with which it ends', 'plain'),
        token_hash: personal('to know the link', 'hashed'),
        code_hash: personal('to know the code', 'hashed'),
        payload_sealed: personal('what is to be done when it is used', 'sealed'),
        tries: technical('ends guessing at the code'),
        expires_at: technical('ends its life'),
        issued: technical('limits how many mails an hour somebody gets'),
        window_ends_at: technical('ends that hour'),
      },
    },
  ];

  constructor(
    private readonly registry: UserDataRegistry,
    private readonly repository: OneTimeRepository,
    private readonly jobs: Jobs,
  ) {
    super();
  }

  onModuleInit(): void {
    this.registry.register(this);
    this.jobs.every({
      name: 'one-time.forget',
      seconds: 600,
      run: async () => {
        while ((await this.repository.removeOld()) > 0);
      },
    });
  }

  async export(userId: string): Promise<Record<string, unknown>> {
    return { linksAndCodesInUse: await this.repository.ofUser(userId) };
  }

  async erase(userId: string): Promise<void> {
    await this.repository.removeOf(userId);
  }
}
