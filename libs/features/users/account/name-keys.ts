import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Jobs } from '@platform/jobs/jobs';
import { NameKeyRepository } from './name-key.repository';

const BATCH = 500;

/** Fills the search keys of display names from before there were any, or written by a node of an older version. */
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
    while ((await this.names.fillNameless(BATCH)) === BATCH);
    for (let found = BATCH; found === BATCH;) {
      const names = await this.names.unfilled(BATCH);
      found = names.length;
      if (found > 0) await this.names.fill(names);
    }
  }
}
