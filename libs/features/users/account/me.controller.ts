import { Body, Controller, Get, Patch } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { UserPrincipal } from '@platform/access/principal';
import { ForSignedIn } from '@platform/http/access/audience';
import { CurrentUser } from '@platform/http/access/current-user';
import { IfMatch, type ExpectedVersion } from '@platform/http/serialization/if-match';
import { Operation } from '@platform/http/answers/operation';
import { ACCOUNT } from '../users.tags';
import { UsersProblems } from '../users.errors';
import { AccountService } from './account.service';
import { ChangeMeDto, MeDto } from './me.dto';
import { PROFILE_READ, PROFILE_WRITE } from '../users.permissions';

@ApiTags(ACCOUNT)
@Controller('v1/me')
export class MeController {
  constructor(private readonly accounts: AccountService) {}

  @Get()
  @ForSignedIn({ scope: PROFILE_READ })
  @Operation({ id: 'getProfile', summary: 'Read your account', status: 200, answer: MeDto, etag: true })
  read(@CurrentUser() user: UserPrincipal) {
    return this.accounts.me(user.userId, user.roles);
  }

  @Patch()
  @ForSignedIn({ scope: PROFILE_WRITE })
  @Operation({
    id: 'updateProfile',
    summary: 'Update your profile',
    status: 200,
    answer: MeDto,
    etag: true,
    ifMatch: true,
    mergePatch: true,
    refuses: [UsersProblems.username_taken, UsersProblems.username_required],
  })
  change(@CurrentUser() user: UserPrincipal, @Body() patch: ChangeMeDto, @IfMatch() expected?: ExpectedVersion) {
    return this.accounts.change(user.userId, user.roles, patch, expected);
  }
}
