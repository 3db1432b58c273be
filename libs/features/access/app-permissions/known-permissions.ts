import { Injectable } from '@nestjs/common';
import { allPermissions } from '@platform/http/access/audience';
import { refused, unknownEntries } from '@platform/http/fields/refusals';
import { RoleFieldErrors } from '../access.errors';
import { AppPermissionRepository } from './app-permission.repository';

/** All permissions that roles and API keys can include: those of the product and of the app. */
@Injectable()
export class KnownPermissions {
  constructor(private readonly appPermissions: AppPermissionRepository) {}

  /** Must run in the transaction that grants the permissions. Locks those of the app, so that they are not removed. */
  async refuseUnknown(permissions: readonly string[]): Promise<void> {
    const productPermissions = allPermissions();
    const appPermissions = await this.appPermissions.lockExisting(
      permissions.filter((name) => !productPermissions.has(name)),
    );
    const known = { has: (name: string) => productPermissions.has(name) || appPermissions.has(name) };
    const faults = unknownEntries('/permissions', permissions, known, RoleFieldErrors.unknown_permission);
    if (faults.length > 0) throw refused(faults);
  }
}
