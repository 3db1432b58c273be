import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { currentWork } from '@platform/context/work-context';
import { WakeUpSignal } from '@platform/jobs/wake-up-signal';
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
/** A commit this late after its signal was written may have fallen out of the overlap. */
const LATE_COMMIT_MS = 10_000;
const BEAT_MS = 1000;
/** A node that has not looked by then is suspected: it may be silent. One that is not gives a sign of life at once. */
const PATIENCE_MS = 300;
/** Longer than any node trusts a look that began before the commit. */
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
 * or reads the database: once the response to a revocation has been sent, the session is rejected everywhere. Only a
 * pause that neither clock of a machine shows would go unnoticed.
 */
@Injectable()
export class ClusterNotifications implements OnModuleInit, BeforeApplicationShutdown {
  private readonly node = newId();
  private readonly logger = new Logger('ClusterNotifications');
  private readonly handlers = new ClusterNotificationHandlers();
  private readonly freshness = new Freshness();
  private readonly bell = new WakeUpSignal();
  private readonly silentNodes: SilentNodes;
  private loop: Promise<void> | undefined;
  private stopping = false;
  private failing = false;
  private skewMs: number | undefined;
  private lastLook: Date | undefined;
  private lastLookBegan = Freshness.now();
  private lastNews = -Infinity;
  private lastSearch = -Infinity;

  constructor(
    private readonly repository: ClusterNotificationRepository,
    private readonly transactions: Transactions,
    private readonly config: ClusterNotificationsConfig,
  ) {
    this.silentNodes = new SilentNodes(repository);
  }

  async onModuleInit(): Promise<void> {
    if (this.loop) return;
    // Known to the others first, looking second: what is sent in between is waited for.
    this.lastLook = await this.repository.now();
    await this.beat(this.lastLook);
    this.loop = this.run();
  }

  /** The node stops trusting its caches before its row is removed, because without the row no sender waits for it. */
  async beforeApplicationShutdown(): Promise<void> {
    if (!this.loop) return;
    this.stopping = true;
    this.bell.ring();
    await within(LONGEST_SETTLING_MS, this.loop);
    await this.repository
      .leave(this.node)
      .catch((error) => this.logger.warn(`This node could not deregister: ${String(error)}`));
  }

  /**
   * The handler drops what this node remembers about the key. It may be called more than once for one signal;
   * when it fails it is called again, and until it succeeds this node does not trust its memory.
   */
  on(topic: string, handler: ClusterNotificationHandler): void {
    this.handlers.add(topic, handler);
  }

  /** In the ambient transaction: sent when the change is committed, and then applied here at once. */
  async send(topic: string, key: string): Promise<void> {
    const signal: ClusterNotificationRow = { id: newId(), topic, key };
    const begun = performance.now();
    await this.transactions.run(async () => {
      await this.repository.add(signal);
      this.transactions.afterCommit(() => {
        void this.applyOwn(signal);
        if (performance.now() - begun > LATE_COMMIT_MS) void this.sendAgain(topic, key);
      });
    });
  }

  /**
   * Call after the commit. Resolves when no node can act on outdated caches. The time spent here is added to the
   * deadline of the request, because the change is already committed.
   */
  async settled(): Promise<void> {
    // Inside a transaction nothing is committed yet: waiting would only keep its locks.
    if (this.transactions.current()) return;
    const work = currentWork();
    const begun = performance.now();
    if (work) work.deadline += LONGEST_SETTLING_MS;
    await this.wait(begun);
    if (work) work.deadline -= LONGEST_SETTLING_MS - (performance.now() - begun);
  }

  /** When false, ask the database instead of memory. */
  isCurrent(): boolean {
    return !this.stopping && this.freshness.isCurrent();
  }

  /** How far this node's clock is ahead of the database's, by its last look. Nothing is decided by it. */
  get clockSkewMs(): number | undefined {
    return this.skewMs;
  }

  private async wait(begun: number): Promise<void> {
    // A failure here has already made this node distrust its memory.
    await within(LONGEST_SETTLING_MS, this.handlers.idle()).catch(() => undefined);
    const committed = await this.repository.now();
    for (;;) {
      const behind = await this.repository.behind(this.node, committed);
      const waited = performance.now() - begun;
      if (behind.length === 0 || waited > LONGEST_SETTLING_MS) return;
      if (waited > PATIENCE_MS) await this.silentNodes.expel(behind);
      await pause(SETTLING_STEP_MS);
    }
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      try {
        await this.look();
        this.failing = false;
      } catch (error) {
        if (!this.failing) this.logger.error('Notifications from other nodes cannot be read.', stackOf(error));
        this.failing = true;
      }
      if (!this.stopping) await this.bell.rung(this.config.pollMs);
    }
  }

  private async look(): Promise<void> {
    const begunAt = Freshness.now();
    if (begunAt.wall - this.lastLookBegan.wall > LOST_AFTER_MS) {
      throw new Error('This node was disconnected for longer than notifications are kept. Restart it.');
    }
    const { at, signals, isAwaited } = await this.repository.since(
      this.node,
      this.lastLook ?? new Date(),
      OVERLAP_SECONDS,
    );
    this.measure(clockSkew(begunAt.wall, at, Date.now()));
    for (const signal of signals) {
      if (await this.handlers.apply(signal)) this.lastNews = performance.now();
    }
    // What this node sent itself may still be under way.
    await this.handlers.idle();
    this.lastLook = at;
    this.lastLookBegan = begunAt;
    if (isAwaited) this.freshness.looked(begunAt);
    this.handlers.forgetOld(signals);
    // After a notification, another sender is likely to wait for the next heartbeat soon.
    const isExpected = !isAwaited || performance.now() - this.lastNews < BEAT_MS;
    if (isExpected || this.freshness.beatIsOlderThan(BEAT_MS)) await this.beat(at);
    // The next look counts again, so it comes without delay.
    if (!isAwaited) this.bell.ring();
  }

  private measure(skewMs: number): void {
    const wasTolerated = this.skewMs === undefined || isTolerated(this.skewMs);
    this.skewMs = skewMs;
    if (wasTolerated && !isTolerated(skewMs))
      this.logger.warn(`The clock of this machine differs from the database's by ${skewMs} ms. Synchronise it (NTP).`);
  }

  private async beat(polledAt: Date): Promise<void> {
    const begunAt = Freshness.now();
    await this.repository.beat(this.node, polledAt);
    this.freshness.beaten(begunAt);
    // Once a second: the change that would otherwise wait for a node that was killed may come much later.
    if (begunAt.steady - this.lastSearch < BEAT_MS) return;
    this.lastSearch = begunAt.steady;
    await this.silentNodes.expel(await this.repository.silent(this.node, SILENT_SECONDS));
  }

  private async applyOwn(signal: ClusterNotificationRow): Promise<void> {
    try {
      await this.handlers.apply(signal);
    } catch (error) {
      // The next look finds the signal again, and the memory counts once that has succeeded.
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

async function within(limitMs: number, work: Promise<void>): Promise<void> {
  const timer = new AbortController();
  const timeUp = pause(limitMs, undefined, { ref: false, signal: timer.signal }).catch(() => undefined);
  try {
    await Promise.race([work, timeUp]);
  } finally {
    timer.abort();
  }
}

function stackOf(error: unknown): string {
  const { stack, cause } = error instanceof Error ? error : { stack: String(error), cause: undefined };
  return cause instanceof Error ? `${stack}\n${cause.stack}` : `${stack}`;
}
