import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
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
import { GoogleProvider } from './google-provider';

@ApiTags(SIGN_IN)
@Controller('v1/auth/google')
export class GoogleController {
  constructor(
    private readonly google: GoogleProvider,
    private readonly flow: WebFlow,
    private readonly native: NativeSignIn,
    private readonly answer: SignInResponse,
  ) {}

  @Get()
  @ForEveryone()
  // Not every started sign-in flow returns from the provider.
  @Limited('write')
  @Operation({
    ...BEGIN,
    id: 'startGoogleSignIn',
    summary: 'Redirect the browser to Google',
  })
  async begin(
    @Query() query: BeginFlowQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    await this.flow.begin(this.google.required(), query, request, reply);
  }

  @Get('callback')
  @ForEveryone()
  @Limited('credentials')
  @Operation({
    ...FINISH,
    id: 'completeGoogleSignIn',
    summary: 'Handle the redirect back from Google',
  })
  async finish(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    await this.flow.finish(this.google.required(), request, reply);
  }

  @Post('nonce')
  @ForEveryone()
  @Limited('credentials')
  @Operation({
    ...NONCE,
    id: 'createGoogleNonce',
    summary: 'Create a nonce for a Google ID token',
  })
  nonce(): Promise<NonceDto> {
    return this.native.nonce(this.google.required());
  }

  @Post('id-token')
  @ForEveryone()
  @Limited('credentials')
  @Operation({
    ...BY_ID_TOKEN,
    id: 'signInWithGoogleIdToken',
    summary: 'Sign in with a Google ID token',
  })
  async signIn(
    @Body() body: IdTokenDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const options = this.answer.withDevice(body, request);
    return this.answer.of(await this.native.signIn(this.google.required(), options), reply);
  }
}
