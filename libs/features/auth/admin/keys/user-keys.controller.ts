import { Controller, Delete, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { READ_USERS, UsersProblems } from '@features/users';
import type { Caller } from '@platform/access/principal';
import { ForPermission } from '@platform/http/access/audience';
import { CurrentCaller } from '@platform/http/access/current-user';
import { Operation } from '@platform/http/answers/operation';
import { IdParam } from '@platform/http/fields/id-param';
import { PageQuery } from '@platform/http/paging/page';
import { ACCESS_ADMIN } from '@features/access';
import type { UserId, ApiKeyId } from '@platform/ids/ids';
import { PersonalKeyListDto } from '../../api-keys/personal/personal-keys.dto';
import { END_SESSIONS } from '../../auth.permissions';
import { UserKeysService } from './user-keys.service';

@ApiTags(ACCESS_ADMIN)
@Controller('v1/admin/users/:id/api-keys')
export class UserKeysController {
  constructor(private readonly keys: UserKeysService) {}

  @Get()
  @ForPermission(READ_USERS)
  @Operation({ id: 'listUserApiKeys', summary: 'List the API keys of a user', status: 200, answer: PersonalKeyListDto })
  list(@IdParam('id') id: UserId, @Query() page: PageQuery) {
    return this.keys.list(id, page);
  }

  @Delete(':keyId')
  @ForPermission(END_SESSIONS)
  @Operation({
    id: 'revokeUserApiKey',
    summary: 'Revoke an API key of a user',
    status: 204,
    refuses: [UsersProblems.account_has_more_rights],
  })
  async revoke(@CurrentCaller() by: Caller, @IdParam('id') id: UserId, @IdParam('keyId') keyId: ApiKeyId) {
    await this.keys.revoke(by, id, keyId);
  }
}
