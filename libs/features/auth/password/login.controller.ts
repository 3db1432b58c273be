import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ForEveryone } from '@platform/http/access/audience';
import { Operation } from '@platform/http/answers/operation';
import { Limited } from '@platform/http/rate-limit/limits';
import { SIGN_IN } from '../auth.tags';
import { AuthProblems } from '../auth.errors';
import { SignInResponse, SIGN_IN_RESPONSE } from '../sign-in/sign-in-response';
import { LoginDto } from './login.dto';
import { LoginService } from './login.service';

@ApiTags(SIGN_IN)
@Controller('v1/auth/login')
export class LoginController {
  constructor(
    private readonly logins: LoginService,
    private readonly answer: SignInResponse,
  ) {}

  @Post()
  @ForEveryone()
  @Limited('credentials')
  @Operation({
    id: 'signInWithPassword',
    summary: 'Sign in with a password',
    ...SIGN_IN_RESPONSE,
    refuses: [
      AuthProblems.wrong_credentials,
      AuthProblems.account_closed,
      AuthProblems.account_suspended,
      AuthProblems.consent_required,
      AuthProblems.too_many_attempts,
    ],
  })
  async login(@Body() body: LoginDto, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.answer.of(await this.logins.signIn(this.answer.withDevice(body, request)), reply);
  }
}
