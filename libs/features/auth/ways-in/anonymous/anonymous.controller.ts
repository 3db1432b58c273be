import { Body, Controller, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ForEveryone } from '@platform/http/access/audience';
import { Operation } from '@platform/http/answers/operation';
import { Limited } from '@platform/http/rate-limit/limits';
import { SIGN_IN } from '../../auth.tags';
import { SignedInDto } from '../../entrance/entered.dto';
import { TokenTransport } from '../../sessions/token-transport';
import { NewAnonymousDto } from './anonymous.dto';
import { AnonymousProblems } from './anonymous.errors';
import { AnonymousService } from './anonymous.service';

@ApiTags(SIGN_IN)
@Controller('v1/auth/anonymous')
export class AnonymousController {
  constructor(
    private readonly anonymous: AnonymousService,
    private readonly transport: TokenTransport,
  ) {}

  /** Never with an Idempotency-Key: strangers who happen to send the same one would be handed the same account. */
  @Post()
  @ForEveryone()
  @Limited('credentials')
  @Operation({
    id: 'createAnonymous',
    summary: 'Create an account without an address, and sign in',
    description:
      'This session is all there is: who loses it has lost the account, until it is upgraded or given another way in.',
    status: 201,
    answer: SignedInDto,
    refuses: [AnonymousProblems.anonymous_disabled],
  })
  async open(@Body() given: NewAnonymousDto, @Res({ passthrough: true }) reply: FastifyReply) {
    const { user, tokens } = await this.anonymous.open(given);
    return { user, ...this.transport.hand(tokens, reply) };
  }
}
