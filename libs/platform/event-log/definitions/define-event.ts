import { momentOf, newId, type UserId } from '@platform/ids/ids';
import { declareChanges, undeclaredFields, type ChangeReaders } from '../changes/change-readers';
import type { Changes } from '../changes/changes';
import type { DomainEvent } from './domain-event';

/** For events without facts. */
export class NoFacts {
  declare private readonly brand: never;
}

type FactsPart<Facts> = Facts extends NoFacts ? { readonly facts?: undefined } : { readonly facts: Facts };

type EventParts<Facts> = FactsPart<Facts> & {
  /** The user concerned, or null. The changes are sealed with the key of this user. */
  readonly subject: UserId | null;
  /** Other users concerned, who find the event in their activity as well. */
  readonly otherSubjects?: readonly UserId[];
  readonly changes?: Changes;
};

export interface InternalEvent {
  /** The days for which such events are kept, unless EVENT_RETENTION names their type; `Infinity` for always. */
  readonly keptDays: number;
}

export interface EventDefinition<Type extends string = string, Facts extends object = object> {
  readonly type: Type;
  /** The version of the facts and changes. It increases with every change that a reader of old entries must know. */
  readonly version: number;
  readonly summary: string;
  /** A class whose fields have the same decorators as request bodies. */
  readonly facts: abstract new () => Facts;
  readonly changes: ChangeReaders;
  /** Present for events that only parts of userkeep read. Logs, exports to other systems and webhooks leave them out. */
  readonly internal?: InternalEvent;
  of(parts: EventParts<Facts>): DomainEvent<Type, Facts>;
}

/** The events that these definitions create. */
export type EventOf<Definition> =
  Definition extends EventDefinition<infer Type, infer Facts> ? DomainEvent<Type, Facts> : never;

const TYPE = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$/;
const MAX_OTHER_SUBJECTS = 100;
const NO_OTHERS: readonly UserId[] = [];
const definitions = new Map<string, EventDefinition>();

/**
 * Declares one event type, in the past tense: `defineEvent('users.profile_changed', 1, ProfileChangedFacts, '…')`.
 * `changes` names each field whose values the event can contain, and who can read them besides the user.
 */
export function defineEvent<const Type extends string, Facts extends object>(
  type: Type,
  version: number,
  facts: abstract new () => Facts,
  summary: string,
  { changes: readers = {}, internal }: { readonly changes?: ChangeReaders; readonly internal?: InternalEvent } = {},
): EventDefinition<Type, Facts> {
  if (!TYPE.test(type) || type.length > 100) throw new Error(`${type} is not a valid name for an event.`);
  if (!Number.isInteger(version) || version < 1)
    throw new Error(`${type} has ${version}, which is not a valid version.`);
  if (definitions.has(type)) throw new Error(`The event ${type} is declared twice.`);
  const definition: EventDefinition<Type, Facts> = {
    type,
    version,
    summary,
    facts,
    changes: readers,
    ...(internal && { internal }),
    of: ({ subject, otherSubjects = NO_OTHERS, facts: values, changes = {} }) => {
      const undeclared = undeclaredFields(type, changes);
      if (undeclared.length > 0) throw new Error(`${type} does not declare who reads ${undeclared.join(', ')}.`);
      if (otherSubjects.length > MAX_OTHER_SUBJECTS) throw new Error(`${type} concerns too many users.`);
      const id = newId();
      // The time matches the ID, because lists that start at a time compare IDs.
      const at = momentOf(id);
      return { id, type, version, at, subject, otherSubjects, facts: (values ?? {}) as Facts, changes };
    },
  };
  definitions.set(type, definition);
  declareChanges(type, readers);
  return definition;
}

export function allEvents(): readonly EventDefinition[] {
  return [...definitions.values()].sort((a, b) => (a.type < b.type ? -1 : 1));
}

/** The events that others can read. */
export function publicEvents(): readonly EventDefinition[] {
  return allEvents().filter(({ internal }) => !internal);
}

export function isInternal(type: string): boolean {
  return definitions.get(type)?.internal !== undefined;
}

export function eventOfType(type: string): EventDefinition | undefined {
  return definitions.get(type);
}
