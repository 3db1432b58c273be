import { Injectable, Logger } from '@nestjs/common';
import type { Changes } from '@platform/event-log/changes/changes';
import { SubjectChanges } from '@platform/event-log/entries/subject-changes';
import { eventOfType } from '@platform/event-log/definitions/define-event';
import type { SequencedEvent } from '@platform/event-log/feed/sequenced-event';
import { onlyTypes, type WantedTypes } from '@platform/event-log/feed/wanted-types.rule';
import { serializerOf } from '@platform/http/serialization/answer';
import type { SessionId, UserId } from '@platform/ids/ids';
import { frameText } from './frame-text.rule';
import type { DataMaker } from './stream-kind';

export interface Frame {
  readonly position: number;
  readonly text: string;
  ends(sessionId: SessionId): boolean;
}

const endsNone = () => false;

export function resyncFrame(position: number): Frame {
  return { position, text: frameText(position, 'resync', '{}'), ends: endsNone };
}

/** Makes the stream events of a user from events of the log, live and when a client resumes. */
@Injectable()
export class Frames {
  private readonly logger = new Logger('LiveStream');
  private readonly byType = new Map<string, DataMaker>();
  private types: WantedTypes | undefined;

  constructor(private readonly changes: SubjectChanges) {}

  /** Each event can be made into one stream event only, because its position is the ID. */
  add(types: readonly string[], make: DataMaker): void {
    for (const type of types) {
      if (this.byType.has(type)) throw new Error(`Two kinds of stream events are made from ${type}.`);
      this.byType.set(type, make);
    }
    this.types = undefined;
  }

  /** The events from which stream events are made. */
  get wanted(): WantedTypes {
    return (this.types ??= onlyTypes([...this.byType.keys()]));
  }

  /** The stream events of one user. The events must be in the order of their positions. */
  async of(userId: UserId, events: readonly SequencedEvent[]): Promise<Frame[]> {
    const changes = await this.changes.of(
      userId,
      events.map(({ entry }) => entry),
    );
    return events.flatMap((event, at) => this.frameOf(userId, event, changes[at] ?? {}) ?? []);
  }

  private frameOf(userId: UserId, event: SequencedEvent, changes: Changes): Frame | undefined {
    const { type, position } = event;
    const make = this.byType.get(type);
    if (!make) return undefined;
    // During an upgrade, only a newer version can make it.
    if (event.version > (eventOfType(type)?.version ?? 0)) return resyncFrame(position);
    try {
      const made = make(event, changes, userId);
      if (!made) return undefined;
      const { kind, shape, data, ends = endsNone } = made;
      return { position, text: frameText(position, kind, serializerOf(shape)(data)), ends };
    } catch (error) {
      this.logger.error(`No stream event could be made from the event ${event.id}: ${String(error)}`);
      return resyncFrame(position);
    }
  }
}
