import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { SessionDirectory } from '@platform/access/session-directory';
import { ClusterNotifications } from '@platform/cluster-notifications/cluster-notifications';
import { errorText } from '@platform/jobs/error-text.rule';
import { FailurePause } from '@platform/process/failure-pause';
import { OpenStreams } from './open-streams';
import type { StreamConnection } from './stream-connection';

const SWEEP_MS = 1000;
/** Every session is read again after this time, whatever notifications say. */
const RECHECK_MS = 10_000;
/** A stream whose session cannot be read for this time ends, so that the client can connect to another node. */
const UNCHECKED_MS = 20_000;

/**
 * Ends streams with their sessions: at the notification that sessions of a user have ended, when a session expires, and
 * every second by the database while this node may have missed notifications.
 */
@Injectable()
export class StreamSessions implements OnModuleInit {
  private readonly logger = new Logger('LiveStream');
  private readonly failurePause = new FailurePause((text) => this.logger.warn(text));
  private readonly runOutsideRequests = AsyncLocalStorage.snapshot();
  private sweep: NodeJS.Timeout | undefined;
  private isChecking = false;

  constructor(
    private readonly streams: OpenStreams,
    private readonly sessions: SessionDirectory,
    private readonly cluster: ClusterNotifications,
  ) {}

  onModuleInit(): void {
    this.sessions.onEnded((userId) => this.check(this.streams.of(userId)));
    this.streams.whileAny({
      start: () => (this.sweep = this.runOutsideRequests(() => setInterval(() => this.checkDue(), SWEEP_MS).unref())),
      stop: () => clearInterval(this.sweep),
    });
  }

  /** Reads whether the sessions of these streams are active, and ends the streams of others. */
  async check(streams: readonly StreamConnection[]): Promise<void> {
    if (streams.length === 0) return;
    const begun = performance.now();
    const left = await this.sessions.secondsLeft([...new Set(streams.map(({ sessionId }) => sessionId))]);
    for (const stream of streams) {
      const seconds = left.get(stream.sessionId);
      stream.checkedAt = begun;
      if (seconds === undefined) stream.endWithSession();
      else stream.continueUntil(begun + seconds * 1000);
    }
  }

  /** Must be called before events are sent: while this node may have missed notifications, the sessions are read. */
  async checkUnlessCurrent(streams: readonly StreamConnection[]): Promise<void> {
    if (!this.cluster.isCurrent()) await this.check(streams);
  }

  private checkDue(): void {
    const now = performance.now();
    const isCurrent = this.cluster.isCurrent();
    const due: StreamConnection[] = [];
    for (const stream of this.streams.all()) {
      if (now - stream.checkedAt > UNCHECKED_MS) stream.askToReconnect();
      else if (!isCurrent || stream.expiresAt <= now || now - stream.checkedAt > RECHECK_MS) due.push(stream);
    }
    if (this.isChecking) return;
    this.isChecking = true;
    void this.check(due)
      .then(() => this.failurePause.succeeded())
      .catch((error) => this.failurePause.failed(`Sessions of streams could not be read: ${errorText(error)}`))
      .finally(() => (this.isChecking = false));
  }
}
