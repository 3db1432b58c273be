import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Jobs } from '@platform/jobs/jobs';
import { AttemptRepository } from './attempt.repository';

/** The retention that the user-data declaration promises. */
const DAYS = 90;

@Injectable()
export class ThrottlingCleanUp implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly attempts: AttemptRepository,
  ) {}

  onModuleInit(): void {
    this.jobs.every({
      name: 'auth.remove-old-attempts',
      seconds: 600,
      run: async () => {
        while ((await this.attempts.removeOld()) > 0);
        while ((await this.attempts.forgetNetworks(DAYS)) > 0);
      },
    });
  }
}
