import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Jobs } from '@platform/jobs/jobs';
import { ClientEventRepository } from './client-event.repository';

/** Removes the IDs that are no longer compared. */
@Injectable()
export class ForgetClientEvents implements OnModuleInit {
  constructor(
    private readonly events: ClientEventRepository,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.jobs.every({ name: 'audit.forget-client-events', seconds: 600, run: () => this.run() });
  }

  async run(): Promise<void> {
    while (await this.events.removeOld());
  }
}
