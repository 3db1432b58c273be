import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Jobs } from '@platform/jobs/jobs';
import { Transactions } from '@platform/persistence/transactions';
import type { ErasureId } from '../erasures/erasure-state';
import { ErasureRepository } from '../erasures/erasure.repository';
import { ERASE, ErasureStart } from './erasure-start';
import { ErasureRun } from './erasure-run';

const SECONDS = 60;
const BATCH = 100;
/** An erasure is retried until it succeeds: with waits of at most an hour, these attempts last more than a year. */
const MAX_ATTEMPTS = 10_000;

/** Finds due erasures, and runs each of them as a job. */
@Injectable()
export class DueErasures implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly erasures: ErasureRepository,
    private readonly start: ErasureStart,
    private readonly run: ErasureRun,
    private readonly transactions: Transactions,
  ) {}

  onModuleInit(): void {
    this.jobs.define<{ erasureId: ErasureId }>({
      name: ERASE,
      maxAttempts: MAX_ATTEMPTS,
      handle: ({ erasureId }) => this.run.erase(erasureId),
    });
    this.jobs.every({ name: 'privacy.begin-erasures', seconds: SECONDS, run: () => this.beginDue() });
  }

  async beginDue(): Promise<void> {
    for (;;) {
      const due = await this.erasures.due(BATCH);
      for (const erasure of due) await this.transactions.run(() => this.start.begin(erasure));
      if (due.length < BATCH) return;
    }
  }
}
