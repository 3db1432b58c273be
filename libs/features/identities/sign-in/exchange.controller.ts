import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ForEveryone } from '@platform/http/access/audience';
import { Operation } from '@platform/http/answers/operation';
import { Limited } from '@platform/http/rate-limit/limits';
import { OneTimeProblems } from '@platform/one-time/one-time.errors';
import { AuthProblems, SIGN_IN, SIGN_IN_RESPONSE, SignInResponse } from '@features/auth';
import { ExchangeDto } from '../exchange/exchange.dto';
import { ExchangeService } from './exchange.service';

@ApiTags(SIGN_IN)
@Controller('v1/auth/exchange')
export class ExchangeController {
  constructor(
    private readonly exchanges: ExchangeService,
    private readonly answer: SignInResponse,
  ) {}

  @Post()
  @ForEveryone()
  @Limited('credentials')
  @Operation({
    id: 'exchangeCode',
    summary: 'Exchange the authorization code for tokens',
    description:
      'This is the step that creates an account or links an identity. The code expires in two minutes and can be used once.',
    ...SIGN_IN_RESPONSE,
    refuses: [
      OneTimeProblems.not_valid,
      AuthProblems.account_closed,
      AuthProblems.account_suspended,
      AuthProblems.registration_closed,
      AuthProblems.consent_required,
    ],
  })
  async exchange(
    @Body() body: ExchangeDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.answer.of(await this.exchanges.exchange(this.answer.withDevice(body, request)), reply);
  }
}
