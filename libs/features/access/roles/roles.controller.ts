import { Body, Controller, Delete, Get, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { SessionPrincipal } from '@platform/access/principal';
import { ForPermission } from '@platform/http/access/audience';
import { CurrentSession } from '@platform/http/access/current-user';
import { Operation } from '@platform/http/answers/operation';
import { RoleProblems } from '../access.errors';
import { READ_ROLES, WRITE_ROLES } from '../access.permissions';
import { ACCESS_ADMIN } from '../access.tags';
import { DefineRoleDto, NewRoleDto, RoleDto, RoleListDto } from './roles.dto';
import { RolesService } from './roles.service';

@ApiTags(ACCESS_ADMIN)
@Controller('v1/admin/roles')
export class RolesController {
  constructor(private readonly roles: RolesService) {}

  @Get()
  @ForPermission(READ_ROLES)
  @Operation({ id: 'listRoles', summary: 'List roles and their permissions', status: 200, answer: RoleListDto })
  list() {
    return this.roles.list();
  }

  @Post()
  @ForPermission(WRITE_ROLES, { stepUp: true })
  @Operation({
    id: 'createRole',
    summary: 'Create a role',
    status: 201,
    answer: RoleDto,
    idempotent: true,
    refuses: [RoleProblems.exists, RoleProblems.exceeds_own_permissions],
  })
  define(@CurrentSession() by: SessionPrincipal, @Body() role: NewRoleDto) {
    return this.roles.define(by, role);
  }

  @Patch(':name')
  @ForPermission(WRITE_ROLES, { stepUp: true, reads: READ_ROLES })
  @Operation({
    id: 'updateRole',
    summary: 'Update a role',
    status: 200,
    answer: RoleDto,
    mergePatch: true,
    refuses: [RoleProblems.built_in, RoleProblems.exceeds_own_permissions],
  })
  redefine(@CurrentSession() by: SessionPrincipal, @Param('name') name: string, @Body() change: DefineRoleDto) {
    return this.roles.redefine(by, name, change);
  }

  @Delete(':name')
  @ForPermission(WRITE_ROLES, { stepUp: true })
  @Operation({
    id: 'deleteRole',
    summary: 'Delete a role that no user has',
    status: 204,
    refuses: [RoleProblems.built_in, RoleProblems.in_use, RoleProblems.exceeds_own_permissions],
  })
  async remove(@CurrentSession() by: SessionPrincipal, @Param('name') name: string) {
    await this.roles.remove(by, name);
  }
}
