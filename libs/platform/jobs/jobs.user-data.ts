import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { TableDeclaration } from '@platform/user-data/table-declaration';
import { UserDataProvider } from '@platform/user-data/user-data-provider';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { JobRepository } from './job.repository';

const kept = 'until the work is done; failed work until it is repeated or the account is erased';

@Injectable()
export class JobsUserData extends UserDataProvider implements OnModuleInit {
  readonly feature = 'jobs';
  readonly tables: readonly TableDeclaration[] = [
    {
      name: 'platform_job',
      holds: 'user-data',
      userColumn: 'stream',
      columns: {
        sequence: { personal: false, why: 'the order of the work', kept },
        id: { personal: false, why: 'to name the work', kept },
        name: { personal: false, why: 'what is to be done', kept },
        stream: { personal: true, why: 'whose account the work is for, which keeps it in order', kept },
        payload: { personal: true, why: 'ids and plain facts the work needs', kept, protection: 'plain' },
        state: { personal: false, why: 'whether it waits, runs or has failed', kept },
        attempts: { personal: false, why: 'how often it was tried', kept },
        due_at: { personal: false, why: 'when it may be tried', kept },
        lease_holder: { personal: false, why: 'which worker is at it', kept },
        fence: { personal: false, why: 'to tell a late worker from the present one', kept },
        last_error: { personal: false, why: 'why it failed, without addresses', kept },
        created_at: { personal: false, why: 'how long it has waited', kept },
        changed_at: { personal: false, why: 'when it last changed', kept },
      },
    },
    { name: 'platform_timed_job', holds: 'no-user-data', why: 'Names of recurring tasks and when they run.' },
  ];

  constructor(
    private readonly registry: UserDataRegistry,
    private readonly repository: JobRepository,
  ) {
    super();
  }

  onModuleInit(): void {
    this.registry.register(this);
  }

  async export(userId: string): Promise<Record<string, unknown>> {
    return { unfinishedWork: await this.repository.ofStream(userId) };
  }

  async erase(userId: string): Promise<void> {
    await this.repository.eraseStream(userId);
  }
}
