import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Jobs } from '@platform/jobs/jobs';
import { SessionRepository } from './session.repository';

/** The retention that the user-data declaration promises. */
const DAYS = 90;

@Injectable()
export class SessionsCleanUp implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly sessions: SessionRepository,
  ) {}

  onModuleInit(): void {
    this.jobs.every({
      name: 'auth.remove-old-sessions',
      seconds: 600,
      run: async () => {
        while ((await this.sessions.removeOld(DAYS)) > 0);
      },
    });
  }
}
