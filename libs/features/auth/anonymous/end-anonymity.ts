import type { DomainEvent } from '@platform/events/domain-event';

type Condition = (event: DomainEvent) => boolean;

/** The events after which an account has a sign-in method. */
const endings = new Map<string, Condition>();

/** Registers an event of a folder that stores credentials: after it the account is no longer anonymous. */
export function endAnonymityOn({ type }: { readonly type: string }, when: Condition = () => true): void {
  endings.set(type, when);
}

export function endsAnonymity(event: DomainEvent): boolean {
  return endings.get(event.type)?.(event) ?? false;
}
