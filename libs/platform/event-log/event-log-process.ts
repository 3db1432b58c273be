import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { JobsConfig } from '@platform/jobs/jobs.config';
import { WorkerProcess } from '@platform/jobs/worker-process';
import { BatchHandler } from './consumers/batch-handler';
import { isBatchConsumer, type AnyConsumer } from './consumers/consumer-definition';
import { WakeUpSignal } from '@platform/process/wake-up-signal';
import { withinMs } from '@platform/process/within-ms';
import { ConsumerLeases } from './consumers/consumer-leases';
import { ConsumerLoop } from './consumers/consumer-loop';
import { ConsumerRepository } from './consumers/consumer.repository';
import { Consumers, partCountOf } from './consumers/consumers';
import { LeasedPartitions } from './consumers/leased-partitions';
import { StopRepository } from './consumers/stop.repository';
import { SubjectHandler } from './consumers/subject-handler';
import { EventLogConfig } from './event-log.config';
import { allEvents } from './definitions/define-event';
import { wantedTypes } from './feed/wanted-types.rule';
import { EventFeed } from './feed/event-feed';
import { NodeHeartbeat } from './node/node-heartbeat';
import { PositionRepository } from './positions/position.repository';
import { PublishedPosition } from './sequencer/published-position';
import { Sequencer } from './sequencer/sequencer';

/** Runs the sequencer and the consumers in processes with a worker, after every module has defined its consumers. */
@Injectable()
export class EventLogProcess implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private loops: ConsumerLoop[] = [];
  private leases: ConsumerLeases | undefined;

  constructor(
    private readonly sequencer: Sequencer,
    private readonly consumers: Consumers,
    private readonly feed: EventFeed,
    private readonly parts: ConsumerRepository,
    private readonly stops: StopRepository,
    private readonly positions: PositionRepository,
    private readonly published: PublishedPosition,
    private readonly heartbeat: NodeHeartbeat,
    private readonly config: EventLogConfig,
    private readonly jobsConfig: JobsConfig,
    private readonly worker: WorkerProcess,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.worker.isWorker) await this.start();
  }

  async start(): Promise<void> {
    const newest = await this.positions.newest();
    for (const consumer of this.consumers.all())
      await this.parts.insertMissing(consumer.name, partCountOf(consumer), consumer.from === 'now' ? newest : 0);
    this.loops = this.consumers.all().map((consumer) => this.loopOf(consumer));
    this.feed.wanted = wantedTypes(this.consumers.all(), allEvents());
    this.published.onAdvance(() => this.loops.forEach(({ wakeUp }) => wakeUp.send()));
    this.published.onLoss(() => {
      this.feed.clear();
      // The leases take the parts again, with their stored positions.
      for (const { parts } of this.loops) for (const { part } of parts.all) parts.drop(part);
    });
    const { consumerLeaseSeconds } = this.config;
    this.leases = new ConsumerLeases(
      this.loops,
      this.parts,
      this.stops,
      this.heartbeat,
      this.published,
      consumerLeaseSeconds,
    );
    this.sequencer.start();
    this.leases.start();
    for (const loop of this.loops) loop.start();
  }

  /**
   * Everything is released before the shutdown, because the database is closed during it. Parts whose handler does not
   * end in time stay leased until another process takes them over.
   */
  async beforeApplicationShutdown(): Promise<void> {
    if (!this.leases) return;
    const stopping = Promise.all([
      this.leases.stop(),
      ...this.loops.map((loop) => loop.stop().catch(() => undefined)),
      this.sequencer.stop(),
    ]);
    await withinMs(this.jobsConfig.stopSeconds * 1000, stopping);
    await this.heartbeat.leave().catch(() => undefined);
  }

  private loopOf(consumer: AnyConsumer): ConsumerLoop {
    const settings = { handleMs: this.config.handleSeconds * 1000, backOffMs: this.jobsConfig.backOffMs };
    const wakeUp = new WakeUpSignal();
    const handler = isBatchConsumer(consumer)
      ? new BatchHandler(consumer, settings)
      : new SubjectHandler(consumer, this.feed, this.stops, settings, () => wakeUp.send());
    const parts = new LeasedPartitions(consumer.name, this.parts);
    return new ConsumerLoop(consumer.name, partCountOf(consumer), parts, handler, this.feed, wakeUp);
  }
}
