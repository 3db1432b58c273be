import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AccountStateChanged, EmailChanged } from '@features/users';
import { Events } from '@platform/events/events';
import { OneTimeSecrets } from '@platform/one-time/one-time-secrets';
import { PasswordChanged, PasswordDropped } from './auth.events';

/** The events that change how an account can be accessed. */
const changes = new Set([PasswordChanged, PasswordDropped, EmailChanged, AccountStateChanged].map(({ type }) => type));

/** Registers the events of a folder that stores credentials. */
export function changeCredentials(...events: readonly { readonly type: string }[]): void {
  for (const { type } of events) changes.add(type);
}

export function isChangeOfCredentials(type: string): boolean {
  return changes.has(type);
}

/** Invalidates pending links and codes after such a change, because an attacker may have requested them. */
@Injectable()
export class CredentialChanges implements OnModuleInit {
  constructor(
    private readonly events: Events,
    private readonly secrets: OneTimeSecrets,
  ) {}

  onModuleInit(): void {
    this.events.inTransaction(async ({ type, subject }) => {
      if (subject !== null && isChangeOfCredentials(type)) await this.secrets.voidAllOf(subject);
    });
  }
}
