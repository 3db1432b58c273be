import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ForEveryone } from '@platform/http/access/audience';
import { Operation } from '@platform/http/answers/operation';
import { Limited } from '@platform/http/rate-limit/limits';
import { OneTimeProblems } from '@platform/one-time/one-time.errors';
import { SmsProblems } from '@platform/sms/sms.errors';
import { AuthProblems } from '../auth.errors';
import { SIGN_IN } from '../auth.tags';
import { SignInResponse, SIGN_IN_RESPONSE } from '../sign-in/sign-in-response';
import { RequestSmsCodeDto, SmsCodeDto } from './sms-sign-in.dto';
import { SmsSignInService } from './sms-sign-in.service';
import { SignInTextMessages } from './sign-in-text-messages';

@ApiTags(SIGN_IN)
@Controller('v1/auth/sms-code')
export class SmsSignInController {
  constructor(
    private readonly messages: SignInTextMessages,
    private readonly method: SmsSignInService,
    private readonly answer: SignInResponse,
  ) {}

  @Post()
  @ForEveryone()
  @Limited('mail')
  @Operation({
    id: 'requestSmsCode',
    summary: 'Send a sign-in code by text message',
    description:
      'The code goes to the verified phone number of the account. The response is the same whether or not there is such an account or number.',
    status: 202,
    refuses: [SmsProblems.off],
  })
  async request(@Body() body: RequestSmsCodeDto) {
    await this.messages.request(body);
  }

  @Post('confirm')
  @ForEveryone()
  @Limited('credentials')
  @Operation({
    id: 'signInWithSmsCode',
    summary: 'Sign in with a code from a text message',
    ...SIGN_IN_RESPONSE,
    refuses: [
      OneTimeProblems.not_valid,
      AuthProblems.account_closed,
      AuthProblems.account_suspended,
      AuthProblems.consent_required,
    ],
  })
  async confirm(
    @Body() body: SmsCodeDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.answer.of(await this.method.signIn(this.answer.withDevice(body, request)), reply);
  }
}
