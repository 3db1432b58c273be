import { Injectable } from '@nestjs/common';
import { UsernameRemovalGate, UserReader, UsersProblems } from '@features/users';
import { Events } from '@platform/event-log/events';
import type { UserId } from '@platform/ids/ids';
import { PasswordRemoved } from '../auth.events';
import { SignInCredentials, type CredentialKind } from '../credentials/sign-in-credentials';
import { CredentialRepository } from './credential.repository';

@Injectable()
export class PasswordCredential implements CredentialKind {
  readonly name = 'password';

  constructor(
    private readonly signInCredentials: SignInCredentials,
    private readonly credentials: CredentialRepository,
    private readonly users: UserReader,
    private readonly events: Events,
    usernameRemoval: UsernameRemovalGate,
  ) {
    signInCredentials.register(this);
    usernameRemoval.register((userId) => this.refuseLastName(userId));
  }

  async countMethods(userId: UserId): Promise<number> {
    if (!(await this.credentials.find(userId))) return 0;
    const { hasEmail, hasUsername } = await this.users.namesOf(userId);
    return hasEmail || hasUsername ? 1 : 0;
  }

  async removeAllFor(userId: UserId): Promise<void> {
    if (!(await this.credentials.find(userId))) return;
    await this.credentials.remove(userId);
    await this.events.publish(PasswordRemoved.of({ subject: userId }));
  }

  /** A password needs a username or an email address to sign in with. */
  private async refuseLastName(userId: UserId): Promise<void> {
    if (!(await this.credentials.find(userId)) || (await this.users.namesOf(userId)).hasEmail) return;
    const others = (await this.signInCredentials.kindsOf(userId)).filter(({ name }) => name !== this.name);
    if (others.length === 0) throw UsersProblems.username_required();
  }
}
