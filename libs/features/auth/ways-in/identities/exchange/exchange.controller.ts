import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ForEveryone } from '@platform/http/access/audience';
import { Operation } from '@platform/http/answers/operation';
import { Limited } from '@platform/http/rate-limit/limits';
import { OneTimeProblems } from '@platform/one-time/one-time.errors';
import { SIGN_IN } from '../../../auth.tags';
import { AuthProblems } from '../../../auth.errors';
import { EntryAnswer, ENTERED } from '../../../entrance/entry-answer';
import { ExchangeDto } from './exchange.dto';
import { ExchangeService } from './exchange.service';

@ApiTags(SIGN_IN)
@Controller('v1/auth/exchange')
export class ExchangeController {
  constructor(
    private readonly exchanges: ExchangeService,
    private readonly answer: EntryAnswer,
  ) {}

  @Post()
  @ForEveryone()
  @Limited('credentials')
  @Operation({
    id: 'exchangeCode',
    summary: 'Exchange the authorization code for tokens',
    description:
      'This is the step that creates an account or links an identity. The code expires in two minutes and can be used once.',
    ...ENTERED,
    refuses: [OneTimeProblems.not_valid, AuthProblems.account_suspended, AuthProblems.registration_closed],
  })
  async exchange(
    @Body() body: ExchangeDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.answer.of(await this.exchanges.exchange(this.answer.withDevice(body, request)), reply);
  }
}
