import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Jobs } from '@platform/jobs/jobs';
import { Transactions } from '@platform/persistence/transactions';
import type { UserId } from '@platform/ids/ids';
import { AccountStates } from './account-states';
import { SuspensionRepository } from './suspension.repository';

const BATCH_SIZE = 100;

/** Records the end of expired suspensions. The users can sign in again even before that. */
@Injectable()
export class ExpiredSuspensions implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly suspensions: SuspensionRepository,
    private readonly states: AccountStates,
    private readonly transactions: Transactions,
  ) {}

  onModuleInit(): void {
    this.jobs.every({ name: 'users.end-suspensions', seconds: 30, run: () => this.run() });
  }

  async run(): Promise<void> {
    let found: UserId[];
    do {
      found = await this.suspensions.overdue(BATCH_SIZE);
      for (const userId of found) await this.transactions.run(() => this.states.endExpired(userId));
    } while (found.length === BATCH_SIZE);
  }
}
