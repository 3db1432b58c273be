import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ForEveryone } from '@platform/http/access/audience';
import { Operation } from '@platform/http/answers/operation';
import { Limited } from '@platform/http/rate-limit/limits';
import { givenAddress } from '@platform/one-time/presented-token.rule';
import { OneTimeProblems } from '@platform/one-time/one-time.errors';
import { SIGN_IN } from '../auth.tags';
import { AuthProblems } from '../auth.errors';
import { SignInResponse, SIGN_IN_RESPONSE } from '../sign-in/sign-in-response';
import { RequestSignInEmailDto, EmailCodeDto } from './email-sign-in.dto';
import { EmailSignInService } from './email-sign-in.service';
import { SignInMails } from './sign-in-mails';

@ApiTags(SIGN_IN)
@Controller('v1/auth/email-code')
export class EmailCodeController {
  constructor(
    private readonly mails: SignInMails,
    private readonly method: EmailSignInService,
    private readonly answer: SignInResponse,
  ) {}

  @Post()
  @ForEveryone()
  @Limited('mail')
  @Operation({
    id: 'requestEmailCode',
    summary: 'Email a sign-in code',
    description:
      'The response is the same whether or not the email address has an account. If it has none, signing in creates one, unless registration is closed.',
    status: 202,
  })
  async request(@Body() { email }: RequestSignInEmailDto) {
    await this.mails.request('email_code', email);
  }

  @Post('confirm')
  @ForEveryone()
  @Limited('credentials')
  @Operation({
    id: 'signInWithEmailCode',
    summary: 'Sign in with a code',
    ...SIGN_IN_RESPONSE,
    refuses: [
      OneTimeProblems.not_valid,
      AuthProblems.account_closed,
      AuthProblems.account_suspended,
      AuthProblems.consent_required,
    ],
  })
  async confirm(
    @Body() body: EmailCodeDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const options = this.answer.withDevice(body, request);
    return this.answer.of(
      await this.method.signIn(
        'email_code',
        { code: options.code, holder: givenAddress(options.email).identity },
        options,
      ),
      reply,
    );
  }
}
