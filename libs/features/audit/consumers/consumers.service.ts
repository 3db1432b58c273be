import { Injectable } from '@nestjs/common';
import { ConsumerOverview } from '@platform/event-log/consumers/consumer-overview';
import { ConsumerRepository } from '@platform/event-log/consumers/consumer.repository';
import { Consumers } from '@platform/event-log/consumers/consumers';
import { StopRepository, type Stop } from '@platform/event-log/consumers/stop.repository';
import { Events } from '@platform/event-log/events';
import { PositionRepository } from '@platform/event-log/positions/position.repository';
import { Cursors } from '@platform/http/paging/cursors';
import { isId, type UserId } from '@platform/ids/ids';
import { Transactions } from '@platform/persistence/transactions';
import { AuditProblems } from '../audit.errors';
import { ConsumerRewound, EventReplayed, EventSkipped } from '../audit.events';
import type { EventConsumersDto, EventStopListDto, EventStopsQuery, RewindConsumerDto } from './consumers.dto';

const NO_SUBJECT = '';

/** Shows administrators the consumers of events, and lets them act on what could not be handled. */
@Injectable()
export class ConsumersService {
  constructor(
    private readonly overview: ConsumerOverview,
    private readonly consumers: Consumers,
    private readonly parts: ConsumerRepository,
    private readonly stops: StopRepository,
    private readonly positions: PositionRepository,
    private readonly events: Events,
    private readonly cursors: Cursors,
    private readonly transactions: Transactions,
  ) {}

  async list(): Promise<EventConsumersDto> {
    const { position, unsequenced } = await this.overview.log();
    const items = (await this.overview.all()).map(({ parts, lagSeconds, ...state }) => ({
      ...state,
      lagSeconds: Math.round(lagSeconds),
      processes: new Set(parts.filter(({ isFree }) => !isFree).map(({ holder }) => holder)).size,
    }));
    return { position, unsequenced, items };
  }

  async listStops(consumer: string, { limit = 20, cursor }: EventStopsQuery): Promise<EventStopListDto> {
    this.refuseUnknown(consumer);
    const [last] = this.cursors.read('event-stops', { consumer }, cursor) ?? [];
    const after = last === undefined ? undefined : subjectOf(String(last));
    const found = await this.stops.page(consumer, after, limit + 1);
    const { rows, nextCursor } = this.cursors.page('event-stops', { consumer }, found, limit, ({ subject }) => [
      subject ?? NO_SUBJECT,
    ]);
    const items = rows.map(({ subject: subjectId, position, state, attempts, error, since }) => ({
      subjectId,
      position,
      state,
      attempts,
      error,
      since: since.toISOString(),
    }));
    return { items, nextCursor };
  }

  /** Tries the failed event again at once, and then handles the later events of the subject. */
  async replay(consumer: string, subject: UserId | null): Promise<void> {
    await this.transactions.run(async () => {
      const stop = await this.stopOf(consumer, subject);
      await this.retry(stop, stop.position);
      await this.events.publish(EventReplayed.of({ subject, facts: { consumer, position: stop.position } }));
    });
  }

  /** Goes on with the next event of the subject. */
  async skip(consumer: string, subject: UserId | null, reason: string): Promise<void> {
    await this.transactions.run(async () => {
      const stop = await this.stopOf(consumer, subject);
      await this.retry(stop, stop.position + 1);
      const changes = { reason: { before: null, after: reason } };
      await this.events.publish(EventSkipped.of({ subject, facts: { consumer, position: stop.position }, changes }));
    });
  }

  /** Moves the consumer back to a position or time. Returns the position from which it goes on. */
  async rewind(consumer: string, { position: given, at }: RewindConsumerDto): Promise<{ position: number }> {
    this.refuseUnknown(consumer);
    const newest = await this.positions.newest();
    const first = at === undefined ? undefined : ((await this.positions.firstSince(new Date(at))) ?? newest + 1);
    const target = given ?? (first as number) - 1;
    if (target > newest) throw AuditProblems.position_too_large();
    const reached = (await this.parts.parts([consumer])).map((part) => part.position);
    const position = Math.min(target, ...reached);
    await this.transactions.run(async () => {
      await this.parts.rewind(consumer, target);
      await this.stops.removeAfter(consumer, target);
      await this.events.publish(ConsumerRewound.of({ subject: null, facts: { consumer, position } }));
    });
    return { position };
  }

  private async stopOf(consumer: string, subject: UserId | null): Promise<Stop> {
    this.refuseUnknown(consumer);
    const stop = await this.stops.find(consumer, subject);
    if (!stop) throw AuditProblems.not_stopped();
    return stop;
  }

  private async retry(stop: Stop, from: number): Promise<void> {
    if (!(await this.stops.retry(stop, from))) throw AuditProblems.not_stopped();
  }

  private refuseUnknown(consumer: string): void {
    if (!this.consumers.find(consumer)) throw AuditProblems.unknown_consumer();
  }
}

function subjectOf(text: string): UserId | null {
  return isId<UserId>(text) ? text : null;
}
