import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { errorText } from '@platform/jobs/error-text.rule';
import { WorkerProcess } from '@platform/jobs/worker-process';
import { FailurePause } from '@platform/process/failure-pause';
import { WakeUpSignal } from '@platform/process/wake-up-signal';
import { PublishedPosition } from '../sequencer/published-position';
import { SequencerSignal } from '../sequencer/sequencer-signal';
import { DurablePosition } from './durable-position';
import { PositionRepository } from './position.repository';

const POLL_MS = 200;
const LONGEST_WAIT_MS = 2000;

/**
 * Publishes new positions in a process without a worker, as long as a part of it needs them. In a process with a worker,
 * the sequencer does this.
 */
@Injectable()
export class PositionWatch implements BeforeApplicationShutdown {
  private readonly logger = new Logger('PositionWatch');
  private readonly failurePause = new FailurePause((text) => this.logger.warn(text));
  private readonly wakeUp = new WakeUpSignal();
  private readonly runOutsideRequests = AsyncLocalStorage.snapshot();
  private starts = 0;
  private loop: Promise<void> | undefined;

  constructor(
    private readonly positions: PositionRepository,
    private readonly durable: DurablePosition,
    private readonly published: PublishedPosition,
    private readonly sequencer: SequencerSignal,
    private readonly worker: WorkerProcess,
  ) {}

  /** Until the same number of calls of `stop`, this process publishes new positions. */
  start(): void {
    this.starts++;
    if (!this.worker.isWorker) this.loop ??= this.runOutsideRequests(() => this.run());
  }

  stop(): void {
    this.starts--;
    this.wakeUp.send();
  }

  /**
   * Waits until this process has published all positions that exist now, and returns the newest one; undefined if that
   * takes too long. Call it between `start` and `stop`.
   */
  async newest(): Promise<number | undefined> {
    const newest = await this.positions.newest();
    if (newest > this.published.value) {
      this.wakeUp.send();
      this.sequencer.wakeUp.send();
    }
    return (await this.published.reaches(newest, LONGEST_WAIT_MS)) ? this.published.value : undefined;
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.starts = 0;
    this.wakeUp.send();
    await this.loop;
  }

  private async run(): Promise<void> {
    while (this.starts > 0) {
      let waitMs = POLL_MS;
      try {
        this.publish(await this.durable.newest());
        this.failurePause.succeeded();
      } catch (error) {
        waitMs = this.failurePause.failed(`The newest position could not be read: ${errorText(error)}`);
      }
      if (this.starts > 0) await this.wakeUp.next(waitMs);
    }
    this.loop = undefined;
  }

  private publish(position: number): void {
    // The database has lost positions, for example by a failover to a replica that was behind.
    if (position < this.published.value) this.published.startAgain(position);
    else this.published.advance(position);
  }
}
