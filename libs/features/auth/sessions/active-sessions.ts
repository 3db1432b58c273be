import { Injectable } from '@nestjs/common';
import { SessionDirectory } from '@platform/access/session-directory';
import { SessionRepository } from './session.repository';

/** What other features and the platform may ask about sessions. */
@Injectable()
export class ActiveSessions extends SessionDirectory {
  constructor(private readonly sessions: SessionRepository) {
    super();
  }

  async has(sessionId: string): Promise<boolean> {
    return this.sessions.isAlive(sessionId);
  }

  async holdLiving(sessionId: string): Promise<boolean> {
    return this.sessions.holdAlive(sessionId);
  }
}
