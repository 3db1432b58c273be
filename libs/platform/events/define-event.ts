import { momentOf, newId } from '@platform/persistence/ids';
import type { Changes, DomainEvent } from './domain-event';

interface EventParts<Facts> {
  /** The user concerned, or null when there is none. */
  readonly subject: string | null;
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

/** Declares one kind of news, in the past tense: `defineEvent('users.profile_changed', '…')`. */
export function defineEvent<Facts extends object = Record<string, never>>(
  type: string,
  summary: string,
): EventDefinition<Facts> {
  if (!TYPE.test(type) || type.length > 100) throw new Error(`${type} is no name for an event.`);
  if (definitions.has(type)) throw new Error(`The event ${type} is declared twice.`);
  const definition: EventDefinition<Facts> = {
    type,
    summary,
    of: ({ subject, facts, changes }) => {
      const id = newId();
      // Of the very moment its id is of: whoever asks for what happened since then looks for ids.
      return { id, type, at: momentOf(id), subject, facts: facts ?? ({} as Facts), changes: changes ?? {} };
    },
  };
  definitions.set(type, definition);
  return definition;
}

export function allEvents(): readonly EventDefinition[] {
  return [...definitions.values()].sort((a, b) => (a.type < b.type ? -1 : 1));
}
