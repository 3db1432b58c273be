import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { TablesProvider } from '@platform/user-data/tables-provider';
import type { TableDeclaration } from '@platform/user-data/table-declaration';
import type { UserDataItem } from '@platform/user-data/user-data-item';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import type { UserId } from '@platform/ids/ids';
import { JobRepository } from './job.repository';

const kept = 'until the job is done; a failed job until it is repeated or the account is erased';

const TABLES: readonly TableDeclaration[] = [
  {
    name: 'platform_job',
    holds: 'user-data',
    userColumns: ['stream'],
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

@Injectable()
export class JobsUserData extends TablesProvider {
  constructor(
    registry: UserDataRegistry,
    database: Database,
    private readonly jobs: JobRepository,
  ) {
    super('jobs', TABLES, database);
    registry.register(this);
  }

  override async *export(userId: UserId): AsyncGenerator<UserDataItem> {
    for (const data of await this.jobs.ofStream(userId)) yield { kind: 'job', data: { ...data } };
  }
}
