import { Injectable } from '@nestjs/common';
import { Events } from '@platform/events/events';
import { ClusterNotifications } from '@platform/cluster-notifications/cluster-notifications';
import type { SessionId, UserId } from '@platform/ids/ids';
import { SessionsEnded, type EndedFacts } from '../auth.events';
import type { EndReason } from './session.entity';
import { SessionRepository } from './session.repository';

/** The one place where sessions end. Inside a transaction; afterwards `untilAllNodesKnow` waits until all nodes know. */
@Injectable()
export class SessionEnder {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly events: Events,
    private readonly cluster: ClusterNotifications,
  ) {}

  /** False when it had ended before or is not this user's. */
  async one(sessionId: SessionId, userId: UserId, reason: EndReason): Promise<boolean> {
    const hasEnded = await this.sessions.end(sessionId, userId, reason);
    await this.tell(userId, hasEnded ? { count: 1, sessionId, reason } : undefined);
    return hasEnded;
  }

  async all(userId: UserId, reason: EndReason, except?: string): Promise<void> {
    const ended = await this.sessions.endAll(userId, reason, except);
    // A number, not a list: there may be more sessions than one entry of the log can name.
    await this.tell(userId, ended > 0 ? { count: ended, reason } : undefined);
  }

  /** After the commit: from here on the ended sessions are refused on every node. */
  async untilAllNodesKnow(): Promise<void> {
    await this.cluster.settled();
  }

  /**
   * Notifies all nodes even if no session was left to end, because another request may have ended it just before.
   * Otherwise `untilAllNodesKnow` would wait for the next heartbeat of idle nodes.
   */
  private async tell(userId: UserId, facts: EndedFacts | undefined): Promise<void> {
    if (facts) await this.events.publish(SessionsEnded.of({ subject: userId, facts }));
    await this.cluster.send('auth.sessions-ended', userId);
  }
}
