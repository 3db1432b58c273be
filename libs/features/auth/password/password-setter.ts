import { Injectable } from '@nestjs/common';
import { loginNameOf, type Contact } from '@features/users';
import { Events } from '@platform/event-log/events';
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
  applyPolicyTo<T extends object>(shape: abstract new (...args: never[]) => T, field: keyof T & string): void {
    this.policy.applyTo(shape, field);
  }

  /** Throws a field error for a weak password. Must run before the transaction, which must not wait for a hash. */
  async hash(pointer: string, password: string, of: Pick<Contact, 'email' | 'username' | 'displayName'>) {
    return this.hasher.hash(this.policy.accept(pointer, password, [of.email, of.username, of.displayName]));
  }

  /** Must run in a transaction. Ends all sessions; the other sign-in methods do not change. */
  async set({ id, email, username }: Pick<Contact, 'id' | 'email' | 'username'>, hash: StoredHash): Promise<void> {
    await this.credentials.set(id, hash);
    await this.events.publish(PasswordChanged.of({ subject: id }));
    await this.sessions.all(id, 'password_reset');
    const names = [loginNameOf({ email: email ?? undefined }), loginNameOf({ username: username ?? undefined })];
    await this.throttle.clearFailures(
      id,
      names.filter((name) => name !== undefined),
    );
  }

  /** Must run after the commit. Resolves once every node rejects the ended sessions. */
  async untilAllNodesKnow(): Promise<void> {
    await this.sessions.untilAllNodesKnow();
  }
}
