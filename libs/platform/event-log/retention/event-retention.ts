import type { KeyObject } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Jobs } from '@platform/jobs/jobs';
import { Keyring } from '@platform/vault/keyring/keyring';
import { Consumers } from '../consumers/consumers';
import { allEvents } from '../definitions/define-event';
import { EventLogConfig } from '../event-log.config';
import { Events } from '../events';
import { PositionRepository } from '../positions/position.repository';
import { retentionOf } from '../settings/retention.rule';
import { contentsRemoved } from './contents-removed';
import { RetentionRepository } from './retention.repository';

const DAY_MS = 24 * 3_600_000;

/** Removes the contents of events whose retention has ended, once every consumer has handled them. */
@Injectable()
export class EventRetention implements OnModuleInit {
  constructor(
    private readonly repository: RetentionRepository,
    private readonly consumers: Consumers,
    private readonly events: Events,
    private readonly keyring: Keyring,
    private readonly positions: PositionRepository,
    private readonly jobs: Jobs,
    private readonly config: EventLogConfig,
  ) {}

  onModuleInit(): void {
    this.jobs.every({ name: 'events.retention', seconds: 3600, run: () => this.removeOld() });
  }

  /** The time since which the log contains all events of a type. Absent for types of which nothing was removed. */
  async completeSince(types: readonly string[]): Promise<ReadonlyMap<string, Date>> {
    const removed = await this.repository.removedUntil(types);
    const times = types.map((type) => {
      const days = retentionOf(this.config.retention, type);
      const keptSince = days === undefined ? 0 : Date.now() - days * DAY_MS;
      const removedUntil = removed.get(type)?.getTime() ?? -1;
      return [type, new Date(Math.max(keptSince, removedUntil + 1))] as const;
    });
    return new Map(times.filter(([, time]) => time.getTime() > 0));
  }

  async removeOld(): Promise<void> {
    while (await this.repository.removeVoidPiece());
    const retention = [...this.config.retention, ...declaredRetention()];
    if (retention.length === 0) return;
    const publish = (type: string, positions: readonly number[]) =>
      this.events.publish(contentsRemoved(type, positions, this.signingKey()));
    const belowNumber = await this.repository.numberAfter(await this.handledPosition());
    for (const type of await this.repository.types()) {
      const days = retentionOf(retention, type);
      if (days === undefined) continue;
      const before = new Date(Date.now() - days * DAY_MS);
      while (await this.repository.removePiece(type, before, belowNumber, publish));
    }
  }

  private signingKey(): KeyObject {
    return this.keyring.current('audit-log').privateKey as KeyObject;
  }

  /**
   * All consumers have handled the events up to this position. A consumer that this configuration does not define counts
   * as well, because it continues at its position when its setting is restored.
   */
  private async handledPosition(): Promise<number> {
    const names = this.consumers.all().map(({ name }) => name);
    return Math.min(await this.positions.newest(), ...(await this.repository.handledPositions(names)));
  }
}

/** Internal events have a declared retention. An entry of EVENT_RETENTION with their type takes precedence. */
function declaredRetention(): string[] {
  return allEvents().flatMap(({ type, internal }) => (internal ? [`${type}=${internal.keptDays}`] : []));
}
