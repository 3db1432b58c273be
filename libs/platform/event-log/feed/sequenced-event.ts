import type { EventDefinition, EventOf } from '../definitions/define-event';
import type { EventEntry } from '../entries/event-log.repository';

/** An event with its position in the log. Sealed values are opened by `EventReader`, as far as they still exist. */
export type SequencedEvent<Definition = EventDefinition> =
  EventOf<Definition> extends infer Event
    ? Event extends unknown
      ? Omit<Event, 'changes'> & {
          readonly position: number;
          /** The stored entry, to be opened by `EventReader`. */
          readonly entry: EventEntry;
        }
      : never
    : never;
