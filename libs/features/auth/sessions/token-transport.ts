import fastifyCookie from '@fastify/cookie';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RequestProblems } from '@platform/errors/platform.errors';
import { HttpConfig } from '@platform/http/http.config';
import { AuthConfig } from '../auth.config';
import { AuthProblems } from '../auth.errors';
import { isForeign } from './origin.rule';
import type { IssuedTokens } from './session-opener';
import type { TokensDto } from './tokens.dto';

const COOKIE = '__Host-userkeep-refresh';
const COOKIE_OPTIONS = { path: '/', httpOnly: true, secure: true, sameSite: 'strict' } as const;

/** How tokens reach a client and come back: in bodies, or the refresh token in a cookie no script can read. */
@Injectable()
export class TokenTransport {
  constructor(
    private readonly config: AuthConfig,
    private readonly http: HttpConfig,
  ) {}

  hand(tokens: IssuedTokens, reply: FastifyReply): TokensDto {
    const answer: TokensDto = {
      accessToken: tokens.accessToken,
      tokenType: 'Bearer',
      expiresIn: this.config.accessSeconds,
    };
    if (tokens.transport === 'body') return { ...answer, refreshToken: tokens.refreshToken };
    const maxAge = this.config.sessionDays * 86_400;
    // Written at once: the plugin would do it only when the answer leaves, too late for one that is to be kept.
    reply.header('set-cookie', fastifyCookie.serialize(COOKIE, tokens.refreshToken, { ...COOKIE_OPTIONS, maxAge }));
    return answer;
  }

  take(request: FastifyRequest, given: string | undefined): string {
    if (given !== undefined) return given;
    const cookie = request.cookies[COOKIE];
    if (cookie === undefined) throw AuthProblems.refresh_token_invalid();
    this.refuseForeign(request);
    return cookie;
  }

  drop(reply: FastifyReply): void {
    reply.clearCookie(COOKIE, COOKIE_OPTIONS);
  }

  private refuseForeign(request: FastifyRequest): void {
    const { origin, 'sec-fetch-site': site } = request.headers;
    const own = [new URL(this.http.publicUrl).origin, ...this.http.corsOrigins];
    if (isForeign(origin, typeof site === 'string' ? site : undefined, own)) throw RequestProblems.foreign_origin();
  }
}
