import type { DomainEvent } from '@platform/events/domain-event';

type Condition = (event: DomainEvent) => boolean;

/** The events after which an account has a sign-in method. */
const conditions = new Map<string, Condition>();

/** Registers an event that adds a sign-in method, so that the account is no longer anonymous after it. */
export function endAnonymityOn({ type }: { readonly type: string }, when: Condition = () => true): void {
  conditions.set(type, when);
}

export function endsAnonymity(event: DomainEvent): boolean {
  return conditions.get(event.type)?.(event) ?? false;
}
