import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { TableDeclaration } from '@platform/user-data/table-declaration';
import { UserDataProvider } from '@platform/user-data/user-data-provider';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { JobRepository } from './job.repository';

const kept = 'until the job is done; a failed job until it is repeated or the account is erased';

@Injectable()
export class JobsUserData extends UserDataProvider implements OnModuleInit {
  readonly feature = 'jobs';
  readonly tables: readonly TableDeclaration[] = [
    {
      name: 'platform_job',
      holds: 'user-data',
      userColumn: 'stream',
      columns: {
        sequence: { personal: false, why: 'order of the jobs', kept },
        id: { personal: false, why: 'ID of the job', kept },
        name: { personal: false, why: 'kind of job', kept },
        stream: { personal: true, why: 'user concerned, which also orders the jobs', kept },
        payload: { personal: true, why: 'IDs and facts that are not personal', kept, protection: 'plain' },
        state: { personal: false, why: 'state: waiting, running or failed', kept },
        attempts: { personal: false, why: 'number of attempts', kept },
        due_at: { personal: false, why: 'time of the next attempt', kept },
        lease_holder: { personal: false, why: 'worker that runs the job', kept },
        fence: { personal: false, why: 'to detect a worker that lost its lease', kept },
        last_error: { personal: false, why: 'last error, without addresses', kept },
        created_at: { personal: false, why: 'time of creation', kept },
        changed_at: { personal: false, why: 'time of the last change', kept },
      },
    },
    { name: 'platform_timed_job', holds: 'no-user-data', why: 'names and times of recurring jobs' },
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
