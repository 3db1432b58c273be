import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Jobs } from '@platform/jobs/jobs';
import { CounterRepository } from './counter.repository';

@Injectable()
export class CounterPurge implements OnModuleInit {
  constructor(
    private readonly repository: CounterRepository,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.jobs.every({ name: 'counters.purge', seconds: 600, run: () => this.repository.purge() });
  }
}
