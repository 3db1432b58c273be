import { Injectable } from '@nestjs/common';
import { loginNameOf, UserReader } from '@features/users';
import type { SessionPrincipal } from '@platform/access/principal';
import type { UserId } from '@platform/ids/ids';
import { AuthProblems } from '../auth.errors';
import { PasswordCheckFailed, SignInFailed } from '../auth.events';
import { LoginThrottle, type Attempt } from '../throttling/login-throttle';
import type { AttemptTarget } from '../throttling/attempt-counters.rule';
import { CredentialRepository } from './credential.repository';
import { DUMMY_USER_ID } from '../dummy-user-id';
import { ExternalSystem } from './external-system/external-system';
import { isExternalPassword } from './external-system/external-password.rule';
import { PasswordDecoys } from './decoys/password-decoys';
import { PasswordHasher, type StoredHash } from './password-hasher';
import { FailedSignIns } from './failed-sign-ins';

export interface Proof {
  readonly userId: UserId;
  readonly stored: StoredHash;
  readonly attempt: Attempt;
}

/** Verifies all passwords: throttled, and with the same work and response whether or not the account exists. */
@Injectable()
export class PasswordCheck {
  constructor(
    private readonly throttle: LoginThrottle,
    private readonly users: UserReader,
    private readonly credentials: CredentialRepository,
    private readonly hasher: PasswordHasher,
    private readonly decoys: PasswordDecoys,
    private readonly externalSystem: ExternalSystem,
    private readonly failed: FailedSignIns,
  ) {}

  /** Verifies the password of a sign-in. For an unknown name the result is always negative. */
  async checkSignIn(login: { email?: string; username?: string }, password: string): Promise<Proof> {
    const name = loginNameOf(login);
    const userId = name && (await this.users.findNamed(name));
    const input = login.email ?? login.username ?? '';
    const proof = await this.prove({ kind: 'sign-in', name, userId }, name?.text ?? input, input, password);
    if (proof) return proof;
    if (userId) await this.failed.record(SignInFailed.of({ subject: userId }));
    throw AuthProblems.wrong_credentials();
  }

  /**
   * Verifies the current password of a signed-in user. Fails with 403, because clients would take 401 for an ended
   * session.
   */
  async checkOwn({ userId, sessionId }: SessionPrincipal, password: string): Promise<Proof> {
    const contact = await this.users.contactOf(userId);
    const login = contact?.email ?? contact?.username ?? '';
    const proof = await this.prove({ kind: 'own-password', userId, sessionId }, login, login, password);
    if (proof) return proof;
    await this.failed.record(PasswordCheckFailed.of({ subject: userId }));
    throw AuthProblems.wrong_password();
  }

  /** Repeats the check with the current hash, but never with the previous system, which has already verified it. */
  async again({ userId, attempt }: Proof, password: string): Promise<Proof> {
    const stored = await this.credentials.find(userId);
    const isRight = stored && !isExternalPassword(stored.text) && (await this.hasher.matches(password, stored));
    if (isRight) return { userId, stored, attempt };
    throw AuthProblems.wrong_credentials();
  }

  /** `decoy` selects the dummy hash for an unknown name; `login` is sent to the previous system. */
  private async prove(
    target: Extract<AttemptTarget, { kind: 'sign-in' | 'own-password' }>,
    decoy: string,
    login: string,
    password: string,
  ): Promise<Proof | undefined> {
    const { userId } = target;
    const attempt = await this.throttle.attempt(target);
    const { stored, isRight } = await attempt.during(async () => {
      const found = await this.credentials.find(userId ?? DUMMY_USER_ID);
      const imported = found ? undefined : this.decoys.for(decoy);
      const against = imported === undefined ? found : { text: imported, pepperId: null };
      return { stored: found, isRight: await this.isRight(login, password, against) };
    });
    const counts = await attempt.evaluate(isRight && userId !== undefined && stored !== undefined);
    return counts && userId && stored ? { userId, stored, attempt } : undefined;
  }

  private async isRight(login: string, password: string, stored: StoredHash | undefined): Promise<boolean> {
    if (!stored || !isExternalPassword(stored.text)) return this.hasher.matches(password, stored);
    // If the previous system is no longer configured, no password is right.
    return this.externalSystem.isConfigured
      ? this.externalSystem.verify(login, password)
      : this.hasher.matches(password, undefined);
  }
}
