import type { Changes } from '@platform/event-log/changes/changes';
import type { EventDefinition } from '@platform/event-log/definitions/define-event';
import type { SequencedEvent } from '@platform/event-log/feed/sequenced-event';
import type { ShapeClass } from '@platform/http/fields/field-registry';
import type { SessionId, UserId } from '@platform/ids/ids';

type ShapeOf<Data> = abstract new () => Data;

/** A kind of stream event that is made from events of the log. */
export interface EventKind<Definition extends EventDefinition, Data extends object> {
  /** For example `profile.changed`. The name must stay stable, because clients rely on it. */
  readonly kind: string;
  readonly summary: string;
  /** Each event can be made into one kind only, because the position is the ID of both. */
  readonly on: readonly Definition[];
  readonly data: ShapeOf<Data>;
  /**
   * Must depend only on its parameters, because the same event is made again when a client resumes. `changes` contains
   * the values that the user can read. Returns undefined if the event does not concern the user.
   */
  frame(event: SequencedEvent<Definition>, changes: Changes, userId: UserId): Data | undefined;
  /** Whether the event ends this session. The stream of an ended session closes after it. */
  ends?(data: Data, sessionId: SessionId): boolean;
}

/** The data of one stream event, with its kind. */
export interface KindData {
  readonly kind: string;
  readonly shape: ShapeClass;
  readonly data: object;
  readonly ends?: (sessionId: SessionId) => boolean;
}

/** Makes the data from an event of the log. */
export type DataMaker = (event: SequencedEvent, changes: Changes, userId: UserId) => KindData | undefined;
