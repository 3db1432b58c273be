import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { UsersProblems } from '@features/users';
import type { SessionPrincipal } from '@platform/access/principal';
import { ForPermission } from '@platform/http/access/audience';
import { CurrentSession } from '@platform/http/access/current-user';
import { Operation } from '@platform/http/answers/operation';
import { IdParam } from '@platform/http/fields/id-param';
import type { UserId } from '@platform/ids/ids';
import { RoleProblems } from '../access.errors';
import { READ_ROLES, WRITE_ROLES } from '../access.permissions';
import { ACCESS_ADMIN } from '../access.tags';
import { UserRolesDto } from '../roles/roles.dto';
import { UserRolesService } from './user-roles.service';

@ApiTags(ACCESS_ADMIN)
@Controller('v1/admin/users/:id/roles')
export class UserRolesController {
  constructor(private readonly roles: UserRolesService) {}

  @Get()
  @ForPermission(READ_ROLES)
  @Operation({ id: 'getUserRoles', summary: 'Read the roles of a user', status: 200, answer: UserRolesDto })
  read(@IdParam('id') id: UserId) {
    return this.roles.ofUser(id);
  }

  @Put()
  @ForPermission(WRITE_ROLES, { stepUp: true })
  @Operation({
    id: 'setUserRoles',
    summary: 'Set the roles of a user',
    description: "The change applies from the user's next request on, whatever roles the access token contains.",
    status: 200,
    answer: UserRolesDto,
    refuses: [
      RoleProblems.unknown,
      RoleProblems.last_administrator,
      RoleProblems.exceeds_own_permissions,
      UsersProblems.account_has_more_rights,
    ],
  })
  set(@CurrentSession() by: SessionPrincipal, @IdParam('id') id: UserId, @Body() { roles }: UserRolesDto) {
    return this.roles.assign(by, id, roles);
  }
}
