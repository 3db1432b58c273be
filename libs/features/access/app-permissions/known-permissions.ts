import { Injectable } from '@nestjs/common';
import { allPermissions } from '@platform/http/access/audience';
import { refused, unknownEntries } from '@platform/http/fields/refusals';
import { RoleFieldErrors } from '../access.errors';
import { AppPermissionRepository } from './app-permission.repository';

/** All permissions that roles and API keys can include: those of the product and of the app. */
@Injectable()
export class KnownPermissions {
  constructor(private readonly appPermissions: AppPermissionRepository) {}

  /** In the transaction that gives them: those of the app are not removed before it ends. */
  async refuseUnknown(permissions: readonly string[]): Promise<void> {
    const ours = allPermissions();
    const theirs = await this.appPermissions.holdAll(permissions.filter((name) => !ours.has(name)));
    const known = { has: (name: string) => ours.has(name) || theirs.has(name) };
    const faults = unknownEntries('/permissions', permissions, known, RoleFieldErrors.unknown_permission);
    if (faults.length > 0) throw refused(faults);
  }
}
