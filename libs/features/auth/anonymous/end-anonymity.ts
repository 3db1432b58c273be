import type { DomainEvent } from '@platform/events/domain-event';

type Condition = (event: DomainEvent) => boolean;

/** After which news an account has something to come in with. */
const endings = new Map<string, Condition>();

/** For the news of a folder that keeps something to come in with: from then on the account is not anonymous any more. */
export function endAnonymityOn({ type }: { readonly type: string }, when: Condition = () => true): void {
  endings.set(type, when);
}

export function endsAnonymity(event: DomainEvent): boolean {
  return endings.get(event.type)?.(event) ?? false;
}
