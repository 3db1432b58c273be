import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ForEveryone } from '@platform/http/access/audience';
import { Operation } from '@platform/http/answers/operation';
import { Limited } from '@platform/http/rate-limit/limits';
import { SIGN_IN } from '../../auth.tags';
import { EntryAnswer } from '../../entrance/entry-answer';
import { BeginFlowQuery } from '../identities/flow/flow.dto';
import { WebFlow } from '../identities/flow/web-flow';
import { IdTokenDto, NonceDto } from '../identities/native/id-token.dto';
import { NativeEntry } from '../identities/native/native-entry';
import { BEGIN, BY_ID_TOKEN, FINISH, NONCE } from '../identities/way-operations';
import { OidcProviders } from './oidc-providers';

@ApiTags(SIGN_IN)
@Controller('v1/auth/oidc/:provider')
export class OidcController {
  constructor(
    private readonly providers: OidcProviders,
    private readonly flow: WebFlow,
    private readonly native: NativeEntry,
    private readonly answer: EntryAnswer,
  ) {}

  @Get()
  @ForEveryone()
  // Not every started sign-in flow returns from the provider.
  @Limited('write')
  @Operation({ ...BEGIN, id: 'beginOidc', summary: 'Redirect the browser to an OpenID provider' })
  async begin(
    @Param('provider') provider: string,
    @Query() query: BeginFlowQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    await this.flow.begin(this.providers.required(provider), query, request, reply);
  }

  @Get('callback')
  @ForEveryone()
  @Limited('credentials')
  @Operation({ ...FINISH, id: 'finishOidc', summary: 'Handle the redirect back from an OpenID provider' })
  async finish(
    @Param('provider') provider: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    await this.flow.finish(this.providers.required(provider), request, reply);
  }

  @Post('nonce')
  @ForEveryone()
  @Limited('credentials')
  @Operation({ ...NONCE, id: 'getOidcNonce', summary: 'Create a nonce for an ID token' })
  nonce(@Param('provider') provider: string): Promise<NonceDto> {
    return this.native.nonce(this.providers.required(provider));
  }

  @Post('id-token')
  @ForEveryone()
  @Limited('credentials')
  @Operation({ ...BY_ID_TOKEN, id: 'loginWithOidc', summary: 'Sign in with an ID token' })
  async enter(
    @Param('provider') provider: string,
    @Body() body: IdTokenDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const given = this.answer.withDevice(body, request);
    return this.answer.of(await this.native.enter(this.providers.required(provider), given), reply);
  }
}
