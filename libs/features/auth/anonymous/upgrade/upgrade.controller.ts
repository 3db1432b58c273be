import { Body, Controller, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { UsersProblems } from '@features/users';
import type { SessionPrincipal, UserPrincipal } from '@platform/access/principal';
import { ForEveryone, ForSignedIn } from '@platform/http/access/audience';
import { CurrentSession, OptionalUser } from '@platform/http/access/current-user';
import { Operation } from '@platform/http/answers/operation';
import { Limited } from '@platform/http/rate-limit/limits';
import { OneTimeProblems } from '@platform/one-time/one-time.errors';
import { SIGN_IN } from '../../auth.tags';
import { AuthProblems } from '../../auth.errors';
import { AccountDto, VERIFICATION_REQUIRED } from '../../registration/register.dto';
import { AnonymousProblems } from '../anonymous.errors';
import { FinishUpgradeService } from './finish-upgrade.service';
import { FinishUpgradeDto, UpgradedDto } from './upgrade.dto';
import { UpgradeService } from './upgrade.service';

const TAKEN = [AnonymousProblems.not_anonymous, UsersProblems.email_taken, UsersProblems.username_taken];

@ApiTags(SIGN_IN)
@Controller('v1/auth/anonymous/upgrade')
export class UpgradeController {
  constructor(
    private readonly upgrades: UpgradeService,
    private readonly finishing: FinishUpgradeService,
  ) {}

  @Post()
  @ForSignedIn()
  @Limited('credentials')
  @Operation({
    id: 'upgradeAnonymous',
    summary: 'Upgrade an anonymous account',
    description:
      'Adds an email address and a password; the account and its data stay. If email addresses must be verified first, a link and a code are emailed instead.',
    status: 200,
    otherwise: VERIFICATION_REQUIRED,
    answer: UpgradedDto,
    refuses: [AuthProblems.registration_closed, ...TAKEN],
  })
  async upgrade(
    @CurrentSession() user: SessionPrincipal,
    @Body() body: AccountDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const upgraded = await this.upgrades.upgrade(user, body);
    if (upgraded) return { user: upgraded };
    reply.status(VERIFICATION_REQUIRED.status);
    return { verificationRequired: true };
  }

  @Post('confirm')
  @ForEveryone({ recognises: true })
  @Limited('credentials')
  @Operation({
    id: 'confirmAnonymousUpgrade',
    summary: 'Complete an upgrade with the link or code',
    status: 200,
    answer: UpgradedDto,
    refuses: [OneTimeProblems.not_valid, AuthProblems.wrong_credentials, AuthProblems.too_many_attempts, ...TAKEN],
  })
  async finish(@Body() body: FinishUpgradeDto, @OptionalUser() user?: UserPrincipal) {
    return { user: await this.finishing.finish(body, user?.userId) };
  }
}
