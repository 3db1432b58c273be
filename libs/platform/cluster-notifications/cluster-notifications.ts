import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { currentWork } from '@platform/context/work-context';
import { WakeUpSignal } from '@platform/process/wake-up-signal';
import { withinMs } from '@platform/process/within-ms';
import { newId } from '@platform/ids/ids';
import { Transactions } from '@platform/persistence/transactions';
import { clockSkew, isTolerated } from './clock-skew.rule';
import { Freshness, POLL_VALID_MS } from './freshness';
import { ClusterNotificationHandlers, type ClusterNotificationHandler } from './cluster-notification-handlers';
import { ClusterNotificationRepository, type ClusterNotificationRow } from './cluster-notification.repository';
import { ClusterNotificationsConfig } from './cluster-notifications.config';
import { SilentNodes } from './silent-nodes';

/** Rows become visible in the order of their commits, not of their times, so polls overlap by this time. */
const OVERLAP_SECONDS = 15;
/** A notification that is committed this long after it was written may be outside the overlap. */
const LATE_COMMIT_MS = 10_000;
const HEARTBEAT_MS = 1000;
/** A node that has not polled after this time is suspected. A running node then sends a heartbeat at once. */
const SUSPECT_AFTER_MS = 300;
/** Longer than any node trusts a poll that began before the commit. */
const LONGEST_SETTLING_MS = POLL_VALID_MS + 1000;
const SETTLING_STEP_MS = 20;
/** A node without a heartbeat for this time is expelled even if no sender waits for it. */
const SILENT_SECONDS = 5;
/** A node that was disconnected for longer may have missed notifications that are no longer stored. */
const LOST_AFTER_MS = 23 * 3_600_000;

/**
 * Notifications that every node must receive before a response is sent: a revoked session, changed roles, a new key.
 * Each node caches such data and polls for notifications many times a second. A sender can wait in `settled` until
 * every node has polled after the commit. A paused or isolated node does not poll. Senders wait until it no longer
 * trusts its caches, and meanwhile it is expelled (see SilentNodes), so that the next sender need not wait for it. An
 * expelled node trusts its caches again only after a poll that started after its return. So each node has either polled
 * or reads the database: once the response to a revocation has been sent, the session is rejected everywhere. The only
 * exception is a pause that neither clock of a machine registers.
 */
@Injectable()
export class ClusterNotifications implements OnModuleInit, BeforeApplicationShutdown {
  private readonly node = newId();
  private readonly logger = new Logger('ClusterNotifications');
  private readonly handlers = new ClusterNotificationHandlers();
  private readonly freshness = new Freshness();
  private readonly wakeUp = new WakeUpSignal();
  private readonly silentNodes: SilentNodes;
  private loop: Promise<void> | undefined;
  private stopping = false;
  private failing = false;
  private skewMs: number | undefined;
  private lastPoll: Date | undefined;
  private lastPollBegan = Freshness.now();
  private lastNotification = -Infinity;
  private lastSilenceCheck = -Infinity;

  constructor(
    private readonly repository: ClusterNotificationRepository,
    private readonly transactions: Transactions,
    private readonly config: ClusterNotificationsConfig,
  ) {
    this.silentNodes = new SilentNodes(repository);
  }

  async onModuleInit(): Promise<void> {
    if (this.loop) return;
    // The node registers before its first poll, so that senders wait for it from then on.
    this.lastPoll = await this.repository.now();
    await this.sendHeartbeat(this.lastPoll);
    this.loop = this.run();
  }

  /** The node stops trusting its caches before its row is removed, because without the row no sender waits for it. */
  async beforeApplicationShutdown(): Promise<void> {
    if (!this.loop) return;
    this.stopping = true;
    this.wakeUp.send();
    await withinMs(LONGEST_SETTLING_MS, this.loop);
    await this.repository
      .leave(this.node)
      .catch((error) => this.logger.warn(`This node could not deregister: ${String(error)}`));
  }

  /**
   * The handler removes the cached data of the key. It may be called more than once per notification. After a failure
   * it is called again, and until it succeeds this node does not trust its caches.
   */
  on(topic: string, handler: ClusterNotificationHandler): void {
    this.handlers.add(topic, handler);
  }

  /**
   * Sends in the ambient transaction: the notification is visible after the commit, and is then applied on this node at
   * once.
   */
  async send(topic: string, key: string): Promise<void> {
    const notification: ClusterNotificationRow = { id: newId(), topic, key };
    const begun = performance.now();
    await this.transactions.run(async () => {
      await this.repository.add(notification);
      this.transactions.afterCommit(() => {
        void this.applyOwn(notification);
        if (performance.now() - begun > LATE_COMMIT_MS) void this.sendAgain(topic, key);
      });
    });
  }

  /**
   * Call after the commit. Resolves when no node can act on outdated caches. The time spent here is added to the
   * deadline of the request, because the change is already committed.
   */
  async settled(): Promise<void> {
    // Inside a transaction nothing is committed yet, so waiting would only hold its locks longer.
    if (this.transactions.current()) return;
    const work = currentWork();
    const begun = performance.now();
    if (work) work.deadline += LONGEST_SETTLING_MS;
    await this.wait(begun);
    if (work) work.deadline -= LONGEST_SETTLING_MS - (performance.now() - begun);
  }

  /** If false, the caller must read the database instead of its cache. */
  isCurrent(): boolean {
    return !this.stopping && this.freshness.isCurrent();
  }

  /** How far this node's clock is ahead of the database's, measured at the last poll. No decision depends on it. */
  get clockSkewMs(): number | undefined {
    return this.skewMs;
  }

  private async wait(begun: number): Promise<void> {
    // After a failure, this node already distrusts its caches.
    await withinMs(LONGEST_SETTLING_MS, this.handlers.idle()).catch(() => undefined);
    const committed = await this.repository.now();
    for (;;) {
      const behind = await this.repository.behind(this.node, committed);
      const waited = performance.now() - begun;
      if (behind.length === 0 || waited > LONGEST_SETTLING_MS) return;
      if (waited > SUSPECT_AFTER_MS) await this.silentNodes.expel(behind);
      await pause(SETTLING_STEP_MS);
    }
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      try {
        await this.poll();
        this.failing = false;
      } catch (error) {
        if (!this.failing) this.logger.error('Notifications from other nodes cannot be read.', stackOf(error));
        this.failing = true;
      }
      if (!this.stopping) await this.wakeUp.next(this.config.pollMs);
    }
  }

  private async poll(): Promise<void> {
    const begunAt = Freshness.now();
    if (begunAt.wall - this.lastPollBegan.wall > LOST_AFTER_MS) {
      throw new Error('This node was disconnected for longer than notifications are kept. Restart it.');
    }
    const { at, notifications, isAwaited } = await this.repository.since(
      this.node,
      this.lastPoll ?? new Date(),
      OVERLAP_SECONDS,
    );
    this.measure(clockSkew(begunAt.wall, at, Date.now()));
    for (const notification of notifications) {
      if (await this.handlers.apply(notification)) this.lastNotification = performance.now();
    }
    // Notifications that this node has sent may still be being applied.
    await this.handlers.idle();
    this.lastPoll = at;
    this.lastPollBegan = begunAt;
    if (isAwaited) this.freshness.recordPoll(begunAt);
    this.handlers.forgetOld(notifications);
    // After a notification, another sender is likely to wait for the next heartbeat soon.
    const isExpected = !isAwaited || performance.now() - this.lastNotification < HEARTBEAT_MS;
    if (isExpected || this.freshness.isHeartbeatOlderThan(HEARTBEAT_MS)) await this.sendHeartbeat(at);
    // The next poll is valid again, so it starts without delay.
    if (!isAwaited) this.wakeUp.send();
  }

  private measure(skewMs: number): void {
    const wasTolerated = this.skewMs === undefined || isTolerated(this.skewMs);
    this.skewMs = skewMs;
    if (wasTolerated && !isTolerated(skewMs))
      this.logger.warn(`The clock of this machine differs from the database's by ${skewMs} ms. Synchronise it (NTP).`);
  }

  private async sendHeartbeat(polledAt: Date): Promise<void> {
    const begunAt = Freshness.now();
    await this.repository.recordHeartbeat(this.node, polledAt);
    this.freshness.recordHeartbeat(begunAt);
    // Checks for silent nodes once a second, because the next sender that would have to wait for a killed node may come
    // much later.
    if (begunAt.steady - this.lastSilenceCheck < HEARTBEAT_MS) return;
    this.lastSilenceCheck = begunAt.steady;
    await this.silentNodes.expel(await this.repository.silent(this.node, SILENT_SECONDS));
  }

  private async applyOwn(notification: ClusterNotificationRow): Promise<void> {
    try {
      await this.handlers.apply(notification);
    } catch (error) {
      // The next poll returns the notification again, and the caches are trusted once it has been applied.
      this.freshness.distrust();
      this.logger.error('A notification of this node could not be applied.', stackOf(error));
    }
  }

  private async sendAgain(topic: string, key: string): Promise<void> {
    await this.send(topic, key).catch((error) =>
      this.logger.error('A notification with a delayed commit could not be repeated.', stackOf(error)),
    );
  }
}

function stackOf(error: unknown): string {
  const { stack, cause } = error instanceof Error ? error : { stack: String(error), cause: undefined };
  return cause instanceof Error ? `${stack}\n${cause.stack}` : `${stack}`;
}
