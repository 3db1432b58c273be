import { Body, Controller, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ForEveryone } from '@platform/http/access/audience';
import { Operation } from '@platform/http/answers/operation';
import { Limited } from '@platform/http/rate-limit/limits';
import { SIGN_IN } from '../auth.tags';
import { SignedInDto } from '../sign-in/sign-in-result.dto';
import { TokenTransport } from '../sessions/token-transport';
import { NewAnonymousDto } from './anonymous.dto';
import { AuthProblems } from '../auth.errors';
import { AnonymousProblems } from './anonymous.errors';
import { AnonymousService } from './anonymous.service';

@ApiTags(SIGN_IN)
@Controller('v1/auth/anonymous')
export class AnonymousController {
  constructor(
    private readonly anonymous: AnonymousService,
    private readonly transport: TokenTransport,
  ) {}

  /** Accepts no Idempotency-Key: two unauthenticated callers with the same key would get the same account. */
  @Post()
  @ForEveryone()
  @Limited('credentials')
  @Operation({
    id: 'signInAnonymously',
    summary: 'Create an anonymous account and sign in',
    description:
      'The session is the only way to use the account. If it is lost, the account is lost, unless the user has upgraded the account or added a sign-in method.',
    status: 201,
    answer: SignedInDto,
    refuses: [AnonymousProblems.anonymous_disabled, AuthProblems.consent_required],
  })
  async open(@Body() body: NewAnonymousDto, @Res({ passthrough: true }) reply: FastifyReply) {
    const { user, tokens } = await this.anonymous.open(body);
    return { user, ...this.transport.send(tokens, reply) };
  }
}
