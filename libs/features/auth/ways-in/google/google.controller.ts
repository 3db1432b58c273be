import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
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
import { GoogleProvider } from './google-provider';

@ApiTags(SIGN_IN)
@Controller('v1/auth/google')
export class GoogleController {
  constructor(
    private readonly google: GoogleProvider,
    private readonly flow: WebFlow,
    private readonly native: NativeEntry,
    private readonly answer: EntryAnswer,
  ) {}

  @Get()
  @ForEveryone()
  // Not every started sign-in flow returns from the provider.
  @Limited('write')
  @Operation({
    ...BEGIN,
    id: 'beginGoogle',
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
    id: 'finishGoogle',
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
    id: 'getGoogleNonce',
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
    id: 'loginWithGoogle',
    summary: 'Sign in with a Google ID token',
  })
  async enter(
    @Body() body: IdTokenDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const given = this.answer.withDevice(body, request);
    return this.answer.of(await this.native.enter(this.google.required(), given), reply);
  }
}
