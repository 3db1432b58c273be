import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AccountStateChanged, EmailChanged, PhoneChanged } from '@features/users';
import { Events } from '@platform/event-log/events';
import { IdempotencyRepository } from '@platform/http/idempotency/idempotency.repository';
import { OneTimeTokens } from '@platform/one-time/one-time-tokens';
import { PasswordChanged, PasswordRemoved } from '../auth.events';

/** The events that change how an account can be accessed. */
const changes = new Set<string>(
  [PasswordChanged, PasswordRemoved, EmailChanged, PhoneChanged, AccountStateChanged].map(({ type }) => type),
);

/** Registers the events of a folder that stores credentials. */
export function voidLinksOn(...events: readonly { readonly type: string }[]): void {
  for (const { type } of events) changes.add(type);
}

export function isChangeOfCredentials(type: string): boolean {
  return changes.has(type);
}

/**
 * Invalidates pending links and codes after such a change, because an attacker may have requested them, and removes
 * stored responses with tokens.
 */
@Injectable()
export class CredentialChanges implements OnModuleInit {
  constructor(
    private readonly events: Events,
    private readonly oneTimeTokens: OneTimeTokens,
    private readonly idempotency: IdempotencyRepository,
  ) {}

  onModuleInit(): void {
    this.events.inTransaction({
      name: 'auth.credential-changes',
      on: isChangeOfCredentials,
      handle: async ({ subject }) => {
        if (subject === null) return;
        await this.oneTimeTokens.voidAllOf(subject);
        await this.idempotency.removeTokensOf(subject);
      },
    });
  }
}
