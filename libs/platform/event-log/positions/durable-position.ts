import { Injectable } from '@nestjs/common';
import { NodeHeartbeat } from '../node/node-heartbeat';
import { PositionRepository } from './position.repository';

/** The newest position for readers outside of this product, which must not see it again at another event. */
@Injectable()
export class DurablePosition {
  private flushed = 0;

  constructor(
    private readonly positions: PositionRepository,
    private readonly heartbeat: NodeHeartbeat,
  ) {}

  /** A position can be visible before it is durable. A commit of this process flushes everything that it has read. */
  async newest(): Promise<number> {
    const newest = await this.positions.newest();
    // Positions that were lost in a failover are given again, so a lower one is flushed as well.
    if (newest !== this.flushed) {
      await this.heartbeat.flushRead(newest);
      this.flushed = newest;
    }
    return newest;
  }
}
