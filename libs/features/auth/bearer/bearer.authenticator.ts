import { Injectable, type ExecutionContext, type OnModuleInit } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Caller, SessionPrincipal, UserPrincipal } from '@platform/access/principal';
import { AccessProblems } from '@platform/errors/platform.errors';
import { Authenticator } from '@platform/http/access/authenticator';
import { requestOf } from '@platform/http/request/request-of';
import { ClusterNotifications } from '@platform/cluster-notifications/cluster-notifications';
import { ApiKeyAuthentication } from '../api-keys/api-key-authentication';
import { keyIn } from '../api-keys/key-text.rule';
import { RoleCache, RoleHolders, ROLES_CHANGED } from '@features/access';
import type { SessionId, UserId } from '@platform/ids/ids';
import { SESSIONS_ENDED } from '../auth.cluster-topics';
import { SessionRepository } from '../sessions/session.repository';
import { RecentStepUp } from '../step-up/recent-step-up';
import { AccessTokenStrategy } from '../tokens/access-token.strategy';
import type { AccessClaims } from '../tokens/access-tokens';
import { HeaderlessSessions } from './headerless-sessions';
import { SessionMemory } from './session-memory';
import { VerifiedTokens } from './verified-tokens';
import { KEYRING_CHANGED } from '@platform/vault/keyring/key-notifications';

/** A single bearer token. Tokens that userkeep issues are shorter than this limit. */
const BEARER = /^bearer \S{1,4096}$/i;

type SessionClaims = Pick<AccessClaims, 'sub' | 'sid'>;

/** Authenticates access tokens with the current state of the user, not that at the time of signing. */
@Injectable()
export class BearerAuthenticator extends Authenticator implements OnModuleInit {
  constructor(
    private readonly strategy: AccessTokenStrategy,
    private readonly verified: VerifiedTokens,
    private readonly memory: SessionMemory,
    private readonly sessions: SessionRepository,
    private readonly holders: RoleHolders,
    private readonly roleCache: RoleCache,
    private readonly apiKeys: ApiKeyAuthentication,
    private readonly cluster: ClusterNotifications,
    private readonly recentStepUp: RecentStepUp,
    private readonly headerless: HeaderlessSessions,
  ) {
    super();
  }

  onModuleInit(): void {
    this.cluster.on(KEYRING_CHANGED, () => this.verified.forget());
    for (const topic of [SESSIONS_ENDED, ROLES_CHANGED]) this.cluster.on(topic, (userId) => this.memory.forget(userId));
  }

  /** A token that was verified before is authenticated from memory, without a promise. */
  authenticate(context: ExecutionContext): Caller | Promise<Caller> {
    const request = requestOf(context);
    const bearer = this.verified.get(request.headers.authorization ?? '');
    if (!bearer) return this.lookUpUnknown(request);
    if (!this.cluster.isCurrent()) return this.lookUp(bearer.claims);
    const changes = this.memory.changes + this.roleCache.changes;
    if (bearer.found?.changes === changes) return bearer.found.principal;
    const { claims } = bearer;
    const roles = this.memory.rolesIn(claims.sid, claims.sub);
    if (!roles) return this.lookUp(claims);
    bearer.found = { principal: this.principalOf(claims, roles), changes };
    return bearer.found.principal;
  }

  async authenticateWithoutHeader(request: FastifyRequest): Promise<SessionPrincipal> {
    const { userId, sessionId } = await this.headerless.ownerOf(request);
    return this.lookUp({ sub: userId, sid: sessionId });
  }

  async current(caller: Caller): Promise<Caller> {
    if (caller.kind === 'app') return this.apiKeys.current(caller.keyId);
    if (caller.key) return this.apiKeys.current(caller.key.id);
    return this.lookUp({ sub: caller.userId, sid: caller.sessionId });
  }

  /** Handles API keys and new access tokens, which differ in their form. */
  private async lookUpUnknown(request: FastifyRequest): Promise<Caller> {
    const key = keyIn(request.headers.authorization ?? '');
    return key === undefined ? this.lookUp(await this.check(request)) : this.apiKeys.find(key);
  }

  /** Reads the session from the database unless it is cached. A session that is known to have ended needs no query. */
  private async lookUp(claims: SessionClaims): Promise<SessionPrincipal> {
    const { sid, sub } = claims;
    if (this.memory.hasEnded(sid)) throw AccessProblems.session_ended();
    const isCurrent = this.cluster.isCurrent();
    await this.roleCache.current();
    const cached = isCurrent ? this.memory.rolesIn(sid, sub) : undefined;
    const roles = cached ?? (await this.memory.lookUp(sid, sub, () => this.rolesIfActive(sid, sub)));
    if (!roles) throw AccessProblems.session_ended();
    return this.principalOf(claims, roles);
  }

  private async rolesIfActive(sessionId: SessionId, userId: UserId): Promise<readonly string[] | undefined> {
    const [isAlive, roles] = await Promise.all([this.sessions.isAlive(sessionId), this.holders.rolesOf(userId)]);
    return isAlive ? roles : undefined;
  }

  private principalOf({ sub, sid }: SessionClaims, roles: readonly string[]): SessionPrincipal {
    return {
      kind: 'user',
      userId: sub,
      sessionId: sid,
      roles,
      permissions: this.roleCache.permissionsOf(roles),
    };
  }

  async hasSteppedUp(user: UserPrincipal): Promise<boolean> {
    return this.recentStepUp.of(user);
  }

  private async check(request: FastifyRequest): Promise<AccessClaims> {
    const { authorization = '' } = request.headers;
    if (!BEARER.test(authorization)) throw AccessProblems.token_invalid();
    const claims = await this.strategy.check(request);
    this.verified.add(authorization, claims);
    return claims;
  }
}
