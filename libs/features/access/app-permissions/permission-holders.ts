import { Injectable } from '@nestjs/common';

/** Something other than a role that can hold a permission of the app, such as API keys. */
export interface PermissionHolder {
  /** Called in the transaction that removes the permission, after the removal has locked it. */
  holds(permission: string): Promise<boolean>;
}

/** What may refuse the removal of an app permission: the features whose records hold permissions register here. */
@Injectable()
export class PermissionHolders {
  private readonly holders: PermissionHolder[] = [];

  register(holder: PermissionHolder): void {
    this.holders.push(holder);
  }

  async hold(permission: string): Promise<boolean> {
    for (const holder of this.holders) if (await holder.holds(permission)) return true;
    return false;
  }
}
