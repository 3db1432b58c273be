import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Jobs } from '@platform/jobs/jobs';
import { NameKeyRepository } from './name-key.repository';

const BATCH_SIZE = 500;

/** Fills the missing search keys of display names in rows that an older version inserted. */
@Injectable()
export class NameKeys implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly names: NameKeyRepository,
  ) {}

  onModuleInit(): void {
    this.jobs.every({ name: 'users.fill-name-keys', seconds: 60, run: () => this.run() });
  }

  async run(): Promise<void> {
    for (let found = BATCH_SIZE; found === BATCH_SIZE;) {
      const names = await this.names.unfilled(BATCH_SIZE);
      found = names.length;
      if (found > 0) await this.names.fill(names);
    }
  }
}
