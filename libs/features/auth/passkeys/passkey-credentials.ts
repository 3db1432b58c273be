import { Injectable } from '@nestjs/common';
import { Events } from '@platform/event-log/events';
import type { UserId } from '@platform/ids/ids';
import { SignInCredentials, type CredentialKind } from '../credentials/sign-in-credentials';
import { PasskeyRepository } from './passkey.repository';
import { PasskeyRemoved } from './passkeys.events';

@Injectable()
export class PasskeyCredentials implements CredentialKind {
  readonly name = 'passkey';

  constructor(
    signInCredentials: SignInCredentials,
    private readonly passkeys: PasskeyRepository,
    private readonly events: Events,
  ) {
    signInCredentials.register(this);
  }

  async countMethods(userId: UserId): Promise<number> {
    return this.passkeys.countOf(userId);
  }

  async removeAllFor(userId: UserId): Promise<void> {
    const count = await this.passkeys.removeAllOf(userId);
    if (count > 0) await this.events.publish(PasskeyRemoved.of({ subject: userId, facts: { count } }));
  }
}
