import { Injectable } from '@nestjs/common';
import { Events } from '@platform/event-log/events';
import { ClusterNotifications } from '@platform/cluster-notifications/cluster-notifications';
import type { SessionId, UserId } from '@platform/ids/ids';
import { SessionsEnded, type SessionsEndedFacts } from '../auth.events';
import type { EndReason } from './session.entity';
import { SessionRepository } from './session.repository';
import { SESSIONS_ENDED } from '../auth.cluster-topics';

/** Ends all sessions. Must run in a transaction; call `untilAllNodesKnow` after the commit. */
@Injectable()
export class SessionEnder {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly events: Events,
    private readonly cluster: ClusterNotifications,
  ) {}

  /** Returns false if the session had already ended or belongs to another user. */
  async one(sessionId: SessionId, userId: UserId, reason: EndReason): Promise<boolean> {
    const hasEnded = await this.sessions.end(sessionId, userId, reason);
    await this.publishAndNotify(userId, hasEnded ? { count: 1, sessionId, reason } : undefined);
    return hasEnded;
  }

  async all(userId: UserId, reason: EndReason, except?: string): Promise<void> {
    const ended = await this.sessions.endAll(userId, reason, except);
    // The event contains only the number, because the list of sessions could exceed the size of an audit entry.
    await this.publishAndNotify(userId, ended > 0 ? { count: ended, reason } : undefined);
  }

  /** Must run after the commit. Resolves once every node rejects the ended sessions. */
  async untilAllNodesKnow(): Promise<void> {
    await this.cluster.settled();
  }

  /**
   * Notifies all nodes even if no session was left to end, because another request may have ended it just before.
   * Otherwise `untilAllNodesKnow` would wait for the next heartbeat of idle nodes.
   */
  private async publishAndNotify(userId: UserId, facts: SessionsEndedFacts | undefined): Promise<void> {
    if (facts) await this.events.publish(SessionsEnded.of({ subject: userId, facts }));
    await this.cluster.send(SESSIONS_ENDED, userId);
  }
}
