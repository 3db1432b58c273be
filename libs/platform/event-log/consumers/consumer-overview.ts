import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { PositionRepository } from '../positions/position.repository';
import { ConsumerRepository, type PartRow } from './consumer.repository';
import { Consumers } from './consumers';
import { isBatchConsumer } from './consumer-definition';
import { StopRepository, type StopState } from './stop.repository';

/** The state of one consumer. */
export interface ConsumerState {
  readonly name: string;
  readonly order: 'subject' | 'log';
  /** All events up to here are handled, or their subjects are stopped. */
  readonly position: number;
  readonly lagEvents: number;
  /** Seconds since the oldest event that is not handled got its position; 0 if there is none. */
  readonly lagSeconds: number;
  readonly stops: Readonly<Record<StopState, number>>;
  readonly parts: readonly PartRow[];
}

export interface LogState {
  readonly position: number;
  /** Entries that have no position yet. */
  readonly unsequenced: number;
}

/** Shows how far the log and its consumers are. */
@Injectable()
export class ConsumerOverview {
  constructor(
    private readonly consumers: Consumers,
    private readonly parts: ConsumerRepository,
    private readonly stops: StopRepository,
    private readonly positions: PositionRepository,
    private readonly database: Database,
  ) {}

  async log(): Promise<LogState> {
    const row = await this.database.row<{ position: number; highWater: number; newest: number | null }>(
      `SELECT position, high_water AS highWater, (SELECT MAX(seq) FROM event_log) AS newest FROM event_sequence`,
    );
    const unsequenced = Math.max(0, Number(row?.newest ?? 0) - Number(row?.highWater ?? 0));
    return { position: Number(row?.position ?? 0), unsequenced };
  }

  async all(): Promise<ConsumerState[]> {
    const newest = await this.positions.newest();
    const rows = await this.parts.parts(this.consumers.all().map(({ name }) => name));
    return Promise.all(
      this.consumers.all().map(async (consumer) => {
        const parts = rows.filter(({ name }) => name === consumer.name);
        // Without parts, no process has handled its events yet.
        const first = consumer.from === 'now' ? newest : 0;
        const position = parts.length === 0 ? first : Math.min(...parts.map((part) => part.position));
        return {
          name: consumer.name,
          order: isBatchConsumer(consumer) ? ('log' as const) : ('subject' as const),
          position,
          lagEvents: Math.max(0, newest - position),
          lagSeconds: position < newest ? await this.positions.ageInSeconds(position + 1) : 0,
          stops: await this.stops.count(consumer.name),
          parts,
        };
      }),
    );
  }
}
