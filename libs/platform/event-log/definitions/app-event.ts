import { momentOf, newId, type UserId } from '@platform/ids/ids';
import type { Changes } from '../changes/changes';
import type { DomainEvent } from './domain-event';

/** The prefix of the event types that apps record. This product does not define them. */
const PREFIX = 'app.';

export function isAppEvent(type: string): boolean {
  return type.startsWith(PREFIX);
}

/** An event of an app. Its details are in `changes`, so they are stored sealed. */
export function appEvent({ type, subject, changes }: { type: string; subject: UserId; changes: Changes }): DomainEvent {
  const id = newId();
  return { id, type, version: 1, at: momentOf(id), subject, otherSubjects: [], facts: {}, changes };
}
