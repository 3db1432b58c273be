import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Jobs } from '@platform/jobs/jobs';
import { SignalRepository } from './signal.repository';

@Injectable()
export class SignalPurge implements OnModuleInit {
  constructor(
    private readonly repository: SignalRepository,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.jobs.every({ name: 'signals.purge', seconds: 600, run: () => this.repository.purge() });
  }
}
