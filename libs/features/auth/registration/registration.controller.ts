import { Body, Controller, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { UsersProblems } from '@features/users';
import { ForEveryone } from '@platform/http/access/audience';
import { Operation } from '@platform/http/answers/operation';
import { OneTimeProblems } from '@platform/one-time/one-time.errors';
import { Limited } from '@platform/http/rate-limit/limits';
import { SIGN_IN } from '../auth.tags';
import { AuthProblems } from '../auth.errors';
import { TokenTransport } from '../sessions/token-transport';
import { SignedInDto } from '../sign-in/sign-in-result.dto';
import { FinishRegistrationDto, RegisterDto, VERIFICATION_REQUIRED } from './register.dto';
import { FinishRegistrationService } from './finish-registration.service';
import { RegistrationService } from './registration.service';

@ApiTags(SIGN_IN)
@Controller('v1/auth/register')
export class RegistrationController {
  constructor(
    private readonly registrations: RegistrationService,
    private readonly finishing: FinishRegistrationService,
    private readonly transport: TokenTransport,
  ) {}

  @Post()
  @ForEveryone()
  @Limited('credentials')
  @Operation({
    id: 'register',
    summary: 'Create an account and sign in',
    description: 'If email addresses must be verified first, a link and a code are emailed instead.',
    status: 201,
    otherwise: VERIFICATION_REQUIRED,
    answer: SignedInDto,
    idempotent: true,
    refuses: [
      AuthProblems.registration_closed,
      AuthProblems.consent_required,
      UsersProblems.email_taken,
      UsersProblems.username_taken,
    ],
  })
  async register(@Body() body: RegisterDto, @Res({ passthrough: true }) reply: FastifyReply) {
    const signedIn = await this.registrations.register(body);
    if (signedIn) return { user: signedIn.user, ...this.transport.send(signedIn.tokens, reply) };
    reply.status(VERIFICATION_REQUIRED.status);
    return { verificationRequired: true };
  }

  @Post('confirm')
  @ForEveryone()
  @Limited('credentials')
  @Operation({
    id: 'confirmRegistration',
    summary: 'Complete a registration with the link or code, and sign in',
    status: 201,
    answer: SignedInDto,
    refuses: [
      OneTimeProblems.not_valid,
      AuthProblems.wrong_credentials,
      AuthProblems.consent_required,
      AuthProblems.too_many_attempts,
      UsersProblems.email_taken,
      UsersProblems.username_taken,
    ],
  })
  async finish(@Body() body: FinishRegistrationDto, @Res({ passthrough: true }) reply: FastifyReply) {
    const { tokens, user } = await this.finishing.finish(body);
    return { user, ...this.transport.send(tokens, reply) };
  }
}
