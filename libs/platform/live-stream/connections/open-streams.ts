import { Injectable } from '@nestjs/common';
import type { UserId } from '@platform/ids/ids';
import { StreamMetrics } from './stream-metrics';
import type { StreamConnection } from './stream-connection';

/** The open streams of this node, by user. */
@Injectable()
export class OpenStreams {
  private readonly byUser = new Map<UserId, Set<StreamConnection>>();
  private readonly starting: (() => void)[] = [];
  private readonly stopping: (() => void)[] = [];
  private total = 0;

  constructor(private readonly metrics: StreamMetrics) {}

  get count(): number {
    return this.total;
  }

  countOf(userId: UserId): number {
    return this.byUser.get(userId)?.size ?? 0;
  }

  has(userId: UserId): boolean {
    return this.byUser.has(userId);
  }

  of(userId: UserId): StreamConnection[] {
    return [...(this.byUser.get(userId) ?? [])];
  }

  all(): StreamConnection[] {
    return [...this.byUser.values()].flatMap((streams) => [...streams]);
  }

  add(stream: StreamConnection): void {
    const streams = this.byUser.get(stream.userId) ?? new Set();
    this.byUser.set(stream.userId, streams.add(stream));
    this.changeTotal(1);
    if (this.total === 1) for (const start of this.starting) start();
  }

  remove(stream: StreamConnection): void {
    const streams = this.byUser.get(stream.userId);
    if (!streams?.delete(stream)) return;
    if (streams.size === 0) this.byUser.delete(stream.userId);
    this.changeTotal(-1);
    if (this.total === 0) for (const stop of this.stopping) stop();
  }

  /** `start` is called for the first stream, and `stop` after the last one: without streams, this node does nothing. */
  whileAny({ start, stop }: { readonly start: () => void; readonly stop: () => void }): void {
    this.starting.push(start);
    this.stopping.push(stop);
  }

  private changeTotal(by: number): void {
    this.total += by;
    this.metrics.open.set(this.total);
  }
}
