import { Logger } from '@nestjs/common';
import { errorText } from '@platform/jobs/error-text.rule';
import { FailurePause } from '@platform/process/failure-pause';
import type { WakeUpSignal } from '@platform/process/wake-up-signal';
import type { EventFeed } from '../feed/event-feed';
import { Postponed } from './batch-handler';
import type { EventHandler } from './event-handler';
import type { LeasedPartitions } from './leased-partitions';

const PAGE = 256;
const IDLE_MS = 1000;
const POSTPONED_MS = 200;

/** Reads the events of one consumer page by page, for the parts that this process holds. */
export class ConsumerLoop {
  private readonly logger = new Logger('Events');
  private readonly failurePause = new FailurePause((text) => this.logger.warn(text));
  private loop: Promise<void> | undefined;
  private isStopping = false;

  constructor(
    readonly name: string,
    readonly partCount: number,
    readonly parts: LeasedPartitions,
    private readonly handler: EventHandler,
    private readonly feed: EventFeed,
    readonly wakeUp: WakeUpSignal,
  ) {}

  start(): void {
    this.loop ??= this.run();
  }

  /** Resolves when no event is being handled and all parts are released. */
  async stop(): Promise<void> {
    this.isStopping = true;
    this.wakeUp.send();
    await this.loop;
    for (const part of this.parts.all) part.isReleased = true;
    await this.release();
  }

  /** This process has another part. */
  load(): void {
    this.handler.load();
    this.wakeUp.send();
  }

  /** Stored stops of subjects are due. */
  lookForDue(): void {
    this.handler.lookForDue();
    this.wakeUp.send();
  }

  /** Whether other processes should take the parts, because this one does not know the next event. */
  get isAvoided(): boolean {
    return performance.now() < (this.handler.avoidedUntil ?? -Infinity);
  }

  /** Handles the next page. Returns true if there may be more. */
  async step(): Promise<boolean> {
    await this.release();
    const prepared = this.parts.all;
    await this.handler.prepare(this.parts);
    // The handler does not know the stops of parts that were taken meanwhile.
    const parts = this.parts.valid.filter((part) => prepared.includes(part));
    if (parts.length === 0 || this.handler.isPostponed) return false;
    const from = Math.min(...parts.map(({ position }) => position));
    const page = await this.feed.read(from, PAGE);
    if (page.upTo > from) this.parts.advance(parts, page.upTo, await this.handler.handle(page.events, parts));
    if (this.parts.saveInMs === 0) await this.parts.save();
    return page.upTo > from;
  }

  /** Releases marked parts once none of their events is being handled. */
  private async release(): Promise<void> {
    if (this.parts.all.every(({ isReleased }) => !isReleased)) return;
    await this.handler.idle();
    await this.parts.releaseMarked();
  }

  private async run(): Promise<void> {
    while (!this.isStopping) {
      let [leastMs, waitMs] = [1, IDLE_MS];
      try {
        const hasMore = await this.step();
        this.failurePause.succeeded();
        if (hasMore) continue;
      } catch (error) {
        waitMs = POSTPONED_MS;
        if (!(error instanceof Postponed))
          leastMs = this.failurePause.failed(`${this.name} could not handle events: ${errorText(error)}`);
      }
      const { saveInMs = waitMs } = this.parts;
      const { dueInMs = waitMs } = this.handler;
      await this.wakeUp.next(Math.max(leastMs, Math.min(waitMs, saveInMs, dueInMs)));
    }
  }
}
