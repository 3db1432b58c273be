import { Injectable } from '@nestjs/common';
import { SessionDirectory } from '@platform/access/session-directory';
import type { SessionId } from '@platform/ids/ids';
import { SessionRepository } from './session.repository';

/** The session queries for other features and the platform. */
@Injectable()
export class ActiveSessions extends SessionDirectory {
  constructor(private readonly sessions: SessionRepository) {
    super();
  }

  async has(sessionId: SessionId): Promise<boolean> {
    return this.sessions.isAlive(sessionId);
  }

  async lockActive(sessionId: SessionId): Promise<boolean> {
    return (await this.sessions.lock(sessionId))?.isAlive === true;
  }
}
