import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ForEveryone } from '@platform/http/access/audience';
import { Operation } from '@platform/http/answers/operation';
import { Limited } from '@platform/http/rate-limit/limits';
import { SIGN_IN, SignInResponse } from '@features/auth';
import { BeginFlowQuery } from '../web-flow/flow.dto';
import { WebFlow } from '../web-flow/web-flow';
import { IdTokenDto, NonceDto } from '../native/id-token.dto';
import { NativeSignIn } from '../sign-in/native-sign-in';
import { BY_ID_TOKEN, NONCE } from '../native/native.operations';
import { BEGIN, FINISH } from '../web-flow/web-flow.operations';
import { OidcProviders } from './oidc-providers';

@ApiTags(SIGN_IN)
@Controller('v1/auth/oidc/:provider')
export class OidcController {
  constructor(
    private readonly providers: OidcProviders,
    private readonly flow: WebFlow,
    private readonly native: NativeSignIn,
    private readonly answer: SignInResponse,
  ) {}

  @Get()
  @ForEveryone()
  // Not every started sign-in flow returns from the provider.
  @Limited('write')
  @Operation({ ...BEGIN, id: 'startOidcSignIn', summary: 'Redirect the browser to an OpenID provider' })
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
  @Operation({ ...FINISH, id: 'completeOidcSignIn', summary: 'Handle the redirect back from an OpenID provider' })
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
  @Operation({ ...NONCE, id: 'createOidcNonce', summary: 'Create a nonce for an ID token' })
  nonce(@Param('provider') provider: string): Promise<NonceDto> {
    return this.native.nonce(this.providers.required(provider));
  }

  @Post('id-token')
  @ForEveryone()
  @Limited('credentials')
  @Operation({ ...BY_ID_TOKEN, id: 'signInWithOidcIdToken', summary: 'Sign in with an ID token' })
  async signIn(
    @Param('provider') provider: string,
    @Body() body: IdTokenDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const options = this.answer.withDevice(body, request);
    return this.answer.of(await this.native.signIn(this.providers.required(provider), options), reply);
  }
}
