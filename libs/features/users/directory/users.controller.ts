import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ForSignedIn } from '@platform/http/access/audience';
import { Operation } from '@platform/http/answers/operation';
import { IdParam } from '@platform/http/fields/id-param';
import type { UserId } from '@platform/ids/ids';
import { DIRECTORY } from '../users.tags';
import { AccountService } from '../account/account.service';
import { UserDto } from '../account/me.dto';
import { FindUserQuery, UserListDto } from './users.dto';
import { DIRECTORY_READ } from '../users.permissions';

@ApiTags(DIRECTORY)
@Controller('v1/users')
export class UsersController {
  constructor(private readonly accounts: AccountService) {}

  @Get(':id')
  @ForSignedIn({ scope: DIRECTORY_READ })
  @Operation({ id: 'getPublicProfile', summary: "Read a user's public profile", status: 200, answer: UserDto })
  read(@IdParam('id') id: UserId) {
    return this.accounts.publicly(id);
  }

  @Get()
  @ForSignedIn({ scope: DIRECTORY_READ })
  @Operation({
    id: 'listPublicProfiles',
    summary: 'Find a public profile by username',
    status: 200,
    answer: UserListDto,
  })
  async find(@Query() { username }: FindUserQuery) {
    return { items: await this.accounts.publiclyByUsername(username), nextCursor: null };
  }
}
