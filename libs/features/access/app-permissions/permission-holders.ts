import { Injectable } from '@nestjs/common';

/** Records that can contain a permission of the app, such as roles and API keys. */
export interface PermissionHolder {
  /** Called in the transaction that removes the permission, after the removal has locked it. */
  holds(permission: string): Promise<boolean>;
}

/** Checks whether an app permission is in use. Features whose records contain permissions register a check. */
@Injectable()
export class PermissionHolders {
  private readonly holders: PermissionHolder[] = [];

  register(holder: PermissionHolder): void {
    this.holders.push(holder);
  }

  async anyHolds(permission: string): Promise<boolean> {
    for (const holder of this.holders) if (await holder.holds(permission)) return true;
    return false;
  }
}
