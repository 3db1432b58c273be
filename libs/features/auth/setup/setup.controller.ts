import { Body, Controller, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { UsersProblems } from '@features/users';
import { ForEveryone } from '@platform/http/access/audience';
import { Operation } from '@platform/http/answers/operation';
import { Limited } from '@platform/http/rate-limit/limits';
import { SIGN_IN } from '../auth.tags';
import { AuthProblems } from '../auth.errors';
import { TokenTransport } from '../sessions/token-transport';
import { SignedInDto } from '../sign-in/sign-in-result.dto';
import { FirstAdministrator } from './first-administrator';
import { FirstAdministratorDto } from './setup.dto';

@ApiTags(SIGN_IN)
@Controller('v1/auth/first-administrator')
export class SetupController {
  constructor(
    private readonly firstAdministrator: FirstAdministrator,
    private readonly transport: TokenTransport,
  ) {}

  @Post()
  @ForEveryone()
  @Limited('credentials')
  @Operation({
    id: 'createFirstAdministrator',
    summary: 'Create the first administrator with the setup token',
    status: 201,
    answer: SignedInDto,
    idempotent: true,
    refuses: [
      AuthProblems.setup_token_invalid,
      AuthProblems.consent_required,
      UsersProblems.email_taken,
      UsersProblems.username_taken,
    ],
  })
  async create(@Body() body: FirstAdministratorDto, @Res({ passthrough: true }) reply: FastifyReply) {
    const { tokens, user } = await this.firstAdministrator.accept(body);
    return { user, ...this.transport.send(tokens, reply) };
  }
}
