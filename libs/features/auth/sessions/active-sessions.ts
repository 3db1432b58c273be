import { Injectable } from '@nestjs/common';
import { SessionDirectory } from '@platform/access/session-directory';
import { ClusterNotifications } from '@platform/cluster-notifications/cluster-notifications';
import type { SessionId, UserId } from '@platform/ids/ids';
import { SESSIONS_ENDED } from '../auth.cluster-topics';
import { SessionRepository } from './session.repository';

/** The session queries for other features and the platform. */
@Injectable()
export class ActiveSessions extends SessionDirectory {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly cluster: ClusterNotifications,
  ) {
    super();
  }

  async has(sessionId: SessionId): Promise<boolean> {
    return this.sessions.isAlive(sessionId);
  }

  async secondsLeft(sessionIds: readonly SessionId[]): Promise<ReadonlyMap<SessionId, number>> {
    return this.sessions.secondsLeft(sessionIds);
  }

  onEnded(handle: (userId: UserId) => Promise<void>): void {
    this.cluster.on(SESSIONS_ENDED, handle);
  }

  async lockActive(sessionId: SessionId): Promise<boolean> {
    return (await this.sessions.lock(sessionId))?.isAlive === true;
  }
}
