import { Body, Controller, Delete, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RoleProblems } from '@features/access';
import { UsersProblems } from '@features/users';
import type { Caller } from '@platform/access/principal';
import { ForPermission } from '@platform/http/access/audience';
import { CurrentCaller } from '@platform/http/access/current-user';
import { Operation } from '@platform/http/answers/operation';
import { IdParam } from '@platform/http/fields/id-param';
import type { UserId } from '@platform/ids/ids';
import { ErasureProblems } from '../erasure.errors';
import { DELETE_USERS } from '../erasure.permissions';
import { ERASURE_ADMIN } from '../erasure.tags';
import { DeleteUserDto, DeleteUserQuery, DeletionDto } from './deletion.dto';
import { DeletionService } from './deletion.service';

@ApiTags(ERASURE_ADMIN)
@Controller('v1/admin/users/:id')
export class UserDeletionController {
  constructor(private readonly deletions: DeletionService) {}

  @Delete()
  @ForPermission(DELETE_USERS)
  @Operation({
    id: 'deleteUser',
    summary: 'Delete an account',
    description:
      'Closes the account, and emails the user a link that restores it until `erasureAt`. With `now=true` the erasure begins at once. If a second administrator must approve deletions (`ERASURE_APPROVAL`), nothing happens until then.',
    status: 202,
    answer: DeletionDto,
    refuses: [
      RoleProblems.last_administrator,
      ErasureProblems.deletion_requested,
      UsersProblems.account_closed,
      UsersProblems.account_has_more_rights,
    ],
  })
  request(
    @CurrentCaller() by: Caller,
    @IdParam('id') id: UserId,
    @Query() query: DeleteUserQuery,
    @Body() body: DeleteUserDto,
  ) {
    return this.deletions.request(by, id, body, query);
  }
}
