import { Body, Controller, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { UsersProblems } from '@features/users';
import { ForEveryone } from '@platform/http/access/audience';
import { Operation } from '@platform/http/answers/operation';
import { Limited } from '@platform/http/rate-limit/limits';
import { AuthProblems } from '../auth.errors';
import { TokenTransport } from '../sessions/token-transport';
import { SignedInDto } from '../sessions/tokens.dto';
import { RegisterDto } from './register.dto';
import { RegistrationService } from './registration.service';

@ApiTags('auth')
@Controller('v1/auth/register')
export class RegistrationController {
  constructor(
    private readonly registrations: RegistrationService,
    private readonly transport: TokenTransport,
  ) {}

  @Post()
  @ForEveryone()
  @Limited('credentials')
  @Operation({
    id: 'register',
    summary: 'Create an account and sign in',
    status: 201,
    answer: SignedInDto,
    idempotent: true,
    refuses: [AuthProblems.registration_closed, UsersProblems.email_taken, UsersProblems.username_taken],
  })
  async register(@Body() body: RegisterDto, @Res({ passthrough: true }) reply: FastifyReply) {
    const { tokens, user } = await this.registrations.register(body);
    return { user, ...this.transport.hand(tokens, reply) };
  }
}
