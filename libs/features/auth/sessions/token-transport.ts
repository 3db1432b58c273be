import { parseCookie, stringifySetCookie } from 'cookie';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RequestProblems } from '@platform/errors/platform.errors';
import { HttpConfig } from '@platform/http/http.config';
import { AuthConfig } from '../auth.config';
import { AuthProblems } from '../auth.errors';
import { isForeign } from './origin.rule';
import type { IssuedTokens } from './session-opener';
import type { TokensDto } from './tokens.dto';

const COOKIE = {
  name: '__Host-userkeep-refresh',
  path: '/',
  httpOnly: true,
  secure: true,
  sameSite: 'strict',
} as const;

/**
 * How tokens reach a client and come back: in bodies, or the refresh token in a cookie no script can read. Cookies are
 * read and written here alone, so no plugin has a part in every other request.
 */
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
    reply.header('set-cookie', stringifySetCookie({ ...COOKIE, value: tokens.refreshToken, maxAge }));
    return answer;
  }

  take(request: FastifyRequest, given: string | undefined): string {
    if (given !== undefined) return given;
    const cookie = parseCookie(request.headers.cookie ?? '')[COOKIE.name];
    if (cookie === undefined) throw AuthProblems.refresh_token_invalid();
    this.refuseForeign(request);
    return cookie;
  }

  drop(reply: FastifyReply): void {
    reply.header('set-cookie', stringifySetCookie({ ...COOKIE, value: '', expires: new Date(0) }));
  }

  private refuseForeign(request: FastifyRequest): void {
    const { origin, 'sec-fetch-site': site } = request.headers;
    const own = [new URL(this.http.publicUrl).origin, ...this.http.corsOrigins];
    if (isForeign(origin, typeof site === 'string' ? site : undefined, own)) throw RequestProblems.foreign_origin();
  }
}
