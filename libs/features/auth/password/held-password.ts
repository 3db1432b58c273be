import { Injectable } from '@nestjs/common';
import { Events } from '@platform/events/events';
import { PasswordDropped } from '../auth.events';
import { HeldCredentials, type CredentialKind } from '../held-credentials';
import { CredentialRepository } from './credential.repository';

@Injectable()
export class HeldPassword implements CredentialKind {
  readonly name = 'password';

  constructor(
    held: HeldCredentials,
    private readonly credentials: CredentialRepository,
    private readonly events: Events,
  ) {
    held.register(this);
  }

  async waysIn(userId: string): Promise<number> {
    return (await this.credentials.find(userId)) ? 1 : 0;
  }

  async giveUp(userId: string): Promise<void> {
    if (!(await this.credentials.find(userId))) return;
    await this.credentials.remove(userId);
    await this.events.publish(PasswordDropped.of({ subject: userId }));
  }
}
