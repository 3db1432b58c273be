import { Injectable } from '@nestjs/common';
import { RightsDirectory } from '@platform/http/access/rights-directory';
import type { UserId } from '@platform/ids/ids';
import { RoleCache } from '../roles/role-cache';
import { RoleHolders } from '../roles/role-holders.repository';

@Injectable()
export class UserRights extends RightsDirectory {
  constructor(
    private readonly holders: RoleHolders,
    private readonly book: RoleCache,
  ) {
    super();
  }

  async permissionsOf(userId: UserId): Promise<ReadonlySet<string>> {
    await this.book.current();
    return this.book.permissionsOf(await this.holders.rolesOf(userId));
  }
}
