import type { EventDefinition, EventOf } from '@platform/event-log/definitions/define-event';
import type { DomainEvent } from '@platform/event-log/definitions/domain-event';

/** The events after which an account has a sign-in method. */
const conditions = new Map<string, (event: DomainEvent) => boolean>();

/** Registers an event that adds a sign-in method, so that the account is no longer anonymous after it. */
export function endAnonymityOn<Definition extends EventDefinition>(
  { type }: Definition,
  when: (event: EventOf<Definition>) => boolean = () => true,
): void {
  conditions.set(type, (event) => when(event as EventOf<Definition>));
}

export function mayEndAnonymity(type: string): boolean {
  return conditions.has(type);
}

export function endsAnonymity(event: DomainEvent): boolean {
  return conditions.get(event.type)?.(event) ?? false;
}
