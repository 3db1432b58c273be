import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ActiveSessions } from '@features/auth';
import { Jobs } from '@platform/jobs/jobs';
import type { SessionId } from '@platform/ids/ids';
import { DocumentRepository } from './document.repository';

const SECONDS = 600;
const BATCH = 200;

/** Removes the values for the device of a session that has ended, however it ended. */
@Injectable()
export class EndedSessions implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly sessions: ActiveSessions,
    private readonly documents: DocumentRepository,
  ) {}

  onModuleInit(): void {
    this.jobs.every({ name: 'preferences.remove-of-ended-sessions', seconds: SECONDS, run: () => this.run() });
  }

  async run(): Promise<void> {
    let after: SessionId | undefined;
    do {
      const found = await this.documents.sessionsAfter(after, BATCH);
      const alive = await Promise.all(found.map((sessionId) => this.sessions.has(sessionId)));
      await this.documents.removeOfSessions(found.filter((_, at) => !alive[at]));
      after = found.length === BATCH ? found[BATCH - 1] : undefined;
    } while (after);
  }
}
