import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ForEveryone } from '@platform/http/access/audience';
import { Operation } from '@platform/http/answers/operation';
import { Limited } from '@platform/http/rate-limit/limits';

import { OneTimeProblems } from '@platform/one-time/one-time.errors';
import { SIGN_IN } from '../auth.tags';
import { AuthProblems } from '../auth.errors';
import { SignInResponse, SIGN_IN_RESPONSE } from '../sign-in/sign-in-response';
import { RequestSignInEmailDto, MagicLinkDto } from './email-sign-in.dto';
import { EmailSignInService } from './email-sign-in.service';
import { SignInMails } from './sign-in-mails';

@ApiTags(SIGN_IN)
@Controller('v1/auth/magic-link')
export class MagicLinkController {
  constructor(
    private readonly mails: SignInMails,
    private readonly method: EmailSignInService,
    private readonly answer: SignInResponse,
  ) {}

  @Post()
  @ForEveryone()
  @Limited('mail')
  @Operation({
    id: 'requestMagicLink',
    summary: 'Email a sign-in link',
    description:
      'The response is the same whether or not the email address has an account. If it has none, signing in creates one, unless registration is closed.',
    status: 202,
  })
  async request(@Body() { email }: RequestSignInEmailDto) {
    await this.mails.request('magic_link', email);
  }

  @Post('confirm')
  @ForEveryone()
  @Limited('credentials')
  @Operation({
    id: 'signInWithMagicLink',
    summary: 'Sign in with a link',
    ...SIGN_IN_RESPONSE,
    refuses: [
      OneTimeProblems.not_valid,
      AuthProblems.account_closed,
      AuthProblems.account_suspended,
      AuthProblems.consent_required,
    ],
  })
  async confirm(
    @Body() body: MagicLinkDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const options = this.answer.withDevice(body, request);
    return this.answer.of(await this.method.signIn('magic_link', { token: options.token }, options), reply);
  }
}
