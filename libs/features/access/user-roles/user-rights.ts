import { Injectable } from '@nestjs/common';
import { RightsDirectory } from '@platform/http/access/rights-directory';
import type { UserId } from '@platform/ids/ids';
import { RoleCache } from '../roles/role-cache';
import { RoleHolders } from '../roles/role-holders.repository';

@Injectable()
export class UserRights extends RightsDirectory {
  constructor(
    private readonly holders: RoleHolders,
    private readonly roleCache: RoleCache,
  ) {
    super();
  }

  async permissionsOf(userId: UserId): Promise<ReadonlySet<string>> {
    await this.roleCache.current();
    return this.roleCache.permissionsOf(await this.holders.rolesOf(userId));
  }
}
