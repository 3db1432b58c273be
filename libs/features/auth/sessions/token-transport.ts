import { parseCookie, stringifySetCookie } from 'cookie';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccessProblems, RequestProblems } from '@platform/errors/platform.errors';
import { HttpConfig } from '@platform/http/http.config';
import { AuthConfig } from '../auth.config';
import { AuthProblems } from '../auth.errors';
import { isFromOtherSite } from './origin.rule';
import type { IssuedTokens } from './session-opener';
import type { TokensDto } from './tokens.dto';

const REFRESH = '__Host-userkeep-refresh';
const DEVICE = '__Host-userkeep-device';
const DAY_SECONDS = 86_400;

/**
 * Transports tokens in bodies, or the refresh token in an HttpOnly cookie. Cookies are parsed only here, so that no
 * plugin runs on other requests.
 */
@Injectable()
export class TokenTransport {
  constructor(
    private readonly config: AuthConfig,
    private readonly http: HttpConfig,
  ) {}

  private get cookie() {
    const { cookieSameSite: sameSite } = this.http;
    // Partitioned cookies are accepted even by browsers that block third-party cookies.
    return { path: '/', httpOnly: true, secure: true, sameSite, partitioned: sameSite === 'none' } as const;
  }

  send(tokens: IssuedTokens, reply: FastifyReply): TokensDto {
    const body: TokensDto = {
      accessToken: tokens.accessToken,
      tokenType: 'Bearer',
      expiresIn: this.config.accessSeconds,
    };
    if (tokens.transport === 'body') return { ...body, refreshToken: tokens.refreshToken };
    const maxAge = this.config.sessionDays * DAY_SECONDS;
    reply.header(
      'set-cookie',
      stringifySetCookie({ ...this.cookie, name: REFRESH, value: tokens.refreshToken, maxAge }),
    );
    return body;
  }

  /** Uses the same transport as the tokens. */
  sendDeviceToken(
    { transport }: IssuedTokens,
    deviceToken: string | undefined,
    reply: FastifyReply,
  ): { deviceToken?: string } {
    if (deviceToken === undefined) return {};
    if (transport === 'body') return { deviceToken };
    const maxAge = this.config.trustedDeviceDays * DAY_SECONDS;
    reply.header('set-cookie', stringifySetCookie({ ...this.cookie, name: DEVICE, value: deviceToken, maxAge }));
    return {};
  }

  /** The device token alone grants no access, so the origin need not be checked. */
  deviceTokenOf(request: FastifyRequest, bodyToken: string | undefined): string | undefined {
    const { cookie } = request.headers;
    return bodyToken ?? (cookie === undefined ? undefined : parseCookie(cookie)[DEVICE]);
  }

  refreshTokenOf(request: FastifyRequest, bodyToken: string | undefined): string {
    if (bodyToken !== undefined) return bodyToken;
    const cookie = this.cookieOf(request);
    if (cookie === undefined) throw AuthProblems.refresh_token_invalid();
    return cookie;
  }

  /** For a request without an access token. Throws if it has no refresh cookie either. */
  requireCookie(request: FastifyRequest): string {
    const cookie = this.cookieOf(request);
    if (cookie === undefined) throw AccessProblems.not_signed_in();
    return cookie;
  }

  clearCookie(reply: FastifyReply): void {
    reply.header('set-cookie', stringifySetCookie({ ...this.cookie, name: REFRESH, value: '', expires: new Date(0) }));
  }

  private cookieOf(request: FastifyRequest): string | undefined {
    const cookie = parseCookie(request.headers.cookie ?? '')[REFRESH];
    if (cookie !== undefined) this.refuseOtherSite(request);
    return cookie;
  }

  private refuseOtherSite(request: FastifyRequest): void {
    const { origin, 'sec-fetch-site': site } = request.headers;
    const ownOrigins = [new URL(this.http.publicUrl).origin, ...this.http.corsOrigins];
    const isCrossSite = this.http.cookieSameSite === 'none';
    if (isFromOtherSite(origin, typeof site === 'string' ? site : undefined, ownOrigins, { isCrossSite }))
      throw RequestProblems.origin_not_allowed();
  }
}
