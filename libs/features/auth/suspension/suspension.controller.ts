import { Body, Controller, Delete, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { UsersProblems } from '@features/users';
import type { Caller } from '@platform/access/principal';
import { ForPermission } from '@platform/http/access/audience';
import { CurrentCaller } from '@platform/http/access/current-user';
import { Operation } from '@platform/http/answers/operation';
import { IdParam } from '@platform/http/fields/id-param';
import { ACCESS_ADMIN, RoleProblems } from '@features/access';
import type { UserId } from '@platform/ids/ids';
import { AuthProblems } from '../auth.errors';
import { SUSPEND_USERS } from '../auth.permissions';
import { SuspendDto } from './suspension.dto';
import { SuspensionService } from './suspension.service';

@ApiTags(ACCESS_ADMIN)
@Controller('v1/admin/users/:id/suspend')
export class SuspensionController {
  constructor(private readonly suspensions: SuspensionService) {}

  @Post()
  @ForPermission(SUSPEND_USERS)
  @Operation({
    id: 'suspendUser',
    summary: 'Suspend an account and end its sessions',
    description:
      'With `until`, the account is reactivated automatically at that time. A further suspension replaces the reason and the end of the first.',
    status: 204,
    refuses: [
      RoleProblems.last_administrator,
      AuthProblems.own_suspension,
      UsersProblems.account_closed,
      UsersProblems.account_has_more_rights,
    ],
  })
  async suspend(@CurrentCaller() by: Caller, @IdParam('id') id: UserId, @Body() body: SuspendDto) {
    await this.suspensions.suspend(by, id, body);
  }

  @Delete()
  @ForPermission(SUSPEND_USERS)
  @Operation({
    id: 'unsuspendUser',
    summary: 'Reactivate a suspended account',
    status: 204,
    refuses: [UsersProblems.account_closed, UsersProblems.account_has_more_rights],
  })
  async reactivate(@CurrentCaller() by: Caller, @IdParam('id') id: UserId) {
    await this.suspensions.reactivate(by, id);
  }
}
