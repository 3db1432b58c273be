import { momentOf, newId, type UserId } from '@platform/ids/ids';
import { declareChanges, undeclaredFields, type ChangeReaders } from './change-readers';
import type { Changes, DomainEvent } from './domain-event';

interface EventParts<Facts> {
  /** The user concerned, or null. */
  readonly subject: UserId | null;
  readonly facts?: Facts;
  readonly changes?: Changes;
}

export interface EventDefinition<Facts extends object = object> {
  readonly type: string;
  readonly summary: string;
  of(parts: EventParts<Facts>): DomainEvent<Facts>;
}

const TYPE = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$/;
const definitions = new Map<string, EventDefinition>();

/**
 * Declares one event type, in the past tense: `defineEvent('users.profile_changed', '…')`. `changes` names each field
 * whose values the event can carry, and who reads them besides the user.
 */
export function defineEvent<Facts extends object = Record<string, never>>(
  type: string,
  summary: string,
  { changes: readers = {} }: { readonly changes?: ChangeReaders } = {},
): EventDefinition<Facts> {
  if (!TYPE.test(type) || type.length > 100) throw new Error(`${type} is not a valid name for an event.`);
  if (definitions.has(type)) throw new Error(`The event ${type} is declared twice.`);
  const definition: EventDefinition<Facts> = {
    type,
    summary,
    of: ({ subject, facts, changes = {} }) => {
      const undeclared = undeclaredFields(type, changes);
      if (undeclared.length > 0) throw new Error(`${type} does not declare who reads ${undeclared.join(', ')}.`);
      const id = newId();
      // The time matches the ID, because consumers that read events since a time compare IDs.
      return { id, type, at: momentOf(id), subject, facts: facts ?? ({} as Facts), changes };
    },
  };
  definitions.set(type, definition);
  declareChanges(type, readers);
  return definition;
}

export function allEvents(): readonly EventDefinition[] {
  return [...definitions.values()].sort((a, b) => (a.type < b.type ? -1 : 1));
}
