import { Injectable, type ExecutionContext, type OnModuleInit } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Caller, SessionPrincipal, UserPrincipal } from '@platform/access/principal';
import { AccessProblems } from '@platform/errors/platform.errors';
import { Authenticator } from '@platform/http/access/authenticator';
import { requestOf } from '@platform/http/request/request-of';
import { Signals } from '@platform/signals/signals';
import { KeyBearers } from '../api-keys/key-bearers';
import { keyIn } from '../api-keys/key-text.rule';
import { AuthConfig } from '../auth.config';
import { RoleBook } from '../roles/role-book';
import { RoleHolders } from '../roles/role-holders.repository';
import { SessionRepository } from '../sessions/session.repository';
import { AccessTokenStrategy } from './access-token.strategy';
import type { AccessClaims } from './access-tokens';
import { SessionMemory } from './session-memory';
import { VerifiedTokens, type Verified } from './verified-tokens';

/** One token and nothing after it, of a length that tokens of ours have. */
const BEARER = /^bearer \S{1,4096}$/i;

/** Another node's clock, which dated the token, may be ahead of ours by this much. */
const CLOCK_SKEW_SECONDS = 30;

/** Who a bearer of an access token is, now: not when the token was signed. */
@Injectable()
export class AccessTokenAuthenticator extends Authenticator implements OnModuleInit {
  /** Tokens older than this process: what changed about them before it listened, only the database knows. */
  private readonly knowsSince = Math.floor(Date.now() / 1000) + CLOCK_SKEW_SECONDS;
  private readonly lookedUp = new Set<string>();

  constructor(
    private readonly strategy: AccessTokenStrategy,
    private readonly verified: VerifiedTokens,
    private readonly memory: SessionMemory,
    private readonly sessions: SessionRepository,
    private readonly holders: RoleHolders,
    private readonly roleBook: RoleBook,
    private readonly keyBearers: KeyBearers,
    private readonly signals: Signals,
    private readonly config: AuthConfig,
  ) {
    super();
  }

  onModuleInit(): void {
    this.signals.on('vault.keyring', () => this.verified.forget());
    this.signals.on('auth.sessions-ended', async (userId) => {
      const seconds = this.config.accessSeconds;
      this.memory.rememberEnded(await this.sessions.endedSince(userId, seconds), seconds);
    });
    this.signals.on('auth.roles-changed', async (userId) => {
      const turn = this.memory.takeTurn();
      this.memory.rememberRoles(userId, await this.holders.rolesOf(userId), turn, this.config.accessSeconds);
    });
  }

  /** A token that was checked before is told from memory alone, without a promise to wait for. */
  authenticate(context: ExecutionContext): Caller | Promise<Caller> {
    const request = requestOf(context);
    const bearer = this.verified.get(request.headers.authorization ?? '');
    if (!bearer) return this.lookUpUnknown(request);
    if (this.isUnsureOf(bearer)) return this.lookUp(bearer.claims);
    const changes = this.memory.changes + this.roleBook.changes;
    if (bearer.found?.changes !== changes) bearer.found = { principal: this.principalOf(bearer.claims), changes };
    return bearer.found.principal;
  }

  /** An API key, or an access token that was not shown here before; their form alone tells which. */
  private async lookUpUnknown(request: FastifyRequest): Promise<Caller> {
    const key = keyIn(request.headers.authorization ?? '');
    return key === undefined ? this.lookUp(await this.check(request)) : this.keyBearers.find(key);
  }

  private async lookUp(claims: AccessClaims): Promise<SessionPrincipal> {
    // Before the database is asked: what is known to have ended costs nothing to refuse.
    if (this.memory.hasEnded(claims.sid)) throw AccessProblems.session_ended();
    if (this.isUnsureOf({ claims })) await this.askDatabase(claims);
    return this.principalOf(claims);
  }

  private principalOf(claims: AccessClaims): SessionPrincipal {
    if (this.memory.hasEnded(claims.sid)) throw AccessProblems.session_ended();
    const roles = this.memory.changedRolesOf(claims.sub) ?? claims.roles;
    return {
      kind: 'user',
      userId: claims.sub,
      sessionId: claims.sid,
      roles,
      permissions: this.roleBook.permissionsOf(roles),
    };
  }

  async hasSteppedUp({ sessionId }: UserPrincipal): Promise<boolean> {
    return sessionId !== undefined && this.sessions.hasSteppedUp(sessionId, this.config.stepUpMinutes);
  }

  private async check(request: FastifyRequest): Promise<AccessClaims> {
    const { authorization = '' } = request.headers;
    if (!BEARER.test(authorization)) throw AccessProblems.token_invalid();
    const claims = await this.strategy.check(request);
    this.verified.add(authorization, claims);
    return claims;
  }

  /** Whoever was found from memory once need not be looked up again for being older than it. */
  private isUnsureOf({ claims, found }: Pick<Verified, 'claims' | 'found'>): boolean {
    return (!found && this.isOld(claims)) || !this.signals.isCurrent();
  }

  private isOld({ iat, sid }: AccessClaims): boolean {
    return iat <= this.knowsSince && !this.lookedUp.has(sid);
  }

  private async askDatabase(claims: AccessClaims): Promise<void> {
    const { sid, sub } = claims;
    const turn = this.memory.takeTurn();
    const [isAlive, roles] = await Promise.all([this.sessions.isAlive(sid), this.holders.rolesOf(sub)]);
    if (!isAlive) {
      this.memory.rememberEnded([sid], this.config.accessSeconds);
      throw AccessProblems.session_ended();
    }
    this.memory.rememberRoles(sub, roles, turn, this.config.accessSeconds);
    if (this.isOld(claims) && this.signals.isCurrent()) this.rememberLookUp(sid);
  }

  private rememberLookUp(sessionId: string): void {
    if (this.lookedUp.size >= 100_000) this.lookedUp.clear();
    this.lookedUp.add(sessionId);
  }
}
