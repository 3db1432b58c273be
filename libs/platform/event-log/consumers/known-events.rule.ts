import { eventOfType, isInternal } from '../definitions/define-event';
import { isAppEvent } from '../definitions/app-event';
import type { AnyConsumer } from './consumer-definition';
import type { SequencedEvent } from '../feed/sequenced-event';

/** During an upgrade, an older process does not handle events that only newer ones know. */
export function isKnown({ type, version }: Pick<SequencedEvent, 'type' | 'version'>): boolean {
  return isAppEvent(type) || (eventOfType(type)?.version ?? -1) >= version;
}

/** Whether the event is of interest, or could be to a newer version of this consumer. */
export function concerns({ on }: AnyConsumer, event: SequencedEvent): boolean {
  if (on === '*') return !isInternal(event.type);
  return on.some(({ type }) => type === event.type) || !isKnown(event);
}
