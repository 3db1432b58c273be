import { Injectable } from '@nestjs/common';
import { loginNameOf, type Contact } from '@features/users';
import { Events } from '@platform/events/events';
import { PasswordChanged } from '../auth.events';
import { LoginThrottle } from '../throttling/login-throttle';
import { SessionEnder } from '../sessions/session-ender';
import { CredentialRepository } from './credential.repository';
import { PasswordHasher, type StoredHash } from './password-hasher';
import { PasswordPolicy } from './password-policy';

/** Sets a password without the current one, for users who have proven their identity in another way. */
@Injectable()
export class PasswordSetter {
  constructor(
    private readonly policy: PasswordPolicy,
    private readonly hasher: PasswordHasher,
    private readonly credentials: CredentialRepository,
    private readonly throttle: LoginThrottle,
    private readonly sessions: SessionEnder,
    private readonly events: Events,
  ) {}

  /** Checks the policy when the request body is validated. */
  guard<T extends object>(shape: abstract new (...args: never[]) => T, field: keyof T & string): void {
    this.policy.guard(shape, field);
  }

  /** Before the transaction, which must not wait for a hash. Refuses the field when it is no password for them. */
  async hash(pointer: string, password: string, of: Pick<Contact, 'email' | 'username' | 'displayName'>) {
    return this.hasher.hash(this.policy.accept(pointer, password, [of.email, of.username, of.displayName]));
  }

  /** In the transaction. Every session ends; what else there is to sign in with stays as it is. */
  async set({ id, email, username }: Pick<Contact, 'id' | 'email' | 'username'>, hash: StoredHash): Promise<void> {
    await this.credentials.set(id, hash);
    await this.events.publish(PasswordChanged.of({ subject: id }));
    await this.sessions.all(id, 'password_reset');
    const names = [loginNameOf({ email: email ?? undefined }), loginNameOf({ username: username ?? undefined })];
    await this.throttle.forgive(
      id,
      names.filter((name) => name !== undefined),
    );
  }

  /** After the commit: from here on the ended sessions are refused on every node. */
  async untilAllNodesKnow(): Promise<void> {
    await this.sessions.untilAllNodesKnow();
  }
}
