import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SessionPrincipal } from '@platform/access/principal';
import { AccessProblems, RequestProblems } from '@platform/errors/platform.errors';
import { ForEveryone } from '@platform/http/access/audience';
import { OptionalSession } from '@platform/http/access/current-user';
import { Operation } from '@platform/http/answers/operation';
import { Limited } from '@platform/http/rate-limit/limits';
import { SIGN_IN } from '../auth.tags';
import { AuthProblems } from '../auth.errors';
import { RefreshService } from './refresh.service';
import { SessionService } from './session.service';
import { TokenTransport } from './token-transport';
import { RefreshDto, TokensDto } from './tokens.dto';

@ApiTags(SIGN_IN)
@Controller('v1/auth')
export class RefreshController {
  constructor(
    private readonly refreshes: RefreshService,
    private readonly sessions: SessionService,
    private readonly transport: TokenTransport,
  ) {}

  @Post('refresh')
  @ForEveryone()
  @Limited('write')
  @Operation({
    id: 'refreshTokens',
    summary: 'Exchange a refresh token for new tokens',
    description:
      'Concurrent requests with the same refresh token return the same new token. Using a token again later ends the session.',
    status: 200,
    answer: TokensDto,
    refuses: [
      AuthProblems.refresh_token_invalid,
      AuthProblems.refresh_token_reused,
      RequestProblems.origin_not_allowed,
    ],
  })
  async refresh(
    @Body() body: RefreshDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.transport.send(
      await this.refreshes.refresh(this.transport.refreshTokenOf(request, body.refreshToken)),
      reply,
    );
  }

  @Post('logout')
  @ForEveryone({ recognises: true, cookie: true })
  @Limited('write')
  @Operation({
    id: 'signOut',
    summary: 'Sign out',
    description: 'Ends the session of the access token or, if that is missing or expired, of the refresh cookie.',
    status: 204,
    refuses: [
      AccessProblems.not_signed_in,
      AccessProblems.api_key_not_allowed,
      AuthProblems.refresh_token_invalid,
      RequestProblems.origin_not_allowed,
    ],
  })
  async logout(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @OptionalSession() user?: SessionPrincipal,
  ) {
    if (user) await this.sessions.signOut(user);
    else await this.refreshes.signOut(this.transport.requireCookie(request));
    this.transport.clearCookie(reply);
  }
}
