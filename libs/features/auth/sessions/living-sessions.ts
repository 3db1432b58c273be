import { Injectable } from '@nestjs/common';
import { SessionRepository } from './session.repository';

/** What other features may ask about sessions. */
@Injectable()
export class LivingSessions {
  constructor(private readonly sessions: SessionRepository) {}

  async has(sessionId: string): Promise<boolean> {
    return this.sessions.isAlive(sessionId);
  }
}
