import { Body, Controller, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ForEveryone } from '@platform/http/access/audience';
import { Operation } from '@platform/http/answers/operation';
import { Limited } from '@platform/http/rate-limit/limits';
import { OneTimeProblems } from '@platform/one-time/one-time.errors';
import { SIGN_IN } from '../auth.tags';
import { AuthProblems } from '../auth.errors';
import { SignedInDto } from './sign-in-result.dto';
import { SignInResponse } from './sign-in-response';
import { SecondFactorProblems } from '../second-factor/second-factor.errors';
import { MfaSignInDto } from './mfa-sign-in.dto';
import { MfaSignInService } from './mfa-sign-in.service';

@ApiTags(SIGN_IN)
@Controller('v1/auth/login/mfa')
export class MfaSignInController {
  constructor(
    private readonly steps: MfaSignInService,
    private readonly answer: SignInResponse,
  ) {}

  @Post()
  @ForEveryone()
  @Limited('credentials')
  @Operation({
    id: 'completeMfaSignIn',
    summary: 'Complete an MFA challenge and sign in',
    description:
      'The last step of every sign-in method, for accounts with a second factor. An MFA challenge allows five attempts.',
    status: 200,
    answer: SignedInDto,
    refuses: [
      OneTimeProblems.not_valid,
      SecondFactorProblems.wrong_code,
      AuthProblems.account_closed,
      AuthProblems.account_suspended,
      AuthProblems.consent_required,
      AuthProblems.too_many_attempts,
    ],
  })
  async complete(@Body() body: MfaSignInDto, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.answer.of(await this.steps.complete(body), reply);
  }
}
