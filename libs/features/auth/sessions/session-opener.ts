import { Injectable } from '@nestjs/common';
import { LastActive } from '@features/users';
import { Events } from '@platform/event-log/events';
import { Origins } from '@platform/origin/seen-origin';
import { newId, type UserId, type SessionId } from '@platform/ids/ids';
import { Transactions } from '@platform/persistence/transactions';
import { Keyring } from '@platform/vault/keyring/keyring';
import { Vault } from '@platform/vault/vault';
import { AuthConfig } from '../auth.config';
import { SignedIn, type SignedInFacts } from '../auth.events';
import { LoginThrottle } from '../throttling/login-throttle';
import { NewSignInNotice } from '../security-notices/new-sign-in-notice';
import { SignInMetrics } from './sign-in-metrics';
import { AccessTokens } from '../tokens/access-tokens';
import { firstToken, hashOf, writeToken } from './refresh-token.rule';
import type { Transport } from './session.entity';
import { SessionRepository } from './session.repository';

export const ORIGIN_PLACE = { table: 'auth_session', column: 'origin_sealed' };

/** The tokens that a client receives after signing in. */
export interface IssuedTokens {
  readonly transport: Transport;
  readonly accessToken: string;
  readonly refreshToken: string;
}

export interface Opening extends Omit<SignedInFacts, 'sessionId'> {
  /** Whether the sign-in counts as step-up authentication. The default is true. */
  readonly isFresh?: boolean;
}

/** Opens all sessions. Runs inside the transaction of the sign-in. */
@Injectable()
export class SessionOpener {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly accessTokens: AccessTokens,
    private readonly keyring: Keyring,
    private readonly vault: Vault,
    private readonly origins: Origins,
    private readonly throttle: LoginThrottle,
    private readonly newSignIn: NewSignInNotice,
    private readonly lastActive: LastActive,
    private readonly events: Events,
    private readonly transactions: Transactions,
    private readonly config: AuthConfig,
    private readonly metrics: SignInMetrics,
  ) {}

  async open(
    userId: UserId,
    roles: readonly string[],
    transport: Transport,
    { method, secondFactor, isFresh = true }: Opening,
  ): Promise<IssuedTokens> {
    const id = newId<SessionId>();
    const token = firstToken(id);
    const box = await this.vault.boxOf(userId);
    const seen = this.origins.seen();
    await this.throttle.rememberNetwork(userId);
    await this.newSignIn.check(userId, seen, box);
    await this.sessions.insert({
      id,
      userId,
      transport,
      tokenHash: hashOf(token),
      days: this.config.sessionDays,
      isFresh,
      originSealed: box.seal(ORIGIN_PLACE, JSON.stringify(seen)),
    });
    await this.events.publish(
      SignedIn.of({ subject: userId, facts: { sessionId: id, method, ...(secondFactor && { secondFactor }) } }),
    );
    this.transactions.afterCommit(() => {
      this.metrics.signedIn(method, secondFactor);
      this.lastActive.record(userId);
    });
    return {
      transport,
      accessToken: this.accessTokens.issue({ userId, sessionId: id, roles }),
      refreshToken: writeToken(token, this.keyring.current('refresh').secret),
    };
  }
}
