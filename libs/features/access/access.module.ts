import './access.migration';
import './access.notifications';
import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { UsersModule } from '@features/users';
import { RightsDirectory } from '@platform/http/access/rights-directory';
import { RoleDirectory } from '@platform/http/access/role-directory';
import { ACCESS_USER_DATA } from './access.user-data';
import { AppPermissionEntity } from './app-permissions/app-permission.entity';
import { AppPermissionRepository } from './app-permissions/app-permission.repository';
import { AppPermissionsController } from './app-permissions/app-permissions.controller';
import { AppPermissionsService } from './app-permissions/app-permissions.service';
import { KnownPermissions } from './app-permissions/known-permissions';
import { PermissionHolders } from './app-permissions/permission-holders';
import { RoleCache } from './roles/role-cache';
import { RoleHolders } from './roles/role-holders.repository';
import { RoleEntity, UserRoleEntity } from './roles/role.entity';
import { RoleRepository } from './roles/role.repository';
import { RolesController } from './roles/roles.controller';
import { RolesService } from './roles/roles.service';
import { CurrentRights } from './roles/current-rights';
import { LastAdministrator } from './user-roles/last-administrator';
import { RolesStream } from './user-roles/roles-stream';
import { UserRights } from './user-roles/user-rights';
import { UserRolesController } from './user-roles/user-roles.controller';
import { UserRolesService } from './user-roles/user-roles.service';

/** Roles, permissions and role assignments. Global because it implements the platform's ports for them. */
@Global()
@Module({
  imports: [UsersModule, TypeOrmModule.forFeature([AppPermissionEntity, RoleEntity, UserRoleEntity])],
  controllers: [AppPermissionsController, RolesController, UserRolesController],
  providers: [
    ACCESS_USER_DATA,
    AppPermissionRepository,
    AppPermissionsService,
    CurrentRights,
    KnownPermissions,
    LastAdministrator,
    PermissionHolders,
    RoleCache,
    RoleHolders,
    RoleRepository,
    RolesService,
    RolesStream,
    UserRolesService,
    { provide: RightsDirectory, useClass: UserRights },
    { provide: RoleDirectory, useExisting: RoleHolders },
  ],
  exports: [
    CurrentRights,
    KnownPermissions,
    LastAdministrator,
    PermissionHolders,
    RightsDirectory,
    RoleCache,
    RoleDirectory,
    RoleHolders,
    RoleRepository,
    UserRolesService,
  ],
})
export class AccessModule {}
