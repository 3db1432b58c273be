import { Logger } from '@nestjs/common';
import { errorText } from '@platform/jobs/error-text.rule';
import { FailurePause } from '@platform/process/failure-pause';
import { WakeUpSignal } from '@platform/process/wake-up-signal';
import type { NodeHeartbeat } from '../node/node-heartbeat';
import type { PublishedPosition } from '../sequencer/published-position';
import type { ConsumerLoop } from './consumer-loop';
import type { ConsumerRepository, PartRow } from './consumer.repository';
import type { StopRepository } from './stop.repository';

const LOOK_MS = 1000;

/** Distributes the parts of all consumers among the processes: each holds about the same number. */
export class ConsumerLeases {
  private readonly logger = new Logger('Events');
  private readonly failurePause = new FailurePause((text) => this.logger.warn(text));
  private readonly wakeUp = new WakeUpSignal();
  private loop: Promise<void> | undefined;
  private isStopping = false;
  private extendedAt = -Infinity;
  private nodes = 1;

  constructor(
    private readonly loops: readonly ConsumerLoop[],
    private readonly repository: ConsumerRepository,
    private readonly stops: StopRepository,
    private readonly heartbeat: NodeHeartbeat,
    private readonly published: PublishedPosition,
    private readonly leaseSeconds: number,
  ) {}

  start(): void {
    this.loop ??= this.run();
  }

  /** Resolves when no part is taken any more. */
  async stop(): Promise<void> {
    this.isStopping = true;
    this.wakeUp.send();
    await this.loop;
  }

  private async run(): Promise<void> {
    while (!this.isStopping) {
      let waitMs = Math.min(LOOK_MS, this.renewMs);
      try {
        await this.look();
        this.failurePause.succeeded();
      } catch (error) {
        waitMs = this.failurePause.failed(`The parts of consumers could not be read: ${errorText(error)}`);
      }
      await this.wakeUp.next(waitMs);
    }
  }

  private get renewMs(): number {
    return (this.leaseSeconds * 1000) / 3;
  }

  /** Renews the leases of this process, takes free parts, and marks surplus ones for release. */
  async look(): Promise<void> {
    const begun = performance.now();
    const isDue = begun - this.extendedAt >= this.renewMs;
    if (isDue) {
      await this.heartbeat.flush(this.published.value);
      await this.repository.extend(this.heartbeat.id, this.leaseSeconds);
      this.nodes = await this.heartbeat.countNodes(this.leaseSeconds);
    }
    const rows = await this.repository.parts(this.loops.map(({ name }) => name));
    for (const loop of this.loops) {
      const own = rows.filter(({ name }) => name === loop.name);
      this.keep(loop, own, isDue ? begun + this.leaseSeconds * 1000 : undefined);
      await this.share(loop, own);
    }
    if (isDue) this.extendedAt = begun;
    const due = new Set(await this.stops.dueConsumers());
    for (const loop of this.loops) if (due.has(loop.name)) loop.lookForDue();
  }

  /** Drops what another process has taken, and extends what this one still holds. */
  private keep({ parts }: ConsumerLoop, rows: readonly PartRow[], validUntil: number | undefined): void {
    for (const part of parts.all) {
      const row = rows.find((candidate) => candidate.part === part.part);
      if (row?.holder !== this.heartbeat.id || row.fence !== part.fence) parts.drop(part.part);
      else if (validUntil !== undefined) part.validUntil = validUntil;
    }
  }

  private async share(loop: ConsumerLoop, rows: readonly PartRow[]): Promise<void> {
    const { parts } = loop;
    const fair = Math.ceil(loop.partCount / this.nodes);
    const surplus = parts.all.filter(({ isReleased, isKept }) => !isReleased && !isKept).slice(fair);
    for (const part of surplus) part.isReleased = true;
    if (surplus.length > 0) loop.wakeUp.send();
    if (loop.isAvoided) return;
    for (const { part, isFree, freeSeconds, holder } of rows) {
      // A part that no process takes may be of a consumer that the other processes do not know.
      const isLeft = freeSeconds > 2 * this.leaseSeconds;
      if ((parts.all.length >= fair && !isLeft) || this.isStopping) continue;
      const isLost = holder === this.heartbeat.id && !parts.find(part);
      if (!isFree && !isLost) continue;
      const taken = performance.now();
      const held = await this.repository.take(loop.name, part, this.heartbeat.id, this.leaseSeconds);
      if (!held) continue;
      parts.add(held, taken + this.leaseSeconds * 1000, isLeft);
      loop.load();
    }
  }
}
