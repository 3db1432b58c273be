import { Injectable } from '@nestjs/common';
import { Events } from '@platform/events/events';
import { Signals } from '@platform/signals/signals';
import { SessionsEnded, type EndedFacts } from '../auth.events';
import type { EndReason } from './session.entity';
import { SessionRepository } from './session.repository';

/** The one place where sessions end. Inside a transaction; afterwards `everywhere` waits until all nodes know. */
@Injectable()
export class SessionEnder {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly events: Events,
    private readonly signals: Signals,
  ) {}

  /** False when it had ended before or is not this user's. */
  async one(sessionId: string, userId: string, reason: EndReason): Promise<boolean> {
    if (!(await this.sessions.end(sessionId, userId, reason))) return false;
    await this.tell(userId, { count: 1, sessionId, reason });
    return true;
  }

  async all(userId: string, reason: EndReason, except?: string): Promise<void> {
    const ended = await this.sessions.endAll(userId, reason, except);
    // A number, not a list: there may be more sessions than one entry of the log can name.
    if (ended > 0) await this.tell(userId, { count: ended, reason });
  }

  /** After the commit: from here on the ended sessions are refused on every node. */
  async everywhere(): Promise<void> {
    await this.signals.settled();
  }

  private async tell(userId: string, facts: EndedFacts): Promise<void> {
    await this.events.publish(SessionsEnded.of({ subject: userId, facts }));
    await this.signals.send('auth.sessions-ended', userId);
  }
}
