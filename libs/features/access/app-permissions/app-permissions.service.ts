import { Injectable } from '@nestjs/common';
import { FieldErrors, RequestProblems } from '@platform/errors/platform.errors';
import { Events } from '@platform/event-log/events';
import { refusedField } from '@platform/http/fields/refusals';
import { Transactions } from '@platform/persistence/transactions';
import { ClusterNotifications } from '@platform/cluster-notifications/cluster-notifications';
import { RoleFieldErrors, RoleProblems } from '../access.errors';
import { PermissionDefined, PermissionRemoved } from '../access.events';
import { AppPermissionRepository, type AppPermission } from './app-permission.repository';
import { PermissionHolders } from './permission-holders';
import { PERMISSION_NAME } from '@platform/access/right-names.rule';
import { isReserved } from '../permission-name.rule';
import { ROLE_DEFINED } from '../access.cluster-topics';

/** The list of roles contains all permissions, so their number is limited. */
const MAX_PERMISSIONS = 500;

/** Manages the permissions that the app defines and enforces. Roles and API keys of backends can include them. */
@Injectable()
export class AppPermissionsService {
  constructor(
    private readonly permissions: AppPermissionRepository,
    private readonly holders: PermissionHolders,
    private readonly events: Events,
    private readonly cluster: ClusterNotifications,
    private readonly transactions: Transactions,
  ) {}

  async list() {
    return { items: await this.permissions.all(), nextCursor: null };
  }

  async put(permission: AppPermission): Promise<AppPermission> {
    const { name } = permission;
    if (!PERMISSION_NAME.test(name) || name.length > 60)
      throw refusedField('/name', FieldErrors.bad_format, { form: 'shop.refund' });
    if (isReserved(name)) throw refusedField('/name', RoleFieldErrors.reserved_permission);
    await this.transactions.run(async () => {
      await this.permissions.put(permission);
      if ((await this.permissions.all()).length > MAX_PERMISSIONS)
        throw RoleProblems.too_many_permissions({ parameters: { max: MAX_PERMISSIONS } });
      await this.events.publish(PermissionDefined.of({ subject: null, facts: { permission: name } }));
      await this.cluster.send(ROLE_DEFINED, name);
    });
    await this.cluster.settled();
    return permission;
  }

  async remove(name: string): Promise<void> {
    await this.transactions.run(async () => {
      // The removal locks the row, so a concurrent request that grants the permission waits and then does not find it.
      if (!(await this.permissions.remove(name))) throw RequestProblems.not_found();
      if (await this.holders.anyHolds(name)) throw RoleProblems.permission_in_use();
      await this.events.publish(PermissionRemoved.of({ subject: null, facts: { permission: name } }));
      await this.cluster.send(ROLE_DEFINED, name);
    });
    await this.cluster.settled();
  }
}
