import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ForEveryone } from '@platform/http/access/audience';
import { Operation } from '@platform/http/answers/operation';
import { Limited } from '@platform/http/rate-limit/limits';
import { SIGN_IN } from '../../auth.tags';
import { AuthProblems } from '../../auth.errors';
import { SignInResponse, SIGN_IN_RESPONSE } from '../../sign-in/sign-in-response';
import { PasskeyProblems } from '../passkeys.errors';
import { PasskeyOptionsRequestDto, PasskeyChallengeDto, PasskeySignInDto } from './passkey-sign-in.dto';
import { PasskeySignInService } from './passkey-sign-in.service';

@ApiTags(SIGN_IN)
@Controller('v1/auth/passkeys')
export class PasskeySignInController {
  constructor(
    private readonly signIns: PasskeySignInService,
    private readonly answer: SignInResponse,
  ) {}

  @Post('options')
  @ForEveryone()
  @Limited('credentials')
  @Operation({
    id: 'createPasskeyOptions',
    summary: 'Start a sign-in with a passkey',
    description: 'The response does not reveal whether an account exists or has passkeys.',
    status: 200,
    answer: PasskeyChallengeDto,
  })
  createOptions(@Body() body: PasskeyOptionsRequestDto) {
    return this.signIns.createOptions(body);
  }

  @Post('verify')
  @ForEveryone()
  @Limited('credentials')
  @Operation({
    id: 'signInWithPasskey',
    summary: 'Sign in with a passkey',
    ...SIGN_IN_RESPONSE,
    refuses: [
      PasskeyProblems.passkey_not_valid,
      AuthProblems.account_closed,
      AuthProblems.account_suspended,
      AuthProblems.consent_required,
    ],
  })
  async verify(
    @Body() body: PasskeySignInDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.answer.of(await this.signIns.signIn(this.answer.withDevice(body, request)), reply);
  }
}
