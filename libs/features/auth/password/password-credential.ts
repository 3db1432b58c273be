import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ProfileChanged, UserReader, UsersProblems } from '@features/users';
import { Events } from '@platform/events/events';
import { PasswordRemoved } from '../auth.events';
import { SignInCredentials, type CredentialKind } from '../credentials/sign-in-credentials';
import { CredentialRepository } from './credential.repository';

@Injectable()
export class PasswordCredential implements CredentialKind, OnModuleInit {
  readonly name = 'password';

  constructor(
    private readonly signInCredentials: SignInCredentials,
    private readonly credentials: CredentialRepository,
    private readonly users: UserReader,
    private readonly events: Events,
  ) {
    signInCredentials.register(this);
  }

  onModuleInit(): void {
    this.events.inTransaction(async ({ type, subject, changes }) => {
      if (type !== ProfileChanged.type || subject === null) return;
      if (changes.username?.after === null) await this.refuseLastName(subject);
    });
  }

  async countMethods(userId: string): Promise<number> {
    if (!(await this.credentials.find(userId))) return 0;
    const { hasEmail, hasUsername } = await this.users.namesOf(userId);
    return hasEmail || hasUsername ? 1 : 0;
  }

  async removeAllFor(userId: string): Promise<void> {
    if (!(await this.credentials.find(userId))) return;
    await this.credentials.remove(userId);
    await this.events.publish(PasswordRemoved.of({ subject: userId }));
  }

  /** While the username is about to go, whether or not that is written yet. */
  private async refuseLastName(userId: string): Promise<void> {
    if (!(await this.credentials.find(userId)) || (await this.users.namesOf(userId)).hasEmail) return;
    const others = (await this.signInCredentials.kindsOf(userId)).filter(({ name }) => name !== this.name);
    if (others.length === 0) throw UsersProblems.username_required();
  }
}
