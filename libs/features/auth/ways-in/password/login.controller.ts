import { Body, Controller, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ForEveryone } from '@platform/http/access/audience';
import { Operation } from '@platform/http/answers/operation';
import { Limited } from '@platform/http/rate-limit/limits';
import { AuthProblems } from '../../auth.errors';
import { TokenTransport } from '../../sessions/token-transport';
import { SignedInDto } from '../../sessions/tokens.dto';
import { LoginDto } from './login.dto';
import { LoginService } from './login.service';

@ApiTags('auth')
@Controller('v1/auth/login')
export class LoginController {
  constructor(
    private readonly logins: LoginService,
    private readonly transport: TokenTransport,
  ) {}

  @Post()
  @ForEveryone()
  @Limited('credentials')
  @Operation({
    id: 'login',
    summary: 'Sign in with a password',
    status: 200,
    answer: SignedInDto,
    refuses: [AuthProblems.wrong_credentials, AuthProblems.account_suspended, AuthProblems.too_many_attempts],
  })
  async login(@Body() body: LoginDto, @Res({ passthrough: true }) reply: FastifyReply) {
    const { tokens, user } = await this.logins.signIn(body);
    return { user, ...this.transport.hand(tokens, reply) };
  }
}
