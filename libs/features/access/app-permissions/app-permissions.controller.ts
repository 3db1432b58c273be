import { Body, Controller, Delete, Get, Param, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ForPermission } from '@platform/http/access/audience';
import { Operation } from '@platform/http/answers/operation';
import { RoleProblems } from '../access.errors';
import { READ_ROLES, WRITE_ROLES } from '../access.permissions';
import { ACCESS_ADMIN } from '../access.tags';
import { AppPermissionDto, AppPermissionListDto, PutAppPermissionDto } from './app-permission.dto';
import { AppPermissionsService } from './app-permissions.service';

@ApiTags(ACCESS_ADMIN)
@Controller('v1/admin/permissions')
export class AppPermissionsController {
  constructor(private readonly permissions: AppPermissionsService) {}

  @Get()
  @ForPermission(READ_ROLES)
  @Operation({
    id: 'listAppPermissions',
    summary: 'List the permissions that your app defines',
    status: 200,
    answer: AppPermissionListDto,
  })
  list() {
    return this.permissions.list();
  }

  @Put(':name')
  @ForPermission(WRITE_ROLES, { stepUp: true })
  @Operation({
    id: 'setAppPermission',
    summary: 'Define a permission of your app',
    description:
      'Roles and API keys of backends can include the permission. Names look like `shop.refund`. Names that begin with the name of a product feature are reserved.',
    status: 200,
    answer: AppPermissionDto,
    refuses: [RoleProblems.too_many_permissions],
  })
  put(@Param('name') name: string, @Body() { meaning }: PutAppPermissionDto) {
    return this.permissions.put({ name, meaning });
  }

  @Delete(':name')
  @ForPermission(WRITE_ROLES, { stepUp: true })
  @Operation({
    id: 'deleteAppPermission',
    summary: 'Delete a permission that no role and no API key uses',
    status: 204,
    refuses: [RoleProblems.permission_in_use],
  })
  async remove(@Param('name') name: string) {
    await this.permissions.remove(name);
  }
}
