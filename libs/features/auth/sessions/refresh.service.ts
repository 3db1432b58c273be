import { Injectable } from '@nestjs/common';
import { LastActive } from '@features/users';
import { actingUserProven } from '@platform/context/work-context';
import { Events } from '@platform/event-log/events';
import type { SessionId, UserId } from '@platform/ids/ids';
import { Transactions } from '@platform/persistence/transactions';
import { Keyring } from '@platform/vault/keyring/keyring';
import { AuthConfig } from '../auth.config';
import { AuthProblems } from '../auth.errors';
import { RefreshTokenReused } from '../auth.events';
import { RoleHolders } from '@features/access';
import { AccessTokens } from '../tokens/access-tokens';
import { hashOf, readToken, successorOf, writeToken, type RefreshToken } from './refresh-token.rule';
import { SessionEnder } from './session-ender';
import type { IssuedTokens } from './session-opener';
import { SessionRepository, type StoredSession } from './session.repository';

/** Rotates a refresh token. Concurrent requests get the same successor; a stolen token ends the session. */
@Injectable()
export class RefreshService {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly ender: SessionEnder,
    private readonly holders: RoleHolders,
    private readonly accessTokens: AccessTokens,
    private readonly lastActive: LastActive,
    private readonly keyring: Keyring,
    private readonly events: Events,
    private readonly transactions: Transactions,
    private readonly config: AuthConfig,
  ) {}

  async refresh(text: string): Promise<IssuedTokens> {
    const { token, key } = this.read(text);
    const successor = successorOf(token, key);
    const { state, isRotated } = await this.rotateToken(token, successor);
    return isRotated ? this.issue(state, successor) : this.handleReuse(state, token, successor);
  }

  /** Accepts every token of the session, including used ones, because a replay would end the session as well. */
  async signOut(text: string): Promise<void> {
    const { sessionId } = this.read(text).token;
    const state = await this.sessions.read(sessionId);
    if (!state) throw AuthProblems.refresh_token_invalid();
    actingUserProven(state.userId);
    await this.transactions.run(() => this.ender.one(sessionId, state.userId, 'signed_out'));
    await this.ender.untilAllNodesKnow();
  }

  /** The session of the current token, which stays as it is. Unlike a refresh, an old token raises no alarm. */
  async ownerOf(text: string): Promise<{ readonly userId: UserId; readonly sessionId: SessionId } | undefined> {
    const token = this.tokenIn(text)?.token;
    const state = token && (await this.sessions.read(token.sessionId));
    if (!state?.isAlive || !state.currentHash.equals(hashOf(token as RefreshToken))) return undefined;
    return { userId: state.userId, sessionId: state.id };
  }

  private read(text: string): { readonly token: RefreshToken; readonly key: Buffer } {
    const read = this.tokenIn(text);
    if (!read) throw AuthProblems.refresh_token_invalid();
    return read;
  }

  private tokenIn(text: string): { readonly token: RefreshToken; readonly key: Buffer } | undefined {
    const keys = this.keyring.live('refresh').map(({ secret }) => secret);
    return readToken(text, keys);
  }

  /** One of several concurrent callers rotates the token; the others find it rotated. */
  private async rotateToken(token: RefreshToken, successor: RefreshToken) {
    const [presented, next] = [hashOf(token), hashOf(successor)];
    return this.transactions.run(async () => {
      const state = await this.state(token);
      const isRotated = state.currentHash.equals(presented);
      if (isRotated) await this.sessions.rotate(state, next, this.config.sessionDays);
      return { state, isRotated };
    });
  }

  private async state({ sessionId }: RefreshToken): Promise<StoredSession> {
    const state = await this.sessions.lock(sessionId);
    if (!state) throw AuthProblems.refresh_token_invalid();
    if (state.isAlive) return state;
    throw state.endReason === 'token_reused'
      ? AuthProblems.refresh_token_reused()
      : AuthProblems.refresh_token_invalid();
  }

  /** A token that was already rotated: a concurrent request, a lost response, or a stolen token. */
  private async handleReuse(state: StoredSession, token: RefreshToken, successor: RefreshToken): Promise<IssuedTokens> {
    const successorIsUnused = state.currentHash.equals(hashOf(successor));
    if (successorIsUnused && state.isGraceful) return this.issue(state, successor);
    await this.transactions.run(async () => {
      if (!(await this.ender.one(token.sessionId, state.userId, 'token_reused'))) return;
      await this.events.publish(
        RefreshTokenReused.of({ subject: state.userId, facts: { sessionId: token.sessionId } }),
      );
    });
    await this.ender.untilAllNodesKnow();
    throw AuthProblems.refresh_token_reused();
  }

  private async issue({ userId, transport }: StoredSession, successor: RefreshToken): Promise<IssuedTokens> {
    this.lastActive.record(userId);
    const roles = await this.holders.rolesOf(userId);
    return {
      transport,
      accessToken: this.accessTokens.issue({ userId, sessionId: successor.sessionId, roles }),
      refreshToken: writeToken(successor, this.keyring.current('refresh').secret),
    };
  }
}
