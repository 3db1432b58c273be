import { Injectable } from '@nestjs/common';
import { Events } from '@platform/events/events';
import { HeldCredentials, type CredentialKind } from '../../held-credentials';
import { PasskeyRepository } from './passkey.repository';
import { PasskeyRemoved } from './passkeys.events';

@Injectable()
export class HeldPasskeys implements CredentialKind {
  readonly name = 'passkey';

  constructor(
    held: HeldCredentials,
    private readonly passkeys: PasskeyRepository,
    private readonly events: Events,
  ) {
    held.register(this);
  }

  async waysIn(userId: string): Promise<number> {
    return this.passkeys.countOf(userId);
  }

  async giveUp(userId: string): Promise<void> {
    const count = await this.passkeys.removeAllOf(userId);
    if (count > 0) await this.events.publish(PasskeyRemoved.of({ subject: userId, facts: { count } }));
  }
}
