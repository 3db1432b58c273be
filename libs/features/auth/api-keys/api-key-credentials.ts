import { Injectable } from '@nestjs/common';
import type { UserId } from '@platform/ids/ids';
import { SignInCredentials, type CredentialKind } from '../credentials/sign-in-credentials';
import { ApiKeyRepository } from './api-key.repository';
import { ApiKeys } from './api-keys';
import { MAX_KEYS } from './key-days.rule';

/**
 * Revokes all keys of a user when another person may have had access to the account. A new password does not revoke
 * keys: programs keep working, and the user was notified of each key when it was created.
 */
@Injectable()
export class ApiKeyCredentials implements CredentialKind {
  readonly name = 'api_key';

  constructor(
    signInCredentials: SignInCredentials,
    private readonly stored: ApiKeyRepository,
    private readonly keys: ApiKeys,
  ) {
    signInCredentials.register(this);
  }

  /** API keys are not a sign-in method for users. */
  async countMethods(): Promise<number> {
    return 0;
  }

  async removeAllFor(userId: UserId): Promise<void> {
    for (const { id } of await this.stored.list(userId, undefined, MAX_KEYS)) await this.keys.revoke(id, userId);
  }
}
