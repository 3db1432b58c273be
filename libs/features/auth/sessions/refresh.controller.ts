import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SessionPrincipal } from '@platform/access/principal';
import { RequestProblems } from '@platform/errors/platform.errors';
import { ForEveryone, ForSignedIn } from '@platform/http/access/audience';
import { CurrentSession } from '@platform/http/access/current-user';
import { Operation } from '@platform/http/answers/operation';
import { Limited } from '@platform/http/rate-limit/limits';
import { AuthProblems } from '../auth.errors';
import { RefreshService } from './refresh.service';
import { SessionService } from './session.service';
import { TokenTransport } from './token-transport';
import { RefreshDto, TokensDto } from './tokens.dto';

@ApiTags('auth')
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
    id: 'refresh',
    summary: 'Exchange a refresh token for new tokens',
    description: 'Parallel calls with one token get the same successor. A replay ends the session.',
    status: 200,
    answer: TokensDto,
    refuses: [AuthProblems.refresh_token_invalid, AuthProblems.refresh_token_reused, RequestProblems.foreign_origin],
  })
  async refresh(
    @Body() body: RefreshDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.transport.hand(await this.refreshes.refresh(this.transport.take(request, body.refreshToken)), reply);
  }

  @Post('logout')
  @ForSignedIn()
  @Operation({ id: 'logout', summary: 'End the current session', status: 204 })
  async logout(@CurrentSession() user: SessionPrincipal, @Res({ passthrough: true }) reply: FastifyReply) {
    await this.sessions.signOut(user);
    this.transport.drop(reply);
  }
}
